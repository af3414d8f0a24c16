"""The statistics as tables: what `/statistik/` shows, and what its files hold.

The columns of the files are a promise to those who read them by program, as in `agreements.columns`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.columns import DEMO, Column
from agreements.exports import Variant
from agreements.overview import Figures
from agreements.periods import Position
from agreements.presenters import Day, Tag, position_tag
from agreements.statistics import (
    Counts,
    Quarter,
    TimeToSignature,
    counts_on,
    lapsing_by_quarter,
    time_to_signature,
)
from agreements.vocabulary import Vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The first and last number of days of each row of the time to signature.
WAITS = [(0, 30), (31, 90), (91, 180), (181, 365), (366, None)]

DAY = Column("day", None, gettext_lazy("dagen som siffran gäller"))
TYPE = Column("type", None, gettext_lazy("överenskommelsetypens kortnamn"))
SIGNED = Column("signed", None, gettext_lazy("antal kommuner som har en överenskommelse"))
POSITIONS = [
    SIGNED,
    Column("declined", None, gettext_lazy("antal kommuner som har avböjt")),
    Column("lapsed", None, gettext_lazy("antal kommuner vars överenskommelse har upphört")),
    Column("none", None, gettext_lazy("antal kommuner utan svar")),
]
MUNICIPALITIES = Column("municipalities", None, gettext_lazy("antal kommuner"))


@dataclass(frozen=True)
class Row:
    name: StrOrPromise
    key: list[str | int]  # what the file says of it before the numbers
    numbers: list[int]
    figures: Figures | None = None  # where the row is a bar of positions
    url: str = ""


@dataclass(frozen=True)
class Table:
    """One of the statistics."""

    slug: str
    heading: StrOrPromise
    explanation: StrOrPromise
    first: StrOrPromise
    unit: StrOrPromise
    rows: list[Row]
    of: int = 0  # what a single number is a part of; the longest bar where it is no part
    remark: str = ""

    @property
    def is_positions(self) -> bool:
        return any(row.figures for row in self.rows)

    @property
    def tags(self) -> list[Tag]:
        return [position_tag(position) for position in Position.values]

    @property
    def scale(self) -> int:
        return self.of or max((row.numbers[0] for row in self.rows), default=0) or 1

    @property
    def is_empty(self) -> bool:
        return not any(number for row in self.rows for number in row.numbers)


# What each file holds besides its day, type and demo mark.
FILES: dict[str, list[Column]] = {
    "lan": [
        Column("county_code", None, gettext_lazy("länets kod hos SCB, två siffror")),
        Column("county", None, gettext_lazy("länets namn")),
        *POSITIONS,
    ],
    "typ": [*POSITIONS],
    "niva": [Column("level", None, gettext_lazy("samverkansnivåns kortnamn")), SIGNED],
    "omrade": [Column("area", None, gettext_lazy("samverkansområdets kortnamn")), SIGNED],
    "tid": [
        Column("days_from", None, gettext_lazy("minsta antalet dagar från första dialogmötet till beslutet")),
        Column("days_to", None, gettext_lazy("största antalet dagar, tomt betyder utan gräns")),
        MUNICIPALITIES,
    ],
    "kvartal": [
        Column("year", None, gettext_lazy("året")),
        Column("quarter", None, gettext_lazy("kvartalet, 1 till 4")),
        Column("agreements", None, gettext_lazy("antal överenskommelser vars sista dag är i kvartalet")),
    ],
}


def file_columns(slug: str) -> list[Column]:
    return [DAY, TYPE, *FILES[slug], DEMO]


@dataclass
class Statistics:
    """The tables for a type and a day, each read when it is asked for."""

    words: Vocabulary
    type_slug: str
    day: Day

    @cached_property
    def counts(self) -> Counts:
        return counts_on(self.day.day, self.type_slug, [term.slug for term in self.words.types])

    def table(self, slug: str) -> Table:
        match slug:
            case "lan":
                return by_county(self.counts, self.words, self._county)
            case "typ":
                return by_type(self.counts, self.words)
            case "niva":
                return by_level(self.counts, self.words)
            case "omrade":
                return by_area(self.counts, self.words)
            case "tid":
                return by_wait(time_to_signature(self.type_slug, self.day.day))
            case _:
                return by_quarter(lapsing_by_quarter(self.type_slug, self.day.day))

    @property
    def tables(self) -> list[Table]:
        return [self.table(slug) for slug in FILES]

    def file(self, slug: str, variant: Variant, *, is_demo: bool) -> bytes:
        types = [term.slug for term in self.words.types] if slug == "typ" else [self.type_slug]
        return statistics_file(self.table(slug), variant, self.day, types, is_demo=is_demo)

    def _county(self, code: str) -> str:
        return reverse("county", args=[code]) + self.day.query


def by_county(counts: Counts, words: Vocabulary, county_url: Callable[[str], str]) -> Table:
    rows = [
        _positions(county.name, [county.code, county.name], counts.counties[county.code], county_url(county.code))
        for county in words.counties
        if county.code in counts.counties
    ]
    heading, explanation = gettext_lazy("Län för län"), gettext_lazy("Kommunernas läge, ett län i taget.")
    return Table("lan", heading, explanation, gettext_lazy("Län"), gettext_lazy("Antal kommuner"), rows)


def by_type(counts: Counts, words: Vocabulary) -> Table:
    rows = [_positions(term.label, [], counts.types.get(term.slug, Counter())) for term in words.types]
    explanation = gettext_lazy("Kommunernas läge för varje typ av överenskommelse.")
    heading, first = gettext_lazy("Typ för typ"), gettext_lazy("Typ")
    return Table("typ", heading, explanation, first, gettext_lazy("Antal kommuner"), rows)


def by_level(counts: Counts, words: Vocabulary) -> Table:
    rows = [Row(term.label, [term.slug], [counts.levels.get(term.slug, 0)]) for term in words.levels]
    return Table(
        "niva",
        gettext_lazy("Samverkansnivåer"),
        gettext_lazy("Kommuner som har en överenskommelse på nivån. En överenskommelse kan ha flera nivåer."),
        gettext_lazy("Nivå"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def by_area(counts: Counts, words: Vocabulary) -> Table:
    rows = [Row(term.label, [term.slug], [counts.areas.get(term.slug, 0)]) for term in words.areas]
    return Table(
        "omrade",
        gettext_lazy("Samverkansområden"),
        gettext_lazy("Kommuner vars överenskommelse omfattar området. En överenskommelse kan ha flera områden."),
        gettext_lazy("Område"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def by_wait(time: TimeToSignature | None) -> Table:
    days = time.days if time else []
    rows = [
        Row(_wait(least, most), [least, most or ""], [sum(least <= n and (most is None or n <= most) for n in days)])
        for least, most in WAITS
    ]
    remark = ""
    if time:
        remark = _(
            "Av %(municipalities)s kommuner med dialogmöte tecknade hälften inom %(median)s dagar. "
            "Det gick som snabbast på %(shortest)s och tog som mest %(longest)s dagar."
        ) % {
            "municipalities": time.municipalities,
            "median": number_format(time.median, 0 if time.median == int(time.median) else 1),
            "shortest": time.shortest,
            "longest": time.longest,
        }
    return Table(
        "tid",
        gettext_lazy("Från dialog till beslut"),
        gettext_lazy("Dagar från kommunens första dialogmöte till beslutet att teckna."),
        gettext_lazy("Dagar"),
        gettext_lazy("Antal kommuner"),
        rows,
        remark=remark,
    )


def by_quarter(quarters: list[tuple[Quarter, int]]) -> Table:
    rows = [
        Row(
            _("%(year)s, kvartal %(number)s") % {"year": quarter.year, "number": quarter.number},
            [quarter.year, quarter.number],
            [number],
        )
        for quarter, number in quarters
    ]
    return Table(
        "kvartal",
        gettext_lazy("Överenskommelser som upphör"),
        gettext_lazy("De som gäller på dagen och har en sista dag, efter kvartalet då de upphör."),
        gettext_lazy("Kvartal"),
        gettext_lazy("Antal"),
        rows,
    )


def _positions(name: StrOrPromise, key: list[str | int], counts: Counter[str], url: str = "") -> Row:
    numbers = [counts[position] for position in Position.values]
    return Row(name, key, numbers, Figures(counts=counts), url)


def _wait(least: int, most: int | None) -> str:
    if most is None:
        return _("över %(days)s") % {"days": least - 1}
    return f"{least}–{most}"


def statistics_file(table: Table, variant: Variant, day: Day, types: list[str], *, is_demo: bool) -> bytes:
    """The table as a file. `types` has the type of each row, or one for all."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=variant.delimiter)
    writer.writerow(column.name for column in file_columns(table.slug))
    types = types * len(table.rows) if len(types) == 1 else types
    for row, type_slug in zip(table.rows, types, strict=True):
        values: Iterable[Any] = [day.day.isoformat(), type_slug, *row.key, *row.numbers, str(is_demo).lower()]
        writer.writerow(values)
    return variant.byte_order_mark + written.getvalue().encode()
