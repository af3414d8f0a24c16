"""The content of a proposal: its values, the row with them, and the differences by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agreements.acts.pending import ProposedRow
from agreements.acts.values import FIELDS_OF, field_label, set_values, value_of, worded_value
from agreements.models import Agreement, JointAgreement, JointAgreementQuerySet, Proposal


@dataclass(frozen=True)
class Difference:
    """The change of one field, in words."""

    name: str
    label: str
    before: str
    after: str
    # The field's present value if it has changed since the proposal; else empty.
    meanwhile: str = ""


def values_after(proposal: Proposal) -> dict[str, Any]:
    """The proposed value of each changed field."""
    return {name: after for name, (_before, after) in proposal.changes.items()}


def row_with_changes(proposal: Proposal) -> ProposedRow:
    """The row with the proposed values, unsaved, without levels and areas."""
    model = type(proposal.row)
    related = ["municipality", "type"] if model is Agreement else []
    row = model._default_manager.select_related(*related).get(pk=proposal.row.pk)
    set_values(row, values_after(proposal))
    return row


def new_public_texts(proposal: Proposal) -> JointAgreementQuerySet:
    """The joint agreement that is not public yet and becomes public with the proposal, if any."""
    keys = [values_after(proposal).get("joint_agreement")] if proposal.agreement_id else []
    return JointAgreement.objects.not_public().filter(pk__in=filter(None, keys))


def proposal_differences(proposal: Proposal) -> list[Difference]:
    """The proposal's changes in the order of the form."""
    row, model = proposal.row, type(proposal.row)
    differences = []
    for name, (before, after) in sorted(proposal.changes.items(), key=lambda item: FIELDS_OF[model].index(item[0])):
        now = value_of(row, name) if proposal.is_undecided else before
        differences.append(
            Difference(
                name,
                field_label(name, model),
                worded_value(name, before, model),
                worded_value(name, after, model),
                worded_value(name, now, model) if now not in (before, after) else "",
            )
        )
    return differences
