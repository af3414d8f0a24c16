"""Sentences and tags for the position of a municipality and the state of an agreement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.days.fields import period_of
from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement
from agreements.positions import Position, Status
from agreements.public.tags import Tag, agreement_tag, municipality_tag
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
            sentence = _("%(name)s har inte svarat.") % name
        case _ if deciding:
            sentence = _("Registret vet inte säkert vad som gäller för %(name)s den dagen.") % name
        case _:
            sentence = _("Registret har ingen uppgift om %(name)s.") % name
    details = []
    if municipality.position == Position.UNKNOWN and deciding is None:
        details.append(_("Det betyder inte att kommunen saknar överenskommelse: registret är inte fullständigt."))
    if deciding:
        details.append(validity(deciding, day))
    if deciding and deciding.status == Status.SIGNED:
        details.append(levels_sentence(deciding, words, day))
    if municipality.in_dialogue:
        details.append(_("Kommunen är i dialog med Arbetsförmedlingen om en överenskommelse."))
    return PositionAnswer(municipality_tag(municipality), sentence, deciding, [detail for detail in details if detail])


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
    """From when and until when an answer holds, in the tense of the day."""
    first, last = period_of(agreement)
    if first is None:
        return ""
    if not (first.is_exact and (last is None or last.is_exact)):
        return f"{_beginning(first, day)} {_ending(last, day)}"
    days = {"first": first, "last": last}
    if last is None:
        return _("Svaret gäller från den %(first)s och tills vidare.") % days
    if last.latest < day:
        return _("Svaret gällde från den %(first)s till och med den %(last)s.") % days
    return _("Svaret gäller från den %(first)s till och med den %(last)s.") % days


def _beginning(first: ImpreciseDay, day: datetime.date) -> str:
    if first.earliest > day:
        return _("Svaret börjar gälla %(first)s.") % {"first": first.with_article}
    return _("Svaret började gälla %(first)s.") % {"first": first.with_article}


def _ending(last: ImpreciseDay | None, day: datetime.date) -> str:
    if last is None:
        return _("Det gäller tills vidare.")
    if last.edtf == "../..":
        return _("Det har en sista dag, som registret inte känner till.")
    if last.is_exact:
        words = (
            _("Det gällde till och med den %(last)s.")
            if last.latest < day
            else _("Det gäller till och med den %(last)s.")
        )
        return words % {"last": last}
    return (_("Det upphörde %(last)s.") if last.latest < day else _("Det upphör %(last)s.")) % {"last": last}


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
