"""The geometry of the chart of positions over time."""

import itertools
from collections import Counter
from datetime import date

from agreements.positions import Position
from agreements.public.overview.step_chart import NARROW, WIDE, scale_step, step_chart

FIRST, LAST = date(2022, 1, 1), date(2024, 1, 1)
SERIES = [
    (date(2021, 6, 1), Counter({Position.SIGNED: 100})),
    (date(2023, 1, 1), Counter({Position.SIGNED: 290, Position.DECLINED: 1})),
    (date(2025, 1, 1), Counter({Position.SIGNED: 0})),
]
FLOOR, CEILING = WIDE.height - WIDE.bottom, WIDE.top
END = WIDE.width - WIDE.right
MIDDLE = WIDE.left + (END - WIDE.left) / 2


def test_line_starts_at_the_count_before_the_first_day_and_steps_on_the_day() -> None:
    chart = step_chart(SERIES, FIRST, LAST, maximum=290, day=date(2023, 1, 1))
    signed = chart.lines[0]
    start = round(FLOOR - (FLOOR - CEILING) * 100 / 290, 1)
    assert signed.path == f"M{WIDE.left} {start}H{MIDDLE}V{CEILING}H{END}"
    assert (signed.position, signed.value) == (Position.SIGNED, 290)
    assert chart.marker == MIDDLE


def test_position_without_municipalities_has_no_line() -> None:
    chart = step_chart(SERIES, FIRST, LAST, maximum=290, day=LAST)
    assert [line.position for line in chart.lines] == [Position.SIGNED, Position.DECLINED]


def test_a_day_outside_the_chart_has_no_marker() -> None:
    assert step_chart(SERIES, FIRST, LAST, maximum=290, day=date(2030, 1, 1)).marker is None


def test_line_labels_never_overlap() -> None:
    series = [(FIRST, Counter({Position.SIGNED: 2, Position.DECLINED: 2, Position.LAPSED: 1}))]
    heights = sorted(line.label_y for line in step_chart(series, FIRST, LAST, maximum=290, day=LAST).lines)
    assert all(lower - upper >= 16 for upper, lower in itertools.pairwise(heights))


def test_an_empty_register_draws_its_axes() -> None:
    chart = step_chart([], FIRST, LAST, maximum=290, day=LAST)
    assert chart.lines == []
    assert [tick.label for tick in chart.y_ticks] == ["0", "50", "100", "150", "200", "250"]
    assert [tick.label for tick in chart.x_ticks] == ["2022", "2023", "2024"]


def test_the_scale_has_at_most_six_steps() -> None:
    assert [scale_step(maximum) for maximum in (0, 6, 7, 60, 290)] == [1, 1, 2, 10, 50]


def test_a_century_has_room_for_the_years_below_it() -> None:
    chart = step_chart([], date(1926, 1, 1), LAST, maximum=290, day=LAST, size=NARROW)
    assert [tick.label for tick in chart.x_ticks] == ["1940", "1960", "1980", "2000", "2020"]
    assert all(NARROW.left <= tick.at <= NARROW.width - NARROW.right for tick in chart.x_ticks)
