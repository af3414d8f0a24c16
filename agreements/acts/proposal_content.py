"""What a proposal says: its values, the row with them, and the difference field by field. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agreements.acts.pending import ProposedRow
from agreements.acts.values import FIELDS_OF, field_label, set_values, value_of, worded_value
from agreements.models import Agreement, JointAgreement, JointAgreementQuerySet, Proposal


@dataclass(frozen=True)
class Difference:
    """What a proposal does to one field, in words."""

    name: str
    label: str
    before: str
    after: str
    # What the field says now where somebody has changed it since the change was proposed; else nothing.
    meanwhile: str = ""


def values_after(proposal: Proposal) -> dict[str, Any]:
    """What the changed fields are to say."""
    return {name: after for name, (_before, after) in proposal.changes.items()}


def revised(proposal: Proposal) -> ProposedRow:
    """The row as the proposal wants it, not saved, and without the levels and areas."""
    model = type(proposal.row)
    related = ["municipality", "type"] if model is Agreement else []
    row = model._default_manager.select_related(*related).get(pk=proposal.row.pk)
    set_values(row, values_after(proposal))
    return row


def becoming_public(proposal: Proposal) -> JointAgreementQuerySet:
    """The text that nobody sees today and that publishing the proposal would show, as the agreement's joint one."""
    keys = [values_after(proposal).get("joint_agreement")] if proposal.agreement_id else []
    return JointAgreement.objects.not_public().filter(pk__in=filter(None, keys))


def proposal_differences(proposal: Proposal) -> list[Difference]:
    """Field by field, in the order of the form."""
    row, model = proposal.row, type(proposal.row)
    found = []
    for name, (before, after) in sorted(proposal.changes.items(), key=lambda item: FIELDS_OF[model].index(item[0])):
        now = value_of(row, name) if proposal.is_undecided else before
        found.append(
            Difference(
                name,
                field_label(name, model),
                worded_value(name, before, model),
                worded_value(name, after, model),
                worded_value(name, now, model) if now not in (before, after) else "",
            )
        )
    return found
