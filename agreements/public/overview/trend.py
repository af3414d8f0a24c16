"""Positions over time: the chart of the overview in two widths, and its table."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.lookup.over_time import positions_at
from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.overview.step_chart import NARROW, WIDE, Series, StepChart, step_chart
from agreements.public.tags import Tag, position_tag

CHARTED_POSITIONS = [Position.SIGNED, Position.DECLINED, Position.LAPSED]
TREND_YEARS_AHEAD = 5
YEARS_IN_TABLE = 50


@dataclass(frozen=True)
class TrendRow:
    day: datetime.date
    numbers: list[tuple[Tag, int]]
    is_chosen: bool


@dataclass(frozen=True)
class Trend:
    """The counts from the first answer to the last known change, at least to today."""

    day: Day
    series: Series
    maximum: int
    reported: list[datetime.date]

    @property
    def first(self) -> datetime.date:
        start = min(chain((self.day.today,), (day for day, _counts in self.series)))
        return datetime.date(start.year, 1, 1)

    @property
    def last(self) -> datetime.date:
        # A distant last day would leave no room for past years.
        limit = datetime.date(self.day.today.year + TREND_YEARS_AHEAD, 12, 31)
        known = max(chain((self.day.today, self.day.day), (day for day, _counts in self.series)))
        return min(known, limit)

    @property
    def charts(self) -> list[tuple[str, StepChart]]:
        """The chart for a wide and a narrow page, with the same text size."""
        return [
            (name, step_chart(self.series, self.first, self.last, maximum=self.maximum, day=self.day.day, size=size))
            for name, size in (("wide", WIDE), ("narrow", NARROW))
        ]

    @property
    def tags(self) -> list[Tag]:
        return [position_tag(position) for position in CHARTED_POSITIONS]

    @property
    def is_outside(self) -> bool:
        return not self.first <= self.day.day <= self.last

    @property
    def description(self) -> str:
        now = positions_at(self.series, self.last)
        words = {"first": self.first.year, "last": long_day(self.last)}
        numbers = ", ".join(f"{now[position]} {position.label}" for position in CHARTED_POSITIONS)
        return _("Från %(first)s till den %(last)s. Vid slutet:") % words + f" {numbers}."

    @property
    def rows(self) -> list[TrendRow]:
        """The ends of the years, the days of the published totals, and the chosen day."""
        ends = [datetime.date(year, 12, 31) for year in range(self.first.year, self.last.year + 1)][-YEARS_IN_TABLE:]
        days = {day for day in (*ends, *self.reported) if self.first <= day <= self.last} | {self.day.day}
        return [TrendRow(day, self._numbers(day), day == self.day.day) for day in sorted(days, reverse=True)]

    def _numbers(self, day: datetime.date) -> list[tuple[Tag, int]]:
        counts: Counter[Position] = positions_at(self.series, day)
        return [(position_tag(position), counts[position]) for position in CHARTED_POSITIONS]


def trend(day: Day, series: Series, maximum: int, reported: Iterable[datetime.date]) -> Trend | None:
    """The trend; None where no municipality has answered."""
    return Trend(day, series, maximum, list(reported)) if series else None
