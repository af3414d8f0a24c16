"""The chart of positions over time, as SVG geometry.

Lengths are in units of the drawing: a Size, WIDE or NARROW, with the plot inside its margins. The lines are steps,
because the counts change on the days when an agreement begins or ends. A line is drawn thin on days for which the
register is not complete, is broken where a municipality's position only becomes uncertain, and has a band up to the
count that is possible: what is not known is drawn neither as zero nor as falling.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agreements.days import ONE_DAY
from agreements.lookup.over_time import TrendStep, positions_at
from agreements.models import Completeness
from agreements.positions import Position
from agreements.public.knowledge.completeness import statement_of
from agreements.public.overview.chart_scale import Scale, scale_step
from agreements.public.tags import Tag, position_tag

CHARTED_POSITIONS = [Position.SIGNED, Position.DECLINED, Position.LAPSED]


@dataclass(frozen=True)
class Tick:
    label: str
    at: float


@dataclass(frozen=True)
class Line:
    position: Position
    path: str
    label_y: float  # the y of the label at the right end
    value: int  # on the last day
    partial_path: str = ""  # on days for which the register is not complete
    band: str = ""  # up to the possible counts

    @property
    def tag(self) -> Tag:
        return position_tag(self.position)


@dataclass(frozen=True)
class StepChart:
    lines: list[Line]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    marker: float | None  # the chosen day
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Stretch:
    """Days with the same counts, of which the register is stated to be complete or is not."""

    first: datetime.date
    end: datetime.date
    step: TrendStep
    is_complete: bool

    def value(self, position: Position) -> int:
        return self.step.counts[position]

    def most(self, position: Position) -> int:
        return self.value(position) + self.step.possible[position]

    def is_drawn(self, position: Position) -> bool:
        """A count of zero says something only where nothing is unknown."""
        return self.value(position) > 0 or (self.is_complete and self.most(position) == 0)


def step_chart(
    scale: Scale, steps: list[TrendStep], statements: Sequence[Completeness], *, day: datetime.date
) -> StepChart:
    """One line for each position with a municipality. The maximum of the scale is its top."""
    stretches = list(stretches_of(steps, statements, scale.first, scale.last))
    lines = [
        line_of(position, stretches, scale)
        for position in CHARTED_POSITIONS
        if any(stretch.most(position) for stretch in stretches)
    ]
    interval = scale_step(scale.last.year - scale.first.year)
    years = [datetime.date(year, 1, 1) for year in range(scale.first.year, scale.last.year + 1) if year % interval == 0]
    return StepChart(
        lines=space_labels(lines, scale.bottom),
        x_ticks=[Tick(str(year.year), scale.x(year)) for year in years if scale.first <= year <= scale.last],
        y_ticks=[Tick(str(count), scale.y(count)) for count in range(0, scale.maximum + 1, scale_step(scale.maximum))],
        marker=scale.x(day) if scale.first <= day <= scale.last else None,
        width=scale.size.width,
        height=scale.size.height,
        left=scale.size.left,
        right=scale.right,
        top=scale.size.top,
        bottom=scale.bottom,
    )


def stretches_of(
    steps: list[TrendStep], statements: Sequence[Completeness], first: datetime.date, last: datetime.date
) -> Iterator[Stretch]:
    turns = {step.day for step in steps} | {statement.first_day for statement in statements}
    turns |= {statement.last_day + ONE_DAY for statement in statements if statement.last_day}
    days = [first, *sorted(day for day in turns if first < day < last), last]
    for start, end in pairwise(days):
        yield Stretch(start, end, positions_at(steps, start), statement_of(statements, start) is not None)


def line_of(position: Position, stretches: list[Stretch], scale: Scale) -> Line:
    whole: list[str] = []
    partial: list[str] = []
    band: list[str] = []
    before: Stretch | None = None
    for stretch in stretches:
        start, end, height = scale.x(stretch.first), scale.x(stretch.end), scale.y(stretch.value(position))
        if stretch.step.possible[position]:
            band.append(f"M{start} {height}H{end}V{scale.y(stretch.most(position))}H{start}z")
        if stretch.is_drawn(position):
            path = whole if stretch.is_complete else partial
            level = scale.y(before.value(position)) if before and _joins(before, stretch, position) else None
            if level is None or not before or before.is_complete != stretch.is_complete:
                path.append(f"M{start} {height if level is None else level}")
            elif level == height:
                path.pop()
            if level not in (None, height):
                path.append(f"V{height}")
            path.append(f"H{end}")
        before = stretch
    last = stretches[-1].value(position)
    return Line(
        position=position,
        path="".join(whole),
        partial_path="".join(partial),
        band="".join(band),
        label_y=scale.y(last),
        value=last,
    )


def _joins(before: Stretch, after: Stretch, position: Position) -> bool:
    """Whether the line goes on without a break: the count changes by more than what became certain or uncertain."""
    change = after.value(position) - before.value(position)
    uncertainty = after.step.possible[position] - before.step.possible[position]
    return before.is_drawn(position) and (change * uncertainty >= 0 or abs(change) > abs(uncertainty))


def space_labels(lines: Iterable[Line], floor: float, distance: float = 20.0) -> list[Line]:
    """The lines with overlapping labels moved upwards, from the lowest label."""
    spaced: list[Line] = []
    limit = floor + distance
    for line in sorted(lines, key=lambda line: -line.label_y):
        at = min(line.label_y, limit - distance)
        spaced.append(replace(line, label_y=at))
        limit = at
    return sorted(spaced, key=lambda line: list(Position).index(line.position))
