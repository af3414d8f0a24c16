"""Sentences and tags for the position of a municipality and the state of an agreement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement
from agreements.positions import Position, Status
from agreements.public.tags import Tag, agreement_tag, position_tag
from municipalities.models import Municipality


@dataclass(frozen=True)
class PositionAnswer:
    """The position of a municipality on a day, in sentences."""

    tag: Tag
    sentence: str
    agreement: Agreement | None = None
    details: list[str] = field(default_factory=list)


def municipality_answer(
    municipality: Any, agreements: Iterable[Agreement], words: Vocabulary, day: datetime.date
) -> PositionAnswer:
    """`municipality` is annotated with its position on the day. `agreements` are its published ones, with terms."""
    deciding = next((agreement for agreement in agreements if agreement.pk == municipality.answer_id), None)
    name = {"name": municipality.name}
    match municipality.position:
        case Position.SIGNED:
            sentence = _("%(name)s har en överenskommelse.") % name
        case Position.DECLINED:
            sentence = _("%(name)s har avböjt en överenskommelse.") % name
        case Position.LAPSED:
            sentence = _("Överenskommelsen med %(name)s har upphört.") % name
        case Position.NONE:
            sentence = _("Registret har inget svar från %(name)s.") % name
        case _:
            sentence = _("Läget för %(name)s är okänt.") % name
    details = []
    if deciding:
        details.append(validity(deciding, day))
    if deciding and deciding.status == Status.SIGNED:
        details.append(levels_sentence(deciding, words, day))
    if municipality.in_dialogue:
        details.append(_("Kommunen är i dialog med Arbetsförmedlingen om en överenskommelse."))
    return PositionAnswer(
        position_tag(municipality.position), sentence, deciding, [detail for detail in details if detail]
    )


def existence_sentence(municipality: Municipality, day: datetime.date) -> str:
    """Says that the municipality has ceased by the day or does not yet exist; empty otherwise."""
    if municipality.ceased_on and municipality.ceased_on < day:
        days = {"name": municipality.name, "last": long_day(municipality.ceased_on)}
        return _("%(name)s var en egen kommun till och med den %(last)s.") % days
    if municipality.established_on and municipality.established_on > day:
        days = {"name": municipality.name, "first": long_day(municipality.established_on)}
        return _("%(name)s bildades den %(first)s.") % days
    return ""


def validity(agreement: Agreement, day: datetime.date) -> str:
    """The first and last day of an answer as a sentence, in the tense of the day."""
    if agreement.valid_from is None:
        return ""
    days = {"first": long_day(agreement.valid_from), "last": long_day(agreement.valid_to or agreement.valid_from)}
    if agreement.valid_to is None:
        return _("Svaret gäller från den %(first)s och tills vidare.") % days
    if agreement.valid_to < day:
        return _("Svaret gällde från den %(first)s till och med den %(last)s.") % days
    return _("Svaret gäller från den %(first)s till och med den %(last)s.") % days


def levels_sentence(agreement: Any, words: Vocabulary, day: datetime.date) -> str:
    levels = [level.label.lower() for level in words.levels_named(agreement.level_slugs)]
    if not levels:
        return ""
    values = {"levels": get_text_list(levels, _("och"))}
    if agreement.valid_to and agreement.valid_to < day:
        return _("Samverkan skedde på %(levels)s.") % values
    return _("Samverkan sker på %(levels)s.") % values


def agreement_answer(agreement: Agreement, day: datetime.date) -> PositionAnswer:
    """The state of an agreement on the day, in sentences."""
    tag = agreement_tag(agreement, day)
    declined = agreement.status == Status.DECLINED
    match tag.kind:
        case "dialogue":
            sentence = _("Kommunen och Arbetsförmedlingen är i dialog om en överenskommelse.")
        case "coming":
            sentence = (
                _("Kommunens nej börjar gälla senare.") if declined else _("Överenskommelsen börjar gälla senare.")
            )
        case "signed":
            sentence = _("Överenskommelsen gäller.")
        case "declined":
            sentence = _("Kommunen har avböjt en överenskommelse.")
        case "lapsed":
            sentence = _("Kommunens nej gäller inte längre.") if declined else _("Överenskommelsen har upphört.")
        case _:
            sentence = _("Registret kan inte säga vad som gäller.")
    return PositionAnswer(tag, sentence, agreement, [detail for detail in [validity(agreement, day)] if detail])
