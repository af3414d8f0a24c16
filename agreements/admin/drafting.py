"""What saving the agreement's form does.

A draft is saved, and then submitted or published where that is asked; of a published one, a change is proposed.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import actions, four_eyes, proposals, publishing
from agreements.admin.base import person
from agreements.admin.conflicts.form import ConflictAdmin
from agreements.admin.publishable import PublicationAdmin
from agreements.agreement_forms import AgreementForm, terms_field
from agreements.models import Agreement, Proposal

IDENTITY = ["public_id", "publication"]


class Drafting(PublicationAdmin, ConflictAdmin):
    """Mixed into the admin of agreements."""

    def get_fieldsets(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        sets: Any = self.fieldsets
        (title, first), *others = sets
        if obj is None:
            first = {"fields": [name for name in first["fields"] if name not in IDENTITY]}
        if obj and obj.is_published and self.has_change_permission(request, obj):
            others.append((gettext_lazy("Ändringen"), {"fields": ["kind", "reason"]}))
        return [(title, first), *others]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form's own fields are on the form already: Django looks for each name among the model's."""
        kwargs["fields"] = [
            name
            for name in admin.utils.flatten_fieldsets(self.get_fieldsets(request, obj))
            if name not in AgreementForm.declared_fields
        ]
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Levels and areas as checkboxes with their meanings."""
        return terms_field(db_field)

    def lock(self, key: str) -> bool:
        """Locks the proposals before their agreement, in the same order as deciding on one does."""
        undecided = Proposal.objects.undecided().filter(agreement__pk=key).order_by("pk")
        list(undecided.select_for_update(no_key=True))
        return super().lock(key)

    # Saving

    def save_model(self, request: HttpRequest, obj: Agreement, form: AgreementForm, change: bool) -> None:
        """A published agreement is left as it is: `save_related` proposes the change."""
        if not (change and form.is_of_a_published):
            obj.returned_because = ""
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: AgreementForm, formsets: Any, change: bool) -> None:
        if change and form.is_of_a_published:
            for formset in formsets:
                self.save_formset(request, form, formset, change=change)
            if form.has_changed():
                self.propose(request, form)
            return
        super().save_related(request, form, formsets, change)
        if form.closes:
            actions.close_before(form.closes, form.instance, by=person(request))

    def propose(self, request: HttpRequest, form: AgreementForm) -> None:
        """Raises ValidationError, which the form shows with all that was typed."""
        by = person(request)
        proposal = form.propose(by)
        if form.is_to_be_published and self.has_publish_permission(request):
            proposals.publish(proposal, by=by)
            self.message_user(request, _("Ändringen är publicerad."), messages.SUCCESS)
            return
        link = format_html('<a href="{}">{}</a>', proposal_address(proposal), _("ändringsförslaget"))
        told = _("Ändringen väntar på granskning, och allmänheten ser överenskommelsen som förut: {}.")
        self.message_user(request, format_html(told, link), messages.SUCCESS)

    def response_add(self, request: HttpRequest, obj: Agreement, post_url_continue: str | None = None) -> HttpResponse:
        return self.further(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Agreement) -> HttpResponse:
        if Agreement.objects.published().filter(pk=obj.pk).exists():
            return HttpResponseRedirect(own_address(obj))
        return self.further(request, obj) or super().response_change(request, obj)

    def further(self, request: HttpRequest, draft: Agreement) -> HttpResponse | None:
        """Submits or publishes the draft that was saved, where that button was pressed."""
        by, chosen = person(request), Agreement.objects.filter(pk=draft.pk)
        try:
            if "_publish" in request.POST and self.has_publish_permission(request):
                publishing.publish(chosen, by=by)
                told = _("%(id)s är publicerad.")
            elif "_submit" in request.POST:
                actions.submit(chosen, by=by)
                told = _("%(id)s är lämnad för granskning.")
            else:
                return None
        except ValidationError as error:
            lacking = format_html_join("", "<li>{}</li>", ([message] for message in error.messages))
            saved = _("Utkastet är sparat, men det är inte färdigt:")
            self.message_user(request, format_html("{} <ul>{}</ul>", saved, lacking), messages.WARNING)
        else:
            self.message_user(request, told % {"id": draft.public_id}, messages.SUCCESS)
        return HttpResponseRedirect(own_address(draft))

    # What the page says

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        by, obj = person(request), kwargs.get("obj")
        context["may_publish"] = self.has_publish_permission(request) and not (obj and four_eyes.obstacle(obj, by))
        if obj and obj.is_published:
            context["proposals"] = list(obj.proposals.undecided().select_related("proposed_by", "agreement"))
            context["may_publish"] = self.has_publish_permission(request) and not four_eyes.applies()
        elif obj:
            context["missing"] = publishing.missing(obj, by=by) if self.has_change_permission(request, obj) else []
            context["closing"] = list(obj.accompanied_by.undecided().select_related("agreement__municipality"))
        return super().render_change_form(request, context, *args, **kwargs)


def own_address(agreement: Agreement) -> str:
    return reverse("admin:agreements_agreement_change", args=[agreement.pk])


def proposal_address(proposal: Proposal) -> str:
    return reverse("admin:agreements_proposal_change", args=[proposal.pk])
