"""Counts of positions in the country and by county, with their bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.tags import IN_DIALOGUE, Tag, position_tag


@dataclass(frozen=True)
class Segment:
    """A part of a bar. The width is in municipalities."""

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


def per_cent(number: int, total: int) -> str:
    """The share with one decimal, as every page writes it; a dash where there is nothing to take a share of."""
    return number_format(round(100 * number / total, 1), 1) if total else "–"


@dataclass(frozen=True)
class Figure:
    tag: Tag
    number: int
    url: str


@dataclass
class Figures:
    """The number of municipalities with each position, in the country or a county."""

    counts: Counter[str] = field(default_factory=Counter, kw_only=True)
    # Of the unknown, those with an answer that possibly holds.
    uncertain: int = field(default=0, kw_only=True)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def signed(self) -> int:
        return self.counts[Position.SIGNED]

    @property
    def unknown(self) -> int:
        return self.counts[Position.UNKNOWN]

    @property
    def missing(self) -> int:
        """Those of which the register has nothing."""
        return self.unknown - self.uncertain

    @property
    def known(self) -> int:
        return self.total - self.unknown

    @property
    def share(self) -> str:
        """The signed in per cent of those whose position is known."""
        return per_cent(self.signed, self.known)

    @property
    def share_in_words(self) -> str:
        """The share with what it is a share of: "94,8 % av 275 kända", "95,4 % av 290"."""
        if not self.known:
            return self.share
        words = {"share": self.share, "of": self.known}
        return (_("%(share)s %% av %(of)s kända") if self.unknown else _("%(share)s %% av %(of)s")) % words

    @property
    def bar(self) -> list[Segment]:
        return bar(self.counts)

    @property
    def gaps(self) -> list[str]:
        """What the register does not know, in sentences; nothing where it knows the position of all."""
        sentences = []
        if self.missing:
            words = ngettext(
                "För %(number)s kommun saknas uppgift.", "För %(number)s kommuner saknas uppgift.", self.missing
            )
            sentences.append(words % {"number": self.missing})
        if self.uncertain:
            words = ngettext(
                "För %(number)s kommun är läget osäkert.", "För %(number)s kommuner är läget osäkert.", self.uncertain
            )
            sentences.append(words % {"number": self.uncertain})
        return sentences


def positions_to_show(figures: Iterable[Figures]) -> list[Position]:
    """The positions worth a column.

    Where nothing is unknown the unknown needs none. Where something is, no answer needs one only if somebody has none.
    """
    counts: Counter[str] = sum((row.counts for row in figures), Counter())
    hidden = Position.NONE if counts[Position.UNKNOWN] else Position.UNKNOWN
    return [position for position in Position if position != hidden or counts[position]]


def numbers_of(figures: Figures, positions: Iterable[Position]) -> list[tuple[Tag, int]]:
    return [(position_tag(position), figures.counts[position]) for position in positions]


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
    def of(cls, day: Day, municipalities: Iterable[Any]) -> Overview:
        """Counts the municipalities of `municipalities_on`, with their counties."""
        overview = cls(day)
        for row in municipalities:
            if row.county_id not in overview.counties:
                url = reverse("county", args=[row.county_id]) + day.query
                overview.counties[row.county_id] = CountyFigures(row.county.name, url)
            county = overview.counties[row.county_id]
            overview.in_dialogue += row.in_dialogue
            for figures in (overview, county):
                figures.counts[row.position] += 1
                figures.uncertain += row.position == Position.UNKNOWN and row.answer_id is not None
        return overview

    @property
    def has_answers(self) -> bool:
        return self.counts[Position.NONE] + self.missing < self.total or self.in_dialogue > 0

    @property
    def positions(self) -> list[Position]:
        return positions_to_show([self])

    @property
    def tags(self) -> list[Tag]:
        return [position_tag(position) for position in self.positions]

    @property
    def numbers(self) -> list[tuple[Tag, int]]:
        return numbers_of(self, self.positions)

    @property
    def county_rows(self) -> list[tuple[CountyFigures, list[tuple[Tag, int]]]]:
        return [(county, numbers_of(county, self.positions)) for county in self.counties.values()]

    @property
    def figures(self) -> list[Figure]:
        figures = [
            Figure(position_tag(position), self.counts[position], self._list(position=position))
            for position in self.positions
        ]
        return [*figures, Figure(IN_DIALOGUE, self.in_dialogue, self._list(in_dialogue="yes"))]

    def _list(self, **filters: str) -> str:
        return f"{reverse('municipality_list')}?{urlencode(filters | self.day.parameters)}"
