"""The rules that a proposal keeps when it is made and when it is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.acts import four_eyes
from agreements.acts.pending import (
    ProposedRow,
    obstacle_to_accompanying_end,
    obstacle_to_another_end,
)
from agreements.acts.proposal_content import new_public_texts, proposal_differences, row_with_changes, values_after
from agreements.acts.values import DECLINED_HAS_NONE, check_terms, value_of
from agreements.models import Agreement, Proposal


def check_proposal_four_eyes(proposal: Proposal, by: User) -> None:
    rows = [proposal, *new_public_texts(proposal)]
    if obstacles := [obstacle for row in rows if (obstacle := four_eyes.four_eyes_obstacle(row, by))]:
        raise ValidationError(obstacles)


def refuse_stale_fields(proposal: Proposal) -> None:
    if meanwhile := [difference for difference in proposal_differences(proposal) if difference.meanwhile]:
        raise ValidationError(
            [
                _("%(field)s har ändrats till %(now)s sedan ändringen föreslogs. Skicka tillbaka förslaget.")
                % {"field": difference.label, "now": difference.meanwhile}
                for difference in meanwhile
            ]
        )


def check_proposal(proposal: Proposal) -> None:
    if not proposal.changes and not proposal.on_behalf_of:
        raise ValidationError(_("Ingenting är ändrat. Ändra det som ska bli annorlunda."))
    proposal.full_clean()
    _check_single_end(proposal)
    row = row_with_changes(proposal)
    row.full_clean()
    check_proposed_terms(row, values_after(proposal))


def check_proposed_terms(row: ProposedRow, changes: Mapping[str, Any]) -> None:
    """Raises ValidationError if the row with the changes is a declined answer with levels or areas."""
    if isinstance(row, Agreement):
        terms = {name: changes[name] if name in changes else value_of(row, name) for name in DECLINED_HAS_NONE}
        check_terms(row.status, terms)


def _check_single_end(proposal: Proposal) -> None:
    """Refuses a second proposal of the desk for the last day of one agreement."""
    agreement = proposal.agreement
    if agreement is None or proposal.on_behalf_of or not set(proposal.changes) & set(Proposal.END_FIELDS):
        return
    if proposal.accompanies is None and (obstacle := obstacle_to_another_end(agreement)):
        raise ValidationError({"valid_to": obstacle})
    if proposal.accompanies and (obstacle := obstacle_to_accompanying_end(agreement)):
        raise ValidationError(obstacle)
