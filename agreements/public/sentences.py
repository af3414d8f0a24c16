"""Sentences of the pages of a municipality and of an agreement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.days import ONE_DAY, long_day
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement, AgreementType, Ending
from agreements.positions import Position, Status, holds_on, position_on
from agreements.public.answer import validity
from agreements.public.tags import IN_DIALOGUE, Tag, position_tag


@dataclass(frozen=True)
class OtherAnswer:
    """The answer of a municipality to another type than the one of the page."""

    type: AgreementType
    tag: Tag
    sentence: str


def other_answers(agreements: Iterable[Agreement], words: Vocabulary, day: datetime.date) -> list[OtherAnswer]:
    """`agreements` are the municipality's published ones, the latest first."""
    agreements = list(agreements)
    answers = []
    for kind in words.types:
        type_answers = [agreement for agreement in agreements if agreement.type.slug == kind.slug]
        if type_answers and kind != words.headline:
            # Whether the register is complete for the type makes no difference where there is an answer.
            position = position_on(type_answers, day, complete=True)
            in_dialogue = any(answer.status == Status.IN_DIALOGUE and holds_on(answer, day) for answer in type_answers)
            tag = IN_DIALOGUE if in_dialogue and position == Position.NONE else position_tag(position)
            deciding = next((answer for answer in type_answers if answer.position_on(day) == position), None)
            sentence = validity(deciding, day) if deciding else _coming_sentence(type_answers, day)
            answers.append(OtherAnswer(kind, tag, sentence))
    return answers


def _coming_sentence(agreements: Iterable[Agreement], day: datetime.date) -> str:
    later = [agreement for agreement in agreements if agreement.valid_from and agreement.valid_from > day]
    return validity(later[-1], day) if later else ""


def unbroken_since(agreements: Iterable[Agreement], deciding: Agreement | None, day: datetime.date) -> str:
    """The first day of consecutive signed agreements of the type, as a sentence; empty if the deciding one is first."""
    if deciding is None or deciding.status != Status.SIGNED or not holds_on(deciding, day) or not deciding.valid_from:
        return ""
    first = deciding.valid_from
    same = [answer for answer in agreements if answer.type_id == deciding.type_id and answer.status == Status.SIGNED]
    for answer in sorted(same, key=lambda answer: answer.valid_from or datetime.date.max, reverse=True):
        if answer.valid_from and answer.valid_to == first - ONE_DAY:
            first = answer.valid_from
    if first == deciding.valid_from:
        return ""
    return _("Kommunen har haft en överenskommelse utan avbrott sedan den %(first)s.") % {"first": long_day(first)}


def ending(agreement: Agreement, day: datetime.date) -> str:
    """How an agreement ends, in the tense of the day. It holds on its last day."""
    if agreement.valid_from is None:
        return ""
    if agreement.valid_to is None:
        return _("Registret har ingen sista dag.")
    is_past = agreement.valid_to < day
    match agreement.ending:
        case Ending.EXPIRED:
            return _("Tiden löpte ut.") if is_past else _("Då löper tiden ut.")
        case Ending.TERMINATED:
            return _("Den sades upp.") if is_past else _("Den är uppsagd och gäller till dess.")
        case Ending.REPLACED:
            return _("Den ersattes av en ny.") if is_past else _("Då ersätts den av en ny.")
        case _:
            return _("Registret säger inte hur den upphörde.") if is_past else _("Registret säger inte hur den upphör.")


def notice(agreement: Agreement, day: datetime.date) -> str:
    """The notice period of a signed agreement; empty where it is unknown."""
    if agreement.notice_months is None or agreement.status != Status.SIGNED:
        return ""
    if agreement.valid_to and agreement.valid_to < day:
        return ngettext(
            "Uppsägningstiden var %(number)s månad.",
            "Uppsägningstiden var %(number)s månader.",
            agreement.notice_months,
        ) % {"number": agreement.notice_months}
    return ngettext(
        "Uppsägningstiden är %(number)s månad.", "Uppsägningstiden är %(number)s månader.", agreement.notice_months
    ) % {"number": agreement.notice_months}


def chain(agreement: Agreement, published: Iterable[Agreement]) -> list[Agreement]:
    """The agreement with its predecessors and successors by `replaces`, the first one first."""
    published = list(published)
    before = {other.pk: other for other in published}
    after = {other.replaces_id: other for other in published if other.replaces_id}
    links = [agreement]
    # No constraint prevents a cycle over several rows.
    seen = {agreement.pk}
    for onward, at in ((lambda link: before.get(link.replaces_id or 0), 0), (lambda link: after.get(link.pk), None)):
        step: Any = onward(agreement)
        while step and step.pk not in seen:
            seen.add(step.pk)
            links.insert(len(links) if at is None else at, step)
            step = onward(step)
    return links
