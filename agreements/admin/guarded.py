"""Forms of the desk that are saved once, and never over what somebody else has saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import submissions
from agreements.admin.merging import Comparing, Comparison
from agreements.admin.sent_once import already_saved, guard, other_content, same_content, user_of, why_not
from agreements.admin.shown import Rows, places_of, values_of, worded
from agreements.latest_changes import latest_changes
from agreements.submissions import Opened

AGAIN = "_again"


@dataclass
class Sent:
    """A form that is being saved: what it was opened with, and why it may have to be refused."""

    opened: Opened | None
    content: str
    refusals: list[tuple[str | None, str]] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    values: dict[str, Any] = field(default_factory=dict)
    is_shown_again: bool = False
    made: models.Model | None = None


class Refused(forms.BaseForm):
    """The form with what was typed, and with the reasons why it was not saved."""

    refusals: ClassVar[list[tuple[str | None, str]]]

    def full_clean(self) -> None:
        super().full_clean()
        for name, reason in self.refusals if self.is_bound else ():
            self.add_error(name if name in self.fields else None, ValidationError(reason))


class Guarded(admin.ModelAdmin):
    """Every form carries `agreements.submissions.FIELD`: see there. Templates include admin/guard.html in the form."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or not self._may_save(request, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            sent = self._sent(request, object_id)
            if sent.opened and not sent.opened.is_too_old and (before := submissions.earlier(sent.opened)):
                if before.content == sent.content:
                    return already_saved(self, request, before)
                sent.refusals.append((None, other_content(before)))
            elif object_id is None and (reason := self._is_there_already(request, sent)):
                sent.refusals.append((None, reason))
            if object_id is not None and (gone := self._compare(request, object_id, sent)):
                return gone
            response = super().changeform_view(request, object_id, form_url, extra_context)
            self._tell_of_merging(request, sent)
            if not sent.is_shown_again and sent.opened:
                url = self._url_of_made(sent) or getattr(response, "url", request.path)
                submissions.keep(sent.opened, by=user_of(request), url=url, content=sent.content)
        return response

    def _may_save(self, request: HttpRequest, object_id: str | None) -> bool:
        return self.has_add_permission(request) if object_id is None else self.has_change_permission(request)

    def _about(self, object_id: str | None) -> str:
        return f"{self.opts.label_lower}:{object_id or ''}"

    def _sent(self, request: HttpRequest, object_id: str | None) -> Sent:
        """Read once: a form that is tried again after a refusal of the database is still the form that was sent."""
        known = cast("Sent | None", getattr(request, "_sent_form", None))
        content = (
            known.content if known else submissions.fingerprint(self._about(object_id), request.POST, request.FILES)
        )
        text = str(request.POST.get(submissions.FIELD, ""))
        sent = Sent(submissions.unseal(text, self._about(object_id), user_of(request)), content)
        if reason := why_not(sent.opened):
            sent.refusals.append((None, reason))
        request._sent_form = sent  # type: ignore[attr-defined]
        request.POST = request.POST.copy()  # type: ignore[assignment]
        return sent

    def _is_there_already(self, request: HttpRequest, sent: Sent) -> str:
        """Why the new row may be one that was just saved; who saves once more after that means it."""
        before = submissions.same(user_of(request), sent.content)
        if before is None or not sent.opened or sent.opened.unsettled.get(AGAIN):
            return ""
        sent.comparison.unsettled[AGAIN] = True
        return same_content(before)

    # Comparing with what others have saved

    def _compare(self, request: HttpRequest, object_id: str, sent: Sent) -> HttpResponse | None:
        """Merges or refuses, with the row locked until it is saved; answers itself where the row is gone."""
        try:
            key = self.opts.pk.to_python(unquote(object_id))
            # The row alone: whatever it is joined to is free for others.
            locked = self.model._base_manager.select_for_update(no_key=True).filter(pk=key).first()
        except (ValidationError, ValueError):
            return None
        if locked is None:
            return self._row_is_gone(request, key, sent) if sent.opened else None
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return None
        form = self.get_form(request, row, change=True)(instance=row)
        rows = self._rows(request, row)
        sent.values = values_of(form, rows)
        comparing = Comparing(request, sent.opened, row)
        comparing.form(places_of(form))
        for kind in rows:
            comparing.rows(kind)
        sent.comparison = comparing.found
        sent.refusals += refusals_of(comparing.found)
        return None

    def _rows(self, request: HttpRequest, row: models.Model) -> list[Rows]:
        """The rows of the inlines that may be changed here, as Django's own form has them."""
        found: list[Rows] = []
        prefixes: dict[str, int] = {}
        for formset_class, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset_class.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            if prefixes[prefix] > 1 or not prefix:
                prefix = f"{prefix}-{prefixes[prefix]}"
            if inline.has_change_permission(request, row):
                found.append(Rows.of(formset_class(instance=row, prefix=prefix, queryset=inline.get_queryset(request))))
        return found

    def _row_is_gone(self, request: HttpRequest, key: Any, sent: Sent) -> HttpResponse:
        form = self.get_form(request, None, change=False)()
        typed = [
            (place.label, worded(place.field, place.sent(request)))
            for place in places_of(form)
            if place.html_name in request.POST
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Borttagen medan du ändrade den"),
            "change": latest_changes(self.model, key, [""]).get(""),
            "typed": typed,
            "may_add": self.has_add_permission(request),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/row_is_gone.html", context, status=409)

    def _tell_of_merging(self, request: HttpRequest, sent: Sent) -> None:
        if sent.comparison.merged:
            told = _("Ändrat sedan du öppnade formuläret, och kvar bredvid dina ändringar: %(fields)s.")
            self.message_user(request, told % {"fields": "; ".join(sent.comparison.merged)}, messages.WARNING)

    # Hooks into Django's own form

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        sent = cast("Sent | None", getattr(request, "_sent_form", None))
        if sent and sent.refusals:
            return type(form.__name__, (Refused, form), {"refusals": sent.refusals})
        return form

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if sent := getattr(request, "_sent_form", None):
            sent.made = obj
        return super().response_add(request, obj, post_url_continue)

    def _url_of_made(self, sent: Sent) -> str:
        if sent.made is None:
            return ""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[sent.made.pk])

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        sent = cast("Sent | None", getattr(request, "_sent_form", None))
        comparison = Comparison()
        if sent:
            sent.is_shown_again, values, comparison = True, sent.values, sent.comparison
        elif change:
            kinds = [
                Rows.of(inline.formset)
                for inline in context["inline_admin_formsets"]
                if inline.opts.has_change_permission(request, obj)
            ]
            values = values_of(context["adminform"].form, kinds)
        else:
            values = {}
        object_id = request.resolver_match.kwargs.get("object_id") if change and request.resolver_match else None
        seal = submissions.seal(self._about(object_id), user_of(request), values, comparison.unsettled)
        context["guard"] = guard(seal, conflicts=comparison.conflicts, is_unsaved=sent is not None)
        return super().render_change_form(request, context, add, change, form_url, obj)


def refusals_of(found: Comparison) -> list[tuple[str | None, str]]:
    """What the form says where both have changed the same: of all, and beside each field of its own."""
    refusals: list[tuple[str | None, str]] = []
    if found.conflicts:
        everything = _(
            "Ingenting är sparat: samma uppgifter har ändrats sedan du öppnade formuläret. "
            "Välj i tabellen vad som ska gälla, och spara igen."
        )
        refusals.append((None, everything))
    beside = _("Har ändrats sedan du öppnade formuläret. Välj i tabellen överst.")
    refusals += [(conflict.name, beside) for conflict in found.conflicts if conflict.name]
    as_new = _(
        "Ingenting är sparat: %(row)s. Det du skrev står sist bland raderna. "
        "Spara igen om den ska läggas till på nytt, eller ta bort raden."
    )
    return [*refusals, *((None, as_new % {"row": row}) for row in found.removed)]
