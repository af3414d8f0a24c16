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
from agreements.models import Agreement, AgreementType, Completeness
from agreements.positions import Position, Status, ended_before
from agreements.public.sentences import extension, uncertainty, validity
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
    """`municipality` is of `with_page_fields`. `agreements` are its published ones, with terms."""
    agreements = list(agreements)
    deciding = next((agreement for agreement in agreements if agreement.pk == municipality.answer_id), None)
    name = {"name": municipality.name}
    details = []
    match municipality.position:
        case Position.SIGNED:
            sentence = _("%(name)s har en överenskommelse.") % name
        case Position.DECLINED:
            sentence = _("%(name)s har avböjt en överenskommelse.") % name
        case Position.LAPSED:
            sentence = _("Överenskommelsen med %(name)s har upphört.") % name
        case Position.NONE:
            sentence = _("%(name)s har inte svarat.") % name
            details = [ground(statement) for statement in statements_of(municipality, words.headline)]
        case _ if deciding is None:
            sentence = _("Registret har ingen uppgift om %(name)s.") % name
            if agreements and words.headline:
                typed_name = name | {"type": words.headline.label}
                sentence = _("Registret har ingen uppgift om %(name)s för typen %(type)s.") % typed_name
            details = [_("Det betyder inte att kommunen saknar överenskommelse: registret är inte fullständigt.")]
        case _ if deciding.status == Status.DECLINED:
            sentence = _("Det är osäkert om %(name)s har avböjt en överenskommelse.") % name
        case _:
            sentence = _("Det är osäkert om %(name)s har en överenskommelse.") % name
    if deciding:
        details += [validity(deciding, day), uncertainty(deciding, day)]
    if deciding and deciding.status == Status.SIGNED and municipality.position != Position.UNKNOWN:
        details += [extension(deciding, day), levels_sentence(deciding, words, day)]
    if municipality.in_dialogue:
        details.append(_("Kommunen är i dialog med Arbetsförmedlingen om en överenskommelse."))
    return PositionAnswer(municipality_tag(municipality), sentence, deciding, [detail for detail in details if detail])


def statements_of(municipality: Any, type: AgreementType | None) -> list[Completeness]:
    """The statement that the register is complete for the type on the day of `with_page_fields`; empty without one."""
    return [
        Completeness(
            first_day=datetime.date.fromisoformat(values["first_day"]),
            stated_on=datetime.date.fromisoformat(values["stated_on"]),
            ground=values["ground"],
        )
        for values in municipality.complete_types
        if type and values["type"] == type.slug
    ]


def ground(statement: Completeness) -> str:
    words = {
        "first": long_day(statement.first_day),
        "ground": statement.ground.rstrip("."),
        "stated": long_day(statement.stated_on),
    }
    return (
        _("Registret är fullständigt för typen från den %(first)s: %(ground)s. Det konstaterades den %(stated)s.")
        % words
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


def levels_sentence(agreement: Any, words: Vocabulary, day: datetime.date) -> str:
    levels = [level.label.lower() for level in words.levels_named(agreement.level_slugs)]
    if not levels:
        return ""
    values = {"levels": get_text_list(levels, _("och"))}
    if ended_before(agreement, day):
        return _("Samverkan skedde på %(levels)s.") % values
    return _("Samverkan sker på %(levels)s.") % values


def agreement_answer(agreement: Agreement, day: datetime.date) -> PositionAnswer:
    """The state of an agreement on the day, in sentences."""
    tag = agreement_tag(agreement, day)
    details = [validity(agreement, day), uncertainty(agreement, day)]
    return PositionAnswer(tag, _state(agreement.status, tag), agreement, [detail for detail in details if detail])


def _state(status: str, tag: Tag) -> str:
    match (tag.kind, status):
        case ("dialogue", _):
            return _("Kommunen och Arbetsförmedlingen är i dialog om en överenskommelse.")
        case ("coming", Status.IN_DIALOGUE):
            return _("Dialogen börjar senare.")
        case ("coming", Status.DECLINED):
            return _("Kommunens nej börjar gälla senare.")
        case ("coming", _):
            return _("Överenskommelsen börjar gälla senare.")
        case ("signed", _):
            return _("Överenskommelsen gäller.")
        case ("declined", _):
            return _("Kommunen har avböjt en överenskommelse.")
        case ("lapsed", Status.IN_DIALOGUE):
            return _("Dialogen är avslutad.")
        case ("lapsed", Status.DECLINED):
            return _("Kommunens nej gäller inte längre.")
        case ("lapsed", _):
            return _("Överenskommelsen har upphört.")
        case (_, Status.IN_DIALOGUE):
            return _("Det är osäkert om dialogen pågår.")
        case (_, Status.DECLINED):
            return _("Det är osäkert om kommunens nej gäller.")
        case (_, Status.SIGNED):
            return _("Det är osäkert om överenskommelsen gäller.")
        case _:
            return _("Registret kan inte säga vad som gäller.")
