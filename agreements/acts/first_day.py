"""The first day to propose for a draft that states none."""

from __future__ import annotations

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST, ImpreciseDay
from agreements.models import Agreement, Source


def proposed_first_day(draft: Agreement) -> ImpreciseDay | None:
    """The day of the signature, of the decision, or of the joint text; else not later than its earliest source's day.

    A person sees the proposal and stores it: the register itself takes no day from a source.
    """
    joint = draft.joint_agreement
    stated = draft.signing_day or draft.decision_day or (joint and joint.first_day)
    if stated:
        return stated
    sources = Source.objects.filter(agreement=draft) | Source.objects.filter(joint_agreement=joint or -1)
    days = [source.day.latest for source in sources if source.day and source.day.latest != OPEN_FUTURE]
    return ImpreciseDay(OPEN_PAST, min(days)) if days else None
