"""Positions over time: the chart of the overview in two widths, and its table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.days.imprecise import OPEN_PAST
from agreements.lookup.over_time import TrendStep, positions_at
from agreements.models import Completeness
from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.knowledge.completeness import statement_of
from agreements.public.overview.chart_scale import NARROW, WIDE, Scale
from agreements.public.overview.step_chart import CHARTED_POSITIONS, StepChart, step_chart
from agreements.public.tags import UNCERTAIN, Tag, position_tag

TREND_YEARS_AHEAD = 5
YEARS_IN_TABLE = 50


@dataclass(frozen=True)
class TrendRow:
    day: datetime.date
    numbers: list[tuple[Tag, int | None]]  # None where the register has none and is not complete
    is_chosen: bool
    is_complete: bool


@dataclass(frozen=True)
class Trend:
    """The counts from the first answer to the last known change, at least to today."""

    day: Day
    series: list[TrendStep]
    maximum: int
    reported: list[datetime.date]
    statements: list[Completeness]

    @property
    def first(self) -> datetime.date:
        # An answer that began on an unknown day before another gives the chart no beginning.
        start = min(chain((self.day.today,), (step.day for step in self.series if step.day > OPEN_PAST)))
        return datetime.date(start.year, 1, 1)

    @property
    def last(self) -> datetime.date:
        # A distant last day would leave no room for past years.
        limit = datetime.date(self.day.today.year + TREND_YEARS_AHEAD, 12, 31)
        known = max(chain((self.day.today, self.day.day), (step.day for step in self.series)))
        return min(known, limit)

    @property
    def charts(self) -> list[tuple[str, StepChart]]:
        """The chart for a wide and a narrow page, with the same text size."""
        return [
            (
                name,
                step_chart(
                    Scale(self.first, self.last, self.maximum, size), self.series, self.statements, day=self.day.day
                ),
            )
            for name, size in (("wide", WIDE), ("narrow", NARROW))
        ]

    @property
    def tags(self) -> list[Tag]:
        return [position_tag(position) for position in CHARTED_POSITIONS]

    @property
    def columns(self) -> list[Tag]:
        return [*self.tags, *([UNCERTAIN] if self.is_uncertain else [])]

    @property
    def is_uncertain(self) -> bool:
        """Whether a position is uncertain on any day of the chart."""
        starts = [self.first, *(step.day for step in self.series if self.first < step.day <= self.last)]
        return any(positions_at(self.series, day).counts[Position.UNKNOWN] for day in starts)

    @property
    def is_partial(self) -> bool:
        """Whether the register is not complete on some day of the chart."""
        ends = [statement.last_day + datetime.timedelta(1) for statement in self.statements if statement.last_day]
        return not all(statement_of(self.statements, day) for day in [self.first, *ends] if day <= self.last)

    @property
    def is_outside(self) -> bool:
        return not self.first <= self.day.day <= self.last

    @property
    def description(self) -> str:
        step = positions_at(self.series, self.last)
        words = {"first": self.first.year, "last": long_day(self.last)}
        numbers = ", ".join(f"{step.counts[position]} {position.label}" for position in CHARTED_POSITIONS)
        ends = (
            _("Från %(first)s till den %(last)s. Vid slutet:")
            if statement_of(self.statements, self.last)
            else _("Det som registret känner till, från %(first)s till den %(last)s. Vid slutet:")
        )
        return ends % words + f" {numbers}."

    @property
    def rows(self) -> list[TrendRow]:
        """The ends of the years, the days of the published totals, and the chosen day."""
        ends = [datetime.date(year, 12, 31) for year in range(self.first.year, self.last.year + 1)][-YEARS_IN_TABLE:]
        days = {day for day in (*ends, *self.reported) if self.first <= day <= self.last} | {self.day.day}
        return [self._row(day) for day in sorted(days, reverse=True)]

    def _row(self, day: datetime.date) -> TrendRow:
        counts = positions_at(self.series, day).counts
        complete = statement_of(self.statements, day) is not None
        numbers: list[tuple[Tag, int | None]] = [
            (position_tag(position), counts[position] if counts[position] or complete else None)
            for position in CHARTED_POSITIONS
        ]
        if self.is_uncertain:
            numbers.append((UNCERTAIN, counts[Position.UNKNOWN]))
        return TrendRow(day, numbers, day == self.day.day, complete)


def trend(
    day: Day,
    series: list[TrendStep],
    maximum: int,
    *,
    reported: Iterable[datetime.date],
    statements: list[Completeness],
) -> Trend | None:
    """The trend; None where no municipality has answered."""
    return Trend(day, series, maximum, list(reported), statements) if series else None
