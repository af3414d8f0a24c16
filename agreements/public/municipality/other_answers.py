"""The answers of a municipality to other types than the one of the page, and since when it has had one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.days import ONE_DAY
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement, AgreementType
from agreements.positions import Position, Status, holds_on, position_on
from agreements.public.sentences import uncertainty, validity
from agreements.public.tags import IN_DIALOGUE, UNCERTAIN, Tag, position_tag


@dataclass(frozen=True)
class OtherAnswer:
    """The answer of a municipality to another type than the one of the page."""

    type: AgreementType
    tag: Tag
    sentence: str


def other_answers(
    agreements: Iterable[Agreement], words: Vocabulary, day: datetime.date, complete_types: Iterable[str]
) -> list[OtherAnswer]:
    """`agreements` are the municipality's published ones, the latest first. `complete_types` are the short names of
    the types that the register is complete for on the day.
    """
    agreements, complete_types = list(agreements), set(complete_types)
    answers = []
    for kind in words.types:
        type_answers = [agreement for agreement in agreements if agreement.type.slug == kind.slug]
        if type_answers and kind != words.headline:
            position = position_on(type_answers, day, complete=kind.slug in complete_types)
            deciding = next((answer for answer in type_answers if answer.position_on(day) == position), None)
            dialogue = next((answer for answer in type_answers if _is_dialogue_on(answer, day)), None)
            answers.append(
                OtherAnswer(
                    kind, _tag(position, deciding, dialogue), _sentence(deciding or dialogue, type_answers, day)
                )
            )
    return answers


def _is_dialogue_on(answer: Agreement, day: datetime.date) -> bool:
    return answer.status == Status.IN_DIALOGUE and holds_on(answer, day)


def _tag(position: Position, deciding: Agreement | None, dialogue: Agreement | None) -> Tag:
    if deciding is None and dialogue:
        return IN_DIALOGUE
    return UNCERTAIN if deciding and position == Position.UNKNOWN else position_tag(position)


def _sentence(answer: Agreement | None, type_answers: Iterable[Agreement], day: datetime.date) -> str:
    if answer:
        return " ".join(part for part in (validity(answer, day), uncertainty(answer, day)) if part)
    later = [other for other in type_answers if other.first_day and other.first_day.earliest > day]
    return validity(later[-1], day) if later else ""


def unbroken_since(agreements: Iterable[Agreement], deciding: Agreement | None, day: datetime.date) -> str:
    """The first day of consecutive signed agreements of the type, as a sentence; empty if the deciding one is first.

    They follow on each other for certain.
    """
    if deciding is None or deciding.status != Status.SIGNED or not holds_on(deciding, day):
        return ""
    first = deciding
    same = [answer for answer in agreements if answer.type_id == deciding.type_id and answer.status == Status.SIGNED]
    for answer in sorted(same, key=lambda answer: answer.valid_from or datetime.date.max, reverse=True):
        if answer.valid_from and first.valid_from and answer.valid_to == first.valid_from - ONE_DAY:
            first = answer
    if first == deciding or first.first_day is None:
        return ""
    words = {"first": first.first_day.with_article}
    return _("Kommunen har haft en överenskommelse utan avbrott sedan %(first)s.") % words
