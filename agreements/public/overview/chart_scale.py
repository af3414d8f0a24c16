"""The sizes and scales of the chart over time. Lengths are in units of the drawing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


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


@dataclass(frozen=True)
class Scale:
    first: datetime.date
    last: datetime.date
    maximum: int
    size: Size

    @property
    def right(self) -> float:
        return self.size.width - self.size.right

    @property
    def bottom(self) -> float:
        return self.size.height - self.size.bottom

    def x(self, at: datetime.date) -> float:
        span = max((self.last - self.first).days, 1)
        return round(self.size.left + (self.right - self.size.left) * (at - self.first).days / span, 1)

    def y(self, count: int) -> float:
        return round(self.bottom - (self.bottom - self.size.top) * count / max(self.maximum, 1), 1)


def scale_step(maximum: int) -> int:
    """The step of the scale: a round number that gives at most six steps."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if maximum / step <= 6)
