"""The chart of positions over time, as SVG geometry.

Lengths are in units of the drawing: a Size, WIDE or NARROW, with the plot inside its margins. The lines are steps,
because the counts change on the days when an agreement begins or ends.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from agreements.positions import Position
from agreements.public.tags import Tag, position_tag


@dataclass(frozen=True)
class Size:
    width: float
    height: float
    left: float
    right: float
    top: float = 14.0
    bottom: float = 28.0


# The right margin has the label of each line: number and words, or only the number in the narrow chart.
WIDE = Size(720.0, 300.0, left=44.0, right=200.0)
NARROW = Size(340.0, 280.0, left=38.0, right=56.0)

Series = list[tuple[datetime.date, Counter[Position]]]


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


def step_chart(
    series: Series,
    first: datetime.date,
    last: datetime.date,
    *,
    maximum: int,
    day: datetime.date,
    size: Size = WIDE,
) -> StepChart:
    """One line for each position with a municipality, from `first` to `last`. `maximum` is the top of the scale."""
    span = max((last - first).days, 1)
    right, bottom = size.width - size.right, size.height - size.bottom

    def x(at: datetime.date) -> float:
        return round(size.left + (right - size.left) * (at - first).days / span, 1)

    def y(count: int) -> float:
        return round(bottom - (bottom - size.top) * count / max(maximum, 1), 1)

    lines = []
    for position in (Position.SIGNED, Position.DECLINED, Position.LAPSED):
        value = next((counts[position] for at, counts in reversed(series) if at <= first), 0)
        path = [f"M{x(first)} {y(value)}"]
        for at, counts in series:
            if first < at <= last and counts[position] != value:
                value = counts[position]
                path.append(f"H{x(at)}V{y(value)}")
        path.append(f"H{x(last)}")
        if len(path) > 2 or value:
            lines.append(Line(position=position, path="".join(path), label_y=y(value), value=value))
    step = scale_step(last.year - first.year)
    years = [datetime.date(year, 1, 1) for year in range(first.year, last.year + 1) if year % step == 0]
    return StepChart(
        lines=space_labels(lines, bottom),
        x_ticks=[Tick(str(year.year), x(year)) for year in years if first <= year <= last],
        y_ticks=[Tick(str(count), y(count)) for count in range(0, maximum + 1, scale_step(maximum))],
        marker=x(day) if first <= day <= last else None,
        width=size.width,
        height=size.height,
        left=size.left,
        right=right,
        top=size.top,
        bottom=bottom,
    )


def scale_step(maximum: int) -> int:
    """The step of the scale: a round number that gives at most six steps."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if maximum / step <= 6)


def space_labels(lines: list[Line], floor: float, distance: float = 20.0) -> list[Line]:
    """The lines with overlapping labels moved upwards, from the lowest label."""
    spaced: list[Line] = []
    limit = floor + distance
    for line in sorted(lines, key=lambda line: -line.label_y):
        at = min(line.label_y, limit - distance)
        spaced.append(Line(position=line.position, path=line.path, label_y=at, value=line.value))
        limit = at
    return sorted(spaced, key=lambda line: list(Position).index(line.position))
