"""The statistics as tables and files. The columns of the files are a stable interface, as in `public.columns`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lookup.statistics import (
    Counts,
    Quarter,
    TimeToSignature,
    counts_on,
    lapsing_by_quarter,
    time_to_signature,
)
from agreements.lookup.vocabulary import Vocabulary
from agreements.positions import Position
from agreements.public.columns import FILES, file_columns
from agreements.public.day import Day
from agreements.public.figures import Figures
from agreements.public.tags import Tag, position_tag
from agreements.tables.csv import Variant, csv_file

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The first and last number of days of each row in the table of time to signature.
WAITING_DAYS = [(0, 30), (31, 90), (91, 180), (181, 365), (366, None)]


@dataclass(frozen=True)
class StatisticsRow:
    name: StrOrPromise
    key: list[str | int]  # the cells of the file before the numbers
    numbers: list[int]
    figures: Figures | None = None  # for a bar of positions
    url: str = ""


@dataclass(frozen=True)
class StatisticsTable:
    """A table of the page, and a file."""

    slug: str
    heading: StrOrPromise
    explanation: StrOrPromise
    first: StrOrPromise
    unit: StrOrPromise
    rows: list[StatisticsRow]
    of: int = 0  # the total of which a number is a part; 0 where it is no part
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


@dataclass
class Statistics:
    """The tables for a type and a day, each queried on first use."""

    words: Vocabulary
    type_slug: str
    day: Day

    @cached_property
    def counts(self) -> Counts:
        return counts_on(self.day.day, self.type_slug, [term.slug for term in self.words.types])

    def table(self, slug: str) -> StatisticsTable:
        match slug:
            case "lan":
                return county_table(self.counts, self.words, self._county)
            case "typ":
                return type_table(self.counts, self.words)
            case "niva":
                return level_table(self.counts, self.words)
            case "omrade":
                return area_table(self.counts, self.words)
            case "tid":
                return wait_table(time_to_signature(self.type_slug, self.day.day))
            case _:
                return quarter_table(lapsing_by_quarter(self.type_slug, self.day.day))

    @property
    def tables(self) -> list[StatisticsTable]:
        return [self.table(slug) for slug in FILES]

    def file(self, slug: str, variant: Variant, *, is_demo: bool) -> bytes:
        types = [term.slug for term in self.words.types] if slug == "typ" else [self.type_slug]
        return statistics_file(self.table(slug), variant, self.day, types, is_demo=is_demo)

    def _county(self, code: str) -> str:
        return reverse("county", args=[code]) + self.day.query


def county_table(counts: Counts, words: Vocabulary, county_url: Callable[[str], str]) -> StatisticsTable:
    rows = [
        _positions(county.name, [county.code, county.name], counts.counties[county.code], county_url(county.code))
        for county in words.counties
        if county.code in counts.counties
    ]
    heading, explanation = gettext_lazy("Län för län"), gettext_lazy("Kommunernas läge, ett län i taget.")
    return StatisticsTable("lan", heading, explanation, gettext_lazy("Län"), gettext_lazy("Antal kommuner"), rows)


def type_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [_positions(term.label, [], counts.types.get(term.slug, Counter())) for term in words.types]
    explanation = gettext_lazy("Kommunernas läge för varje typ av överenskommelse.")
    heading, first = gettext_lazy("Typ för typ"), gettext_lazy("Typ")
    return StatisticsTable("typ", heading, explanation, first, gettext_lazy("Antal kommuner"), rows)


def level_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [StatisticsRow(term.label, [term.slug], [counts.levels.get(term.slug, 0)]) for term in words.levels]
    return StatisticsTable(
        "niva",
        gettext_lazy("Samverkansnivåer"),
        gettext_lazy("Kommuner som har en överenskommelse på nivån. En överenskommelse kan ha flera nivåer."),
        gettext_lazy("Nivå"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def area_table(counts: Counts, words: Vocabulary) -> StatisticsTable:
    rows = [StatisticsRow(term.label, [term.slug], [counts.areas.get(term.slug, 0)]) for term in words.areas]
    return StatisticsTable(
        "omrade",
        gettext_lazy("Samverkansområden"),
        gettext_lazy("Kommuner vars överenskommelse omfattar området. En överenskommelse kan ha flera områden."),
        gettext_lazy("Område"),
        gettext_lazy("Antal kommuner"),
        rows,
        of=counts.municipalities,
    )


def wait_table(time: TimeToSignature | None) -> StatisticsTable:
    days = time.days if time else []
    rows = [
        StatisticsRow(
            _wait_label(least, most),
            [least, most or ""],
            [sum(least <= n and (most is None or n <= most) for n in days)],
        )
        for least, most in WAITING_DAYS
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
    return StatisticsTable(
        "tid",
        gettext_lazy("Från dialog till beslut"),
        gettext_lazy("Dagar från kommunens första dialogmöte till beslutet att teckna."),
        gettext_lazy("Dagar"),
        gettext_lazy("Antal kommuner"),
        rows,
        remark=remark,
    )


def quarter_table(quarters: list[tuple[Quarter, int]]) -> StatisticsTable:
    rows = [
        StatisticsRow(
            _("%(year)s, kvartal %(number)s") % {"year": quarter.year, "number": quarter.number},
            [quarter.year, quarter.number],
            [number],
        )
        for quarter, number in quarters
    ]
    return StatisticsTable(
        "kvartal",
        gettext_lazy("Överenskommelser som upphör"),
        gettext_lazy("De som gäller på dagen och har en sista dag, efter kvartalet då de upphör."),
        gettext_lazy("Kvartal"),
        gettext_lazy("Antal"),
        rows,
    )


def _positions(name: StrOrPromise, key: list[str | int], counts: Counter[str], url: str = "") -> StatisticsRow:
    numbers = [counts[position] for position in Position.values]
    return StatisticsRow(name, key, numbers, Figures(counts=counts), url)


def _wait_label(least: int, most: int | None) -> str:
    if most is None:
        return _("över %(days)s") % {"days": least - 1}
    return f"{least}–{most}"


def statistics_file(table: StatisticsTable, variant: Variant, day: Day, types: list[str], *, is_demo: bool) -> bytes:
    """The table as CSV. `types` has the type of each row, or one for all rows."""
    types = types * len(table.rows) if len(types) == 1 else types
    rows = (
        [day.day.isoformat(), type_slug, *row.key, *row.numbers, str(is_demo).lower()]
        for row, type_slug in zip(table.rows, types, strict=True)
    )
    return csv_file([column.name for column in file_columns(table.slug)], rows, variant)
