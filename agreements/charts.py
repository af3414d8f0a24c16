"""The chart of positions over time, as the geometry of an SVG that the server draws.

Lengths are in units of the drawing: WIDTH by HEIGHT with the plot inside the margins. The values change in steps, on
the days when an agreement begins or ends, so that the lines are steps too.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from agreements.periods import Position

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 120.0, 14.0, 28.0

Series = list[tuple[datetime.date, Counter[Position]]]


@dataclass(frozen=True)
class Tick:
    label: str
    at: float


@dataclass(frozen=True)
class Line:
    position: Position
    path: str
    label_y: float  # where the line's name stands, at its right end
    value: int  # on the last day


@dataclass(frozen=True)
class StepChart:
    lines: list[Line]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    marker: float | None  # the chosen day
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def step_chart(
    series: Series, first: datetime.date, last: datetime.date, *, maximum: int, day: datetime.date
) -> StepChart:
    """One line for each position with any municipality, from `first` to `last`; `maximum` is the top of the scale."""
    span = max((last - first).days, 1)

    def x(at: datetime.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - first).days / span, 1)

    def y(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / max(maximum, 1), 1)

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
    years = [datetime.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return StepChart(
        lines=apart(lines),
        x_ticks=[Tick(str(year.year), x(year)) for year in years if first <= year <= last],
        y_ticks=[Tick(str(count), y(count)) for count in range(0, maximum + 1, step_of(maximum))],
        marker=x(day) if first <= day <= last else None,
    )


def step_of(maximum: int) -> int:
    """The distance between the lines of the scale: a round number that gives at most six of them."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if maximum / step <= 6)


def apart(lines: list[Line], distance: float = 16.0) -> list[Line]:
    """The lines with names that would stand on each other moved apart, upwards from the lowest."""
    moved: list[Line] = []
    limit = HEIGHT
    for line in sorted(lines, key=lambda line: -line.label_y):
        at = min(line.label_y, limit - distance)
        moved.append(Line(position=line.position, path=line.path, label_y=at, value=line.value))
        limit = at
    return sorted(moved, key=lambda line: list(Position).index(line.position))
