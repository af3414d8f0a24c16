"""What the timeline chart draws. X is in per cent and Y in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from agreements.public.tags import Tag

LANE, AXIS = 48, 28


@dataclass(frozen=True)
class Bar:
    tag: Tag
    x: float
    width: float
    is_uncertain: bool = False

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def has_sign(self) -> bool:
        return self.width > 6 and not self.is_uncertain


@dataclass(frozen=True)
class Mark:
    kind: str
    x: float
    # The time within which an imprecise day lies; the mark is in its middle.
    start: float
    end: float

    @property
    def is_uncertain(self) -> bool:
        return self.end > self.start


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
    def is_uncertain(self) -> bool:
        return any(
            any(bar.is_uncertain for bar in lane.bars) or any(mark.is_uncertain for mark in lane.marks)
            for lane in self.lanes
        )

    @property
    def bottom(self) -> int:
        return len(self.lanes) * LANE + 6

    @property
    def height(self) -> int:
        return self.bottom + AXIS

    @property
    def label_y(self) -> int:
        return self.bottom + 20
