"""Queries for undecided proposals of a public row, and the obstacles that they are to a new proposal."""

from __future__ import annotations

from typing import TypeGuard

from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.days.fields import day_in_words
from agreements.days.imprecise import ImpreciseDay
from agreements.models import TARGETS, Agreement, DialogueRound, JointAgreement, Proposal, ReportedTotal

ProposedRow = Agreement | JointAgreement | DialogueRound | ReportedTotal


def takes_proposals(row: Model | None) -> TypeGuard[ProposedRow]:
    """Whether the row is public, so that it is changed by proposals only."""
    if isinstance(row, Agreement | ReportedTotal):
        return row.is_published
    return isinstance(row, JointAgreement | DialogueRound) and row.is_public


def awaited_draft(proposal: Proposal) -> Agreement | None:
    """The unpublished draft that the proposal accompanies, if any."""
    draft = proposal.accompanies
    return None if draft is None or draft.is_published else draft


def desk_proposal(row: ProposedRow) -> Proposal | None:
    """The desk's undecided change of the row. A row has at most one."""
    return row.proposals.undecided().by_desk().select_related(*TARGETS.values()).first()


def accompanying_end(agreement: Agreement) -> Proposal | None:
    """The end of the agreement that is published with a draft. An agreement has at most one."""
    ends = agreement.proposals.undecided().accompanying()
    return ends.select_related("agreement", "accompanies__municipality").first()


def obstacle_to_another_end(agreement: Agreement) -> str:
    """Why nobody can propose another end of the agreement now; empty if somebody can."""
    if (closing := accompanying_end(agreement)) is None:
        return ""
    return _(
        "Utkastet %(draft)s avslutar redan överenskommelsen, med %(day)s som sista dag, när det publiceras. "
        "Ändra inte hur länge den gäller här: ändra utkastet, eller ta först tillbaka avslutet."
    ) % {"draft": closing.accompanies, "day": day_in_words(ImpreciseDay.from_edtf(closing.changes["valid_to"][1]))}


def obstacle_to_accompanying_end(agreement: Agreement) -> str:
    """Why no draft can end the agreement by its publication now; empty if one can."""
    change = desk_proposal(agreement)
    if change is None or not set(change.changes) & set(Proposal.END_FIELDS):
        return ""
    return _(
        "Ett ändringsförslag som inte är avgjort ändrar redan hur länge %(row)s gäller. Publicera det eller ta "
        "tillbaka det, och spara sedan utkastet igen."
    ) % {"row": agreement}
