"""Forms that save a draft directly, and propose a change of a public row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import pending, proposal_content, proposals
from agreements.acts.values import FIELDS_OF, as_value, field_of, related_rows
from agreements.days.fields import ImpreciseDateField
from agreements.days.imprecise import ImpreciseDay
from agreements.models import DialogueRound, JointAgreement, Proposal
from municipalities.forms import RowForm


class ProposalForm(RowForm):
    """Shows the values of the desk's undecided proposal, if there is one, and revises it."""

    # For public rows only
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad är det för slags ändring?"),
        choices=[
            (Proposal.Act.CHANGE.value, gettext_lazy("Något har ändrats: uppgiften var rätt, men gäller inte längre")),
            (Proposal.Act.CORRECTION.value, gettext_lazy("Rättelse: uppgiften har varit fel i registret")),
        ],
        initial=Proposal.Act.CHANGE.value,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Står i historiken. Krävs för en rättelse: skriv vad som var fel."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        # True for a public row.
        self.proposes, self.proposal = False, None
        if pending.takes_proposals(instance):
            self.proposes, self.proposal = True, pending.desk_proposal(instance)
        if self.proposal:
            kwargs["initial"] = proposed_values(self.proposal) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not self.proposes:
            del self.fields["kind"], self.fields["reason"]

    @property
    def is_to_be_published(self) -> bool:
        return "_publish" in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.proposes and cleaned.get("kind") == Proposal.Act.CORRECTION and not cleaned.get("reason"):
            self.add_error("reason", _("Skriv vad som var fel."))
        return cleaned

    def propose(self, by: User) -> Proposal:
        """Proposes the form's values for the public row. Raises ValidationError."""
        model = type(self.instance)
        values = {name: as_value(self.cleaned_data[name]) for name in FIELDS_OF[model] if name in self.cleaned_data}
        kind, reason = Proposal.Act(self.cleaned_data["kind"]), self.cleaned_data["reason"]
        if self.proposal:
            proposals.revise(self.proposal, values, kind=kind, by=by, reason=reason)
            return self.proposal
        row = model._default_manager.get(pk=self.instance.pk)
        return proposals.propose(row, values, kind=kind, by=by, reason=reason)


def proposed_values(proposal: Proposal) -> dict[str, Any]:
    """The form's initial values for a row with an undecided proposal."""
    initial: dict[str, Any] = {"reason": proposal.reason}
    if proposal.act in (Proposal.Act.CHANGE, Proposal.Act.CORRECTION):
        initial["kind"] = proposal.act
    for name, after in proposal_content.values_after(proposal).items():
        field = field_of(name, type(proposal.row))
        if isinstance(field, models.ManyToManyField):
            initial[name] = [row.pk for row in related_rows(field, after)]
        elif isinstance(field, ImpreciseDateField):
            initial[name] = ImpreciseDay.from_edtf(after) if after else None
        else:
            initial[name] = field.to_python(after)
    return initial


class JointAgreementForm(ProposalForm):
    rule_model = JointAgreement
    rule_fields = {
        "joint_agreement_ends_after_it_begins": "valid_to",
        "joint_agreement_bounds_are_in_order": "valid_from",
        "joint_agreement_days_are_plausible": "valid_from",
    }


class DialogueRoundForm(ProposalForm):
    rule_model = DialogueRound
    rule_fields = {"dialogue_round_ends_after_it_starts": "ends_on"}
