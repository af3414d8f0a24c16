"""The events of agreements and joint agreements on the timeline: what the register knows of their days, no more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.agreements import replaced_keys, replacing
from agreements.models import Agreement, Ending
from agreements.positions import ANSWERS, Status, ended_before
from agreements.public.municipality.timeline_event import TimelineEvent


def agreement_events(
    agreement: Any, agreements: Mapping[int, Agreement], day: datetime.date
) -> Iterable[TimelineEvent]:
    """`agreements` are the municipality's published ones by key, of `with_replaced`."""
    if agreement.status == Status.IN_DIALOGUE:
        yield from _dialogue_events(agreement, agreements.values(), day)
        return
    declined = agreement.status == Status.DECLINED
    decided, first, last = agreement.decision_day, agreement.first_day, agreement.last_day
    is_same_day = decided is not None and decided.is_exact and decided == first
    if decided:
        what = _decision(agreement.deciding_body, declined=declined)
        detail = " ".join([_("Det gäller från samma dag."), *_replaced(agreement, agreements)]) if is_same_day else ""
        yield TimelineEvent(decided, "decision", what, detail, agreement)
    if agreement.signing_day:
        yield TimelineEvent(agreement.signing_day, "signing", _("Texten undertecknades"), agreement=agreement)
    if first and not is_same_day:
        what = _("Kommunens nej började gälla") if declined else _("Överenskommelsen började gälla")
        if first.earliest > day:
            what = _("Kommunens nej börjar gälla") if declined else _("Överenskommelsen börjar gälla")
        yield TimelineEvent(first, "begins", what, " ".join(_replaced(agreement, agreements)), agreement)
    if last:
        what = _("Sista dagen för kommunens nej") if declined else _("Sista dagen för överenskommelsen")
        yield TimelineEvent(last, "ends", what, _ending(agreement, agreements.values(), day), agreement)
    if agreement.next_follow_up_on and agreement.next_follow_up_on > day:
        planned = ImpreciseDay.exactly(agreement.next_follow_up_on)
        yield TimelineEvent(planned, "planned", _("Nästa uppföljning är planerad"), agreement=agreement)


def joint_events(agreements: Iterable[Agreement]) -> Iterable[TimelineEvent]:
    """The decision and the signing of each joint text, where no agreement of the municipality has the same day."""
    agreements = list(agreements)
    for joint in {agreement.joint_agreement for agreement in agreements if agreement.joint_agreement}:
        of_joint = [agreement for agreement in agreements if agreement.joint_agreement == joint]
        decided, signed = joint.decision_day, joint.signing_day
        if decided and decided not in [agreement.decision_day for agreement in of_joint]:
            what = _("Den gemensamma texten beslutades")
            if joint.deciding_body:
                what = _("%(body)s beslutade om den gemensamma texten") % {"body": capfirst(joint.deciding_body)}
            yield TimelineEvent(decided, "decision", what, joint.title)
        if signed and signed not in [agreement.signing_day for agreement in of_joint]:
            yield TimelineEvent(signed, "signing", _("Den gemensamma texten undertecknades"), joint.title)


def _decision(body: str, *, declined: bool) -> str:
    body = capfirst(body) or _("Kommunen")
    words = _("%(body)s beslutade att avböja") if declined else _("%(body)s beslutade att teckna")
    return words % {"body": body}


def _dialogue_events(
    dialogue: Agreement, agreements: Iterable[Agreement], day: datetime.date
) -> Iterable[TimelineEvent]:
    first, last = dialogue.first_day, dialogue.last_day
    if first:
        what = _("En dialog om en överenskommelse började")
        if first.earliest > day:
            what = _("En dialog om en överenskommelse börjar")
        yield TimelineEvent(first, "dialogue", what, agreement=dialogue)
    if last:
        what = _("Dialogen avslutas") if last.earliest > day else _("Dialogen avslutades")
        detail = "" if _has_answer(dialogue, agreements) else _("Registret känner inte till något svar efter den.")
        yield TimelineEvent(last, "dialogue_end", what, detail, dialogue)


def _has_answer(dialogue: Agreement, agreements: Iterable[Agreement]) -> bool:
    """Whether an answer to the same type may have begun during the dialogue or after it."""
    days = [
        answer.first_day
        for answer in agreements
        if answer.type_id == dialogue.type_id and answer.status in ANSWERS and answer.first_day
    ]
    return dialogue.first_day is not None and any(day.latest >= dialogue.first_day.earliest for day in days)


def _replaced(agreement: Any, agreements: Mapping[int, Agreement]) -> list[str]:
    earlier = [agreements[key].public_id for key in replaced_keys(agreement) if key in agreements]
    return [_("Den ersätter %(earlier)s.") % {"earlier": get_text_list(earlier, _("och"))}] if earlier else []


def _ending(agreement: Agreement, agreements: Iterable[Agreement], day: datetime.date) -> str:
    is_past = ended_before(agreement, day)
    match agreement.ending:
        case Ending.EXPIRED:
            return _("Den löpte ut.") if is_past else _("Den löper ut.")
        case Ending.TERMINATED:
            return _("Den var uppsagd.") if is_past else _("Den är uppsagd.")
        case Ending.REPLACED:
            if later := [answer.public_id for answer in replacing(agreement, agreements)]:
                words = _("Den ersattes av %(later)s.") if is_past else _("Den ersätts av %(later)s.")
                return words % {"later": get_text_list(later, _("och"))}
            return _("Den ersattes av en ny.") if is_past else _("Den ersätts av en ny.")
        case _:
            return ""
