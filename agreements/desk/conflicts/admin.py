"""The admin whose forms are merged with what other users have saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.desk.conflicts.fields import Part, form_values
from agreements.desk.conflicts.form import COMPARISON, ConflictForm, ConflictFormSet
from agreements.desk.conflicts.merge import Comparison
from agreements.desk.conflicts.submissions import DUPLICATE, SentForm, guard, refusal_notice
from agreements.history.latest import latest_changes


def with_mixin(mixin: type, form: Any, request: HttpRequest) -> Any:
    comparison = getattr(request, COMPARISON, None)
    return type(form.__name__, (mixin, form), {COMPARISON: comparison}) if comparison else form


class ConflictAdmin(admin.ModelAdmin):
    """An admin whose forms carry the signed field of `submissions`. Templates include admin/guard.html in the form."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = partial(super().changeform_view, request, object_id, *args, **kwargs)
        may_save = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method != "POST" or not may_save:
            return view()
        with transaction.atomic():
            sent_form = SentForm(request, self._about(object_id))
            if repeated := sent_form.repeated(request):
                return repeated
            if object_id and sent_form.token and not self.lock(unquote(object_id)):
                return self._row_is_gone(request, unquote(object_id))
            duplicate = "" if object_id else sent_form.duplicate
            unsettled = {DUPLICATE: True} if duplicate else {}
            return self._save(view, request, Comparison(sent_form, [sent_form.refusal, duplicate], unsettled=unsettled))

    def _save(self, view: Callable[[], HttpResponse], request: HttpRequest, comparison: Comparison) -> HttpResponse:
        """Saves the form, or shows it again with the errors."""
        setattr(request, COMPARISON, comparison)
        try:
            response = view()
        except (IntegrityError, ValidationError) as error:
            # A concurrent change broke a rule after validation. The saving is rolled back, and the form refused.
            reasons = getattr(error, "messages", None) or [refusal_notice("at-once")]
            return self._save(view, request, Comparison(comparison.form, reasons))
        if comparison.merged:
            merged = _("Ändrat sedan du öppnade formuläret, och kvar bredvid dina ändringar: %(fields)s.")
            messages.warning(request, merged % {"fields": "; ".join(comparison.merged)})
        if "guard" not in (getattr(response, "context_data", None) or {}):
            comparison.form.keep(getattr(response, "url", request.path))
        return response

    def lock(self, key: str) -> bool:
        """Locks the row, without joins, until it is saved. Returns whether it exists."""
        return self.model._base_manager.select_for_update(no_key=True).filter(pk=key).first() is not None

    def _about(self, object_id: str | None) -> str:
        return f"{self.opts.label_lower}:{object_id or ''}"

    def _row_is_gone(self, request: HttpRequest, key: str) -> HttpResponse:
        part = Part(self.get_form(request)(request.POST, request.FILES), key)
        typed = [key for key, bound in part.fields.items() if bound.html_name in request.POST]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Borttagen medan du ändrade den"),
            "change": latest_changes(self.model, key, [""]).get(""),
            "typed": [(part.label(key), part.in_words(key, part.sent[key])) for key in typed],
            "may_add": self.has_add_permission(request),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/row_is_gone.html", context, status=409)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if comparison := getattr(request, COMPARISON, None):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            comparison.form.url = reverse(name, args=[quote(obj.pk)])
        return super().log_addition(request, obj, message)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return with_mixin(ConflictForm, super().get_form(request, *args, **kwargs), request)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            may_change = inline.has_change_permission(request, obj)
            yield with_mixin(ConflictFormSet, formset, request) if may_change else formset, inline

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        formsets = [inline.formset for inline in context["inline_admin_formsets"] if inline.has_change_permission]
        values = form_values(context["adminform"].form, formsets) if context["original"] else {}
        comparison = getattr(request, COMPARISON, None)
        context["guard"] = guard(request, self._about(context["object_id"]), values, comparison)
        return super().render_change_form(request, context, *args, **kwargs)
