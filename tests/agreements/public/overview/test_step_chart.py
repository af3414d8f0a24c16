"""The geometry of the chart of positions over time."""

import itertools
from collections import Counter
from datetime import date

from agreements.lookup.over_time import TrendStep
from agreements.models import Completeness
from agreements.positions import Position
from agreements.public.overview.chart_scale import NARROW, WIDE, Scale, Size, scale_step
from agreements.public.overview.step_chart import StepChart, step_chart

FIRST, LAST = date(2022, 1, 1), date(2024, 1, 1)
COMPLETE = [Completeness(first_day=date(1900, 1, 1))]
STEPS = [
    TrendStep(date(2021, 6, 1), Counter({Position.SIGNED: 100})),
    TrendStep(date(2023, 1, 1), Counter({Position.SIGNED: 290, Position.DECLINED: 1})),
    TrendStep(date(2025, 1, 1), Counter({Position.SIGNED: 0})),
]
FLOOR, CEILING = WIDE.height - WIDE.bottom, WIDE.top
END = WIDE.width - WIDE.right
MIDDLE = WIDE.left + (END - WIDE.left) / 2


def chart_of(
    steps: list[TrendStep],
    *,
    statements: list[Completeness] = COMPLETE,
    day: date = LAST,
    first: date = FIRST,
    size: Size = WIDE,
) -> StepChart:
    return step_chart(Scale(first, LAST, 290, size), steps, statements, day=day)


def height(count: int) -> float:
    return round(FLOOR - (FLOOR - CEILING) * count / 290, 1)


def test_line_starts_at_the_count_before_the_first_day_and_steps_on_the_day() -> None:
    chart = chart_of(STEPS, day=date(2023, 1, 1))
    signed = chart.lines[0]
    assert signed.path == f"M{WIDE.left} {height(100)}H{MIDDLE}V{CEILING}H{END}"
    assert (signed.partial_path, signed.band) == ("", "")
    assert (signed.position, signed.value) == (Position.SIGNED, 290)
    assert chart.marker == MIDDLE


def test_days_before_completeness_are_drawn_apart_and_never_at_zero() -> None:
    steps = [TrendStep(date(2023, 1, 1), Counter({Position.SIGNED: 11}))]
    assert chart_of(steps).lines[0].path == f"M{WIDE.left} {FLOOR}H{MIDDLE}V{height(11)}H{END}"
    unstated = chart_of(steps, statements=[]).lines[0]
    assert (unstated.path, unstated.partial_path) == ("", f"M{MIDDLE} {height(11)}H{END}")


def test_line_goes_on_where_the_register_becomes_complete() -> None:
    later = [Completeness(first_day=date(2023, 1, 1))]
    signed = chart_of(STEPS, statements=later).lines[0]
    assert signed.partial_path == f"M{WIDE.left} {height(100)}H{MIDDLE}"
    assert signed.path == f"M{MIDDLE} {height(100)}V{CEILING}H{END}"


def test_what_became_uncertain_is_a_band_and_no_fall() -> None:
    steps = [
        TrendStep(date(2021, 1, 1), Counter({Position.SIGNED: 100})),
        TrendStep(
            date(2023, 1, 1), Counter({Position.SIGNED: 40, Position.UNKNOWN: 60}), Counter({Position.SIGNED: 60})
        ),
    ]
    signed = chart_of(steps).lines[0]
    assert signed.path == f"M{WIDE.left} {height(100)}H{MIDDLE}M{MIDDLE} {height(40)}H{END}"
    assert signed.band == f"M{MIDDLE} {height(40)}H{END}V{height(100)}H{MIDDLE}z"


def test_count_that_is_only_possible_has_a_band_and_no_line_at_zero() -> None:
    steps = [
        TrendStep(date.min, Counter({Position.UNKNOWN: 286}), Counter({Position.SIGNED: 286})),
        TrendStep(date(2023, 1, 1), Counter({Position.SIGNED: 286})),
    ]
    signed = chart_of(steps).lines[0]
    assert signed.path == f"M{MIDDLE} {height(286)}H{END}"
    assert signed.band == f"M{WIDE.left} {FLOOR}H{MIDDLE}V{height(286)}H{WIDE.left}z"


def test_position_without_municipalities_has_no_line() -> None:
    assert [line.position for line in chart_of(STEPS).lines] == [Position.SIGNED, Position.DECLINED]


def test_a_day_outside_the_chart_has_no_marker() -> None:
    assert chart_of(STEPS, day=date(2030, 1, 1)).marker is None


def test_line_labels_never_overlap() -> None:
    steps = [TrendStep(FIRST, Counter({Position.SIGNED: 2, Position.DECLINED: 2, Position.LAPSED: 1}))]
    heights = sorted(line.label_y for line in chart_of(steps).lines)
    assert all(lower - upper >= 16 for upper, lower in itertools.pairwise(heights))


def test_an_empty_register_draws_its_axes() -> None:
    chart = chart_of([])
    assert chart.lines == []
    assert [tick.label for tick in chart.y_ticks] == ["0", "50", "100", "150", "200", "250"]
    assert [tick.label for tick in chart.x_ticks] == ["2022", "2023", "2024"]


def test_the_scale_has_at_most_six_steps() -> None:
    assert [scale_step(maximum) for maximum in (0, 6, 7, 60, 290)] == [1, 1, 2, 10, 50]


def test_a_century_has_room_for_the_years_below_it() -> None:
    chart = chart_of([], first=date(1926, 1, 1), size=NARROW)
    assert [tick.label for tick in chart.x_ticks] == ["1940", "1960", "1980", "2000", "2020"]
    assert all(NARROW.left <= tick.at <= NARROW.width - NARROW.right for tick in chart.x_ticks)
