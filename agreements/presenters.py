"""What the public pages show, in the words and signs that they show it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse, translate_url
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from agreements.as_known import known_on
from agreements.filters import RegisterFilter
from agreements.models import Agreement, CollaborationLevel
from agreements.periods import Position, Status, holds_on
from agreements.vocabulary import Vocabulary
from municipalities.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Tag:
    """A status in a word and a sign, so that nobody needs its colour. `kind` gives the colour, in register.css."""

    kind: str
    sign: str
    word: StrOrPromise


IN_DIALOGUE = Tag("dialogue", "⋯", gettext_lazy("i dialog"))


def position_tag(position: str) -> Tag:
    match position:
        case Position.SIGNED:
            return Tag("signed", "✓", Position.SIGNED.label)
        case Position.DECLINED:
            return Tag("declined", "✕", Position.DECLINED.label)
        case Position.LAPSED:
            return Tag("lapsed", "○", Position.LAPSED.label)
        case Position.NONE:
            return Tag("none", "–", Position.NONE.label)
        case _:
            return Tag("unknown", "?", gettext_lazy("okänt läge"))


def agreement_tag(agreement: Agreement, day: datetime.date) -> Tag:
    """What an agreement is on the day."""
    if agreement.status == Status.IN_DIALOGUE:
        return IN_DIALOGUE
    if agreement.status not in Status.values or agreement.valid_from is None:
        return Tag("unknown", "?", gettext_lazy("okänd status"))
    if agreement.valid_from > day:
        return Tag("coming", "→", gettext_lazy("gäller senare"))
    if not holds_on(agreement, day):
        return Tag("lapsed", "○", gettext_lazy("har upphört"))
    if agreement.status == Status.DECLINED:
        return Tag("declined", "✕", Status.DECLINED.label)
    return Tag("signed", "✓", Status.SIGNED.label)


def long_day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def period(valid_from: datetime.date | None, valid_to: datetime.date | None) -> str:
    if valid_from is None:
        return ""
    if valid_to is None:
        return _("från %(first)s, tills vidare") % {"first": valid_from.isoformat()}
    return f"{valid_from.isoformat()} – {valid_to.isoformat()}"


@dataclass(frozen=True)
class Day:
    """The day that a page shows, and the day whose knowledge it shows where that is not today's."""

    day: datetime.date
    today: datetime.date
    known_on: datetime.date | None = field(default_factory=known_on)

    @property
    def is_today(self) -> bool:
        return self.day == self.today and self.known_on is None

    @property
    def known_query(self) -> str:
        """What a link to a page of other days carries so that the knowledge is the same."""
        return f"?enligt={self.known_on.isoformat()}" if self.known_on else ""

    @property
    def parameters(self) -> dict[str, str]:
        shown = {} if self.day == self.today else {"per": self.day.isoformat()}
        return shown | ({"enligt": self.known_on.isoformat()} if self.known_on else {})

    @property
    def query(self) -> str:
        """What a link carries so that the next page shows the same day."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    def __str__(self) -> str:
        return long_day(self.day)


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    url: str
    is_current: bool


def languages(full_path: str) -> list[Language]:
    """The same page in each language; where there is none, the overview."""
    links = []
    for code, name in (("sv", "Svenska"), ("en", "English")):
        is_current = code == get_language()
        url = full_path if is_current else translate_url(full_path, code)
        if not is_current and url == full_path:
            with override(code):
                url = reverse("overview")
        links.append(Language(code, name, url, is_current))
    return links


@dataclass(frozen=True)
class Chosen:
    """A filter that somebody has set, and the address of the list without it."""

    label: StrOrPromise
    value: StrOrPromise
    without: str


def chosen_filters(chosen: RegisterFilter, given: QueryDict) -> list[Chosen]:
    found = []
    for name in chosen.filters:
        values = [value for value in given.getlist(name) if value]
        if not values:
            continue
        without = given.copy()
        without.pop(name)
        without.pop("page", None)
        words = dict(getattr(chosen.form.fields[name], "choices", ()))
        shown = get_text_list([str(words.get(value, value)) for value in values], _("eller"))
        found.append(Chosen(chosen.filters[name].label, shown, f"?{without.urlencode()}"))
    return found


def export_query(given: QueryDict) -> str:
    """What the address of a file needs to hold the rows of the list."""
    query = given.copy()
    query.pop("page", None)
    query.pop("variant", None)
    return query.urlencode()


@dataclass(frozen=True)
class MunicipalityRow:
    municipality: Municipality
    tag: Tag
    dialogue: Tag | None
    period: str
    levels: list[CollaborationLevel]


def municipality_rows(municipalities: Iterable[Any], words: Vocabulary) -> list[MunicipalityRow]:
    return [
        MunicipalityRow(
            municipality,
            position_tag(municipality.position),
            IN_DIALOGUE if municipality.in_dialogue else None,
            period(municipality.answer_valid_from, municipality.answer_valid_to),
            words.levels_named(municipality.level_slugs),
        )
        for municipality in municipalities
    ]


@dataclass(frozen=True)
class AgreementRow:
    agreement: Agreement
    tag: Tag
    period: str
    levels: list[CollaborationLevel]


def agreement_rows(agreements: Iterable[Any], words: Vocabulary, day: datetime.date) -> list[AgreementRow]:
    return [
        AgreementRow(
            agreement,
            agreement_tag(agreement, day),
            period(agreement.valid_from, agreement.valid_to),
            words.levels_named(agreement.level_slugs),
        )
        for agreement in agreements
    ]


@dataclass(frozen=True)
class Answer:
    """The position of a municipality on a day, told in sentences."""

    tag: Tag
    sentence: str
    agreement: Agreement | None = None
    details: list[str] = field(default_factory=list)


def municipality_answer(
    municipality: Any, agreements: Iterable[Agreement], words: Vocabulary, day: datetime.date
) -> Answer:
    """`municipality` has its position on the day, `agreements` are its published ones, with their terms."""
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
        details.append(on_levels(deciding, words, day))
    if municipality.in_dialogue:
        details.append(_("Kommunen är i dialog med Arbetsförmedlingen om en överenskommelse."))
    return Answer(position_tag(municipality.position), sentence, deciding, [detail for detail in details if detail])


def ceased(municipality: Municipality, day: datetime.date) -> str:
    """What to know first of a municipality that is not there on the day."""
    if municipality.ceased_on and municipality.ceased_on < day:
        days = {"name": municipality.name, "last": long_day(municipality.ceased_on)}
        return _("%(name)s var en egen kommun till och med den %(last)s.") % days
    if municipality.established_on and municipality.established_on > day:
        days = {"name": municipality.name, "first": long_day(municipality.established_on)}
        return _("%(name)s bildades den %(first)s.") % days
    return ""


def validity(agreement: Agreement, day: datetime.date) -> str:
    """From when and until when an answer holds, in the tense of the day."""
    if agreement.valid_from is None:
        return ""
    days = {"first": long_day(agreement.valid_from), "last": long_day(agreement.valid_to or agreement.valid_from)}
    if agreement.valid_to is None:
        return _("Svaret gäller från den %(first)s och tills vidare.") % days
    if agreement.valid_to < day:
        return _("Svaret gällde från den %(first)s till och med den %(last)s.") % days
    return _("Svaret gäller från den %(first)s till och med den %(last)s.") % days


def on_levels(agreement: Any, words: Vocabulary, day: datetime.date) -> str:
    levels = [level.label.lower() for level in words.levels_named(agreement.level_slugs)]
    if not levels:
        return ""
    named = {"levels": get_text_list(levels, _("och"))}
    if agreement.valid_to and agreement.valid_to < day:
        return _("Samverkan skedde på %(levels)s.") % named
    return _("Samverkan sker på %(levels)s.") % named


def agreement_answer(agreement: Agreement, day: datetime.date) -> Answer:
    """What holds by an agreement on the day, and until when."""
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
    return Answer(tag, sentence, agreement, [detail for detail in [validity(agreement, day)] if detail])
