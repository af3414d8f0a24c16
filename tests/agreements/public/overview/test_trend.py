"""The trend of the overview."""

from collections import Counter
from datetime import date

from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.overview.trend import trend

TODAY = date(2025, 6, 1)
SERIES = [
    (date(2023, 3, 1), Counter({Position.SIGNED: 5})),
    (date(2024, 3, 1), Counter({Position.SIGNED: 4, Position.LAPSED: 1})),
    (date(2999, 1, 1), Counter({Position.LAPSED: 5})),
]


def test_empty_register_has_no_trend() -> None:
    assert trend(Day(TODAY, TODAY), [], 290, []) is None


def test_table_has_the_ends_of_years_the_published_days_and_the_chosen_day() -> None:
    result = trend(Day(date(2024, 5, 5), TODAY), SERIES, 290, [date(2023, 10, 5), date(1990, 1, 1)])
    assert result
    rows = {row.day: [number for _tag, number in row.numbers] for row in result.rows}
    assert rows[date(2023, 10, 5)] == [5, 0, 0]
    assert rows[date(2023, 12, 31)] == [5, 0, 0]
    assert rows[date(2024, 12, 31)] == [4, 0, 1]
    assert date(1990, 1, 1) not in rows
    assert [row.day for row in result.rows if row.is_chosen] == [date(2024, 5, 5)]


def test_distant_change_does_not_stretch_the_trend() -> None:
    result = trend(Day(TODAY, TODAY), SERIES, 290, [])
    assert result
    assert (result.first, result.last) == (date(2023, 1, 1), date(2030, 12, 31))
    assert not result.is_outside
