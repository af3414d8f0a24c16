"""The figures of the overview: how many municipalities have which position, in all and by county."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.models import ReportedTotal
from agreements.periods import Position
from agreements.presenters import IN_DIALOGUE, Day, Tag, long_day, position_tag


@dataclass(frozen=True)
class Segment:
    """A part of a bar in which each municipality is one wide."""

    kind: str
    start: int
    width: int


def bar(counts: Mapping[str, int]) -> list[Segment]:
    segments, start = [], 0
    for position in Position.values:
        if width := counts.get(position, 0):
            segments.append(Segment(position_tag(position).kind, start, width))
            start += width
    return segments


@dataclass(frozen=True)
class Figure:
    tag: Tag
    number: int
    url: str


@dataclass
class Figures:
    """How many municipalities have which position, in the country or a county."""

    counts: Counter[str] = field(default_factory=Counter, kw_only=True)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def signed(self) -> int:
        return self.counts[Position.SIGNED]

    @property
    def numbers(self) -> list[tuple[Tag, int]]:
        return [(position_tag(position), self.counts[position]) for position in Position.values]

    @property
    def share(self) -> int:
        """The signed in per cent, rounded down: 100 means all."""
        return 100 * self.signed // self.total if self.total else 0

    @property
    def bar(self) -> list[Segment]:
        return bar(self.counts)


@dataclass
class CountyFigures(Figures):
    name: str
    url: str


@dataclass
class Overview(Figures):
    day: Day
    in_dialogue: int = 0
    counties: dict[str, CountyFigures] = field(default_factory=dict)

    @classmethod
    def of(cls, day: Day, rows: Iterable[tuple[str, str, str, bool]]) -> Overview:
        """Counts the municipalities given as county code, county name, position, in dialogue."""
        overview = cls(day)
        for code, name, position, in_dialogue in rows:
            overview.counts[position] += 1
            overview.in_dialogue += in_dialogue
            if code not in overview.counties:
                url = reverse("county", args=[code]) + day.query
                overview.counties[code] = CountyFigures(name, url)
            overview.counties[code].counts[position] += 1
        return overview

    @property
    def has_answers(self) -> bool:
        return self.counts[Position.NONE] < self.total or self.in_dialogue > 0

    @property
    def figures(self) -> list[Figure]:
        figures = [
            Figure(position_tag(position), self.counts[position], self._list(position=position))
            for position in Position.values
        ]
        return [*figures, Figure(IN_DIALOGUE, self.in_dialogue, self._list(in_dialogue="yes"))]

    def _list(self, **filters: str) -> str:
        return f"{reverse('municipality_list')}?{urlencode(filters | self.day.parameters)}"


def year_before(day: datetime.date) -> datetime.date | None:
    """The same day a year before; nothing in the first year that there is."""
    if day.year == datetime.MINYEAR:
        return None
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return datetime.date(day.year - 1, 2, 28)


def change(now: int, before: int) -> str:
    """The signed now against a year before, as a sentence; nothing where there were none at all."""
    if not now and not before:
        return ""
    difference = now - before
    if difference == 0:
        return _("Lika många som ett år tidigare.")
    if difference > 0:
        return ngettext("%(number)s fler än ett år tidigare.", "%(number)s fler än ett år tidigare.", difference) % {
            "number": difference
        }
    return ngettext("%(number)s färre än ett år tidigare.", "%(number)s färre än ett år tidigare.", -difference) % {
        "number": -difference
    }


@dataclass(frozen=True)
class DayLink:
    day: datetime.date
    text: str
    url: str
    is_current: bool


def day_links(day: Day, totals: Iterable[ReportedTotal]) -> list[DayLink]:
    """Days worth a look: today, those of the published totals, and the ends of the years since."""
    reported = {total.reported_on for total in totals if total.reported_on < day.today}
    first_year = min((reported_day.year for reported_day in reported), default=day.today.year - 3)
    ends = {datetime.date(year, 12, 31) for year in range(first_year, day.today.year)}
    overview = reverse("overview")
    first = long_day(day.today) if day.known_on else _("I dag")
    days = [(day.today, first, Day(day.today, day.today).query)]
    days += [(other, long_day(other), Day(other, day.today).query) for other in sorted(reported | ends, reverse=True)]
    return [DayLink(other, text, overview + query, other == day.day) for other, text, query in days]


@dataclass(frozen=True)
class Comparison:
    """A published total against the register's own figure for the same day."""

    total: ReportedTotal
    own: int
    is_known: bool = True  # whether the register has any answer at all for the day

    @property
    def tag(self) -> Tag:
        return position_tag(self.total.position)

    @property
    def note(self) -> str:
        return self.total.note_en if get_language() == "en" else self.total.note

    @property
    def url(self) -> str:
        day = Day(self.total.reported_on, datetime.date.max)
        return f"{reverse('municipality_list')}?{urlencode({'position': self.total.position} | day.parameters)}"

    @property
    def differs(self) -> bool:
        return self.is_known and self.own != self.total.total

    @property
    def verdict(self) -> str:
        if not self.is_known:
            return _("registret har inga svar för den dagen")
        difference = self.own - self.total.total
        if difference == 0:
            return _("samma")
        if difference > 0:
            return ngettext("%(number)s fler", "%(number)s fler", difference) % {"number": difference}
        return ngettext("%(number)s färre", "%(number)s färre", -difference) % {"number": -difference}


def comparisons(totals: Iterable[ReportedTotal], figures: Mapping[datetime.date, Counter[str]]) -> list[Comparison]:
    compared = []
    for total in totals:
        counts = figures.get(total.reported_on, Counter())
        is_known = counts.total() > counts[Position.NONE]
        compared.append(Comparison(total, counts[total.position], is_known))
    return compared
