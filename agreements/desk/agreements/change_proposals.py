"""Saves changes of public rows as proposals."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import companions, pending, perms, proposals
from agreements.desk.agreements.proposal_forms import ProposalForm
from agreements.desk.base import person
from agreements.desk.conflicts.form import COMPARISON
from agreements.models import Proposal

# The form's field with the signed digests of the companions that the page showed.
DIGESTS_FIELD = "_shown"


class ChangeProposals(admin.ModelAdmin):
    """A mixin of the admins of the models in `agreements.models.TARGETS`."""

    change_form_template = "admin/agreements/proposing_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets: Any = super().get_fieldsets(request, obj)
        declared_fields = ProposalForm.declared_fields
        sets = [
            (title, options | {"fields": [name for name in options["fields"] if name not in declared_fields]})
            for title, options in fieldsets
        ]
        if obj and pending.takes_proposals(obj) and self.has_change_permission(request, obj):
            sets.append((gettext_lazy("Ändringen"), {"fields": ["kind", "reason"]}))
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Leaves the form's declared fields out of `fields`: Django expects model fields there."""
        names = flatten_fieldsets(self.get_fieldsets(request, obj))
        declared_fields = self.form.declared_fields
        kwargs["fields"] = [name for name in names if name not in declared_fields]
        return super().get_form(request, obj, change=change, **kwargs)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return perms.may_publish(person(request))

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: ProposalForm, change: bool) -> None:
        """Does not save a public row: `save_related` proposes the change."""
        if not (change and form.proposes):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if not (change and form.proposes):
            super().save_related(request, form, formsets, change)
            return
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        changed = set(form.changed_data)
        # Somebody who adds a source and writes why changes no field of the row.
        if changed - set(ProposalForm.declared_fields) or (
            changed and not any(formset.has_changed() for formset in formsets)
        ):
            self.propose(request, form)

    def propose(self, request: HttpRequest, form: ProposalForm) -> None:
        """Proposes the form's changes, or publishes them at once. Raises ValidationError, which the form shows."""
        by = person(request)
        proposal = form.propose(by)
        if form.is_to_be_published and perms.may_change_public(by):
            publish_seen(request, proposal)
            self.message_user(request, _("Ändringen är publicerad."), messages.SUCCESS)
            return
        link = format_html('<a href="{}">{}</a>', proposal_address(proposal), _("ändringsförslaget"))
        message = _("Ändringen väntar på granskning, och allmänheten ser uppgifterna som förut: {}.")
        self.message_user(request, format_html(message, link), messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        row = self.model._default_manager.get(pk=obj.pk)
        if not pending.takes_proposals(row):
            return super().response_change(request, obj)
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, row)
        return HttpResponseRedirect(change_address(row))

    # The page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row and pending.takes_proposals(row):
            undecided = row.proposals.undecided().select_related("proposed_by", "accompanies__municipality")
            context["proposals"] = list(undecided)
            context["proposes"] = True
            context["may_publish"] = perms.may_change_public(person(request))
        return super().render_change_form(request, context, *args, **kwargs)


def publish_seen(request: HttpRequest, proposal: Proposal) -> None:
    """Publishes the proposal if the page showed all rows that become public. Raises ValidationError."""
    if is_merged(request):
        raise ValidationError(str(MERGED_NOTICE))
    with transaction.atomic():
        rows = companions.rows_of_proposal(proposal, lock=True)
        companions.refuse_unseen(rows, companions.unseal_digests(request.POST.get(DIGESTS_FIELD, "")))
        proposals.publish_proposal(proposal, by=person(request))


MERGED_NOTICE = gettext_lazy(
    "Sparat men inte publicerat: någon annan har ändrat sedan du öppnade formuläret. Läs igenom det som står nu, och "
    "publicera sedan."
)


def is_merged(request: HttpRequest) -> bool:
    """Whether the form was merged with changes that somebody else had saved since it was opened."""
    comparison = getattr(request, COMPARISON, None)
    return bool(comparison and comparison.merged)


def change_address(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def proposal_address(proposal: Proposal) -> str:
    return reverse("admin:agreements_proposal_change", args=[proposal.pk])
