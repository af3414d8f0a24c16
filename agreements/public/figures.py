"""Counts of positions in the country and by county, with their bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode

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


@dataclass(frozen=True)
class Figure:
    tag: Tag
    number: int
    url: str


@dataclass
class Figures:
    """The number of municipalities with each position, in the country or a county."""

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
        """Signed in per cent, rounded down: 100 means all."""
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
        """Counts rows of county code, county name, position and in dialogue."""
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
