"""The timeline of a municipality as SVG geometry.

X is in per cent, so that the drawing fits any width while its text keeps its size. Y is in pixels.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.public.day import Day
from agreements.public.municipality.timeline import TimelineEvent
from agreements.public.tags import Tag, position_tag

LANE, AXIS = 48, 28
MOST_TICKS = 5
# A distant last day would leave no room for past events.
TIMELINE_YEARS_AHEAD = 3


@dataclass(frozen=True)
class Bar:
    tag: Tag
    x: float
    width: float

    @property
    def has_sign(self) -> bool:
        return self.width > 6


@dataclass(frozen=True)
class Mark:
    kind: str
    x: float


@dataclass(frozen=True)
class Lane:
    label: str
    y: int
    bars: list[Bar]
    marks: list[Mark]

    @property
    def middle(self) -> int:
        return self.y + 33

    @property
    def bar_top(self) -> int:
        return self.y + 24

    @property
    def label_y(self) -> int:
        return self.y + 16

    @property
    def sign_y(self) -> int:
        return self.y + 38


@dataclass(frozen=True)
class YearTick:
    year: int
    x: float

    @property
    def is_near_the_end(self) -> bool:
        """Whether the label is placed to the left, so that a narrow screen does not cut it."""
        return self.x > 80


@dataclass(frozen=True)
class TimelineChart:
    lanes: list[Lane]
    ticks: list[YearTick]
    day: float | None  # where the chosen day is

    @property
    def bottom(self) -> int:
        return len(self.lanes) * LANE + 6

    @property
    def height(self) -> int:
        return self.bottom + AXIS

    @property
    def label_y(self) -> int:
        return self.bottom + 20


class Axis:
    def __init__(self, days: list[datetime.date], today: datetime.date) -> None:
        last = min(max([*days, today]).year, today.year + TIMELINE_YEARS_AHEAD)
        self.years = range(min([*days, today]).year, last + 1)
        self.first = datetime.date(self.years[0], 1, 1).toordinal()
        self.length = datetime.date(last, 12, 31).toordinal() - self.first + 1

    def x(self, day: datetime.date, *, end: bool = False) -> float:
        """The position of the start of the day, or its end, in per cent, limited to the axis."""
        return round(100 * min(max(day.toordinal() + end - self.first, 0), self.length) / self.length, 2)

    def has(self, day: datetime.date) -> bool:
        return self.first <= day.toordinal() < self.first + self.length

    @property
    def ticks(self) -> list[YearTick]:
        step = -(-len(self.years) // MOST_TICKS)
        # Steps are counted from the last year, so that recent years have ticks.
        return [YearTick(year, self.x(datetime.date(year, 1, 1))) for year in reversed(self.years[::-1][::step])]


def timeline_chart(agreements: Iterable[Agreement], events: Iterable[TimelineEvent], day: Day) -> TimelineChart | None:
    """Periods as bars in a lane for each type, and events as marks. None without events."""
    events = list(events)
    if not events:
        return None
    axis = Axis([event.day for event in events], day.today)
    rows: list[tuple[str, list[Bar], list[Mark]]]
    rows = [(label, bars, []) for label, bars in _bars(agreements, axis).items()]
    for label, kinds in (
        (_("Dialogmöten"), {"meeting", "dialogue"}),
        (_("Beslut"), {"decision"}),
        (_("Uppföljningar"), {"follow_up", "planned"}),
        (_("Dokument"), {"document"}),
    ):
        lane_events = [event for event in reversed(events) if event.kind in kinds and axis.has(event.day)]
        if lane_events:
            rows.append((label, [], [Mark(event.kind, axis.x(event.day)) for event in lane_events]))
    lanes = [Lane(label, number * LANE, bars, marks) for number, (label, bars, marks) in enumerate(rows)]
    if not lanes:
        return None
    return TimelineChart(lanes, axis.ticks, axis.x(day.day) if axis.has(day.day) else None)


def _bars(agreements: Iterable[Agreement], axis: Axis) -> dict[str, list[Bar]]:
    bars: dict[str, list[Bar]] = {}
    answers = [(agreement.valid_from, agreement) for agreement in agreements if agreement.valid_from]
    for first, agreement in sorted(answers, key=lambda answer: (not answer[1].type.is_headline, answer[0])):
        start = axis.x(first)
        end = axis.x(agreement.valid_to, end=True) if agreement.valid_to else 100.0
        # A small gap, so that a renewal is visible.
        bar = Bar(position_tag(agreement.status), start, round(max(end - start - 0.3, 0.4), 2))
        if start < 100:
            bars.setdefault(agreement.type.label, []).append(bar)
    return bars
