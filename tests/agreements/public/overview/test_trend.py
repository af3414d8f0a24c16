"""The trend of the overview."""

from collections import Counter
from datetime import date

from agreements.lookup.over_time import TrendStep
from agreements.models import Completeness
from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.overview.trend import Trend, trend

TODAY = date(2025, 6, 1)
COMPLETE = [Completeness(first_day=date(1900, 1, 1))]
SERIES = [
    TrendStep(date(2023, 3, 1), Counter({Position.SIGNED: 5})),
    TrendStep(date(2024, 3, 1), Counter({Position.SIGNED: 4, Position.LAPSED: 1})),
    TrendStep(date(2999, 1, 1), Counter({Position.LAPSED: 5})),
]


def trend_of(
    series: list[TrendStep],
    *,
    day: date = TODAY,
    reported: list[date] | None = None,
    statements: list[Completeness] = COMPLETE,
) -> Trend:
    result = trend(Day(day, TODAY), series, 290, reported=reported or [], statements=statements)
    assert result
    return result


def test_empty_register_has_no_trend() -> None:
    assert trend(Day(TODAY, TODAY), [], 290, reported=[], statements=[]) is None


def test_table_has_the_ends_of_years_the_published_days_and_the_chosen_day() -> None:
    result = trend_of(SERIES, day=date(2024, 5, 5), reported=[date(2023, 10, 5), date(1990, 1, 1)])
    rows = {row.day: [number for _tag, number in row.numbers] for row in result.rows}
    assert rows[date(2023, 10, 5)] == [5, 0, 0]
    assert rows[date(2023, 12, 31)] == [5, 0, 0]
    assert rows[date(2024, 12, 31)] == [4, 0, 1]
    assert date(1990, 1, 1) not in rows
    assert [row.day for row in result.rows if row.is_chosen] == [date(2024, 5, 5)]
    assert (result.is_partial, result.is_uncertain) == (False, False)


def test_table_has_no_zero_for_a_day_before_completeness() -> None:
    result = trend_of(SERIES, day=date(2023, 2, 1), statements=[Completeness(first_day=date(2024, 1, 1))])
    rows = {row.day: row for row in result.rows}
    assert [number for _tag, number in rows[date(2023, 12, 31)].numbers] == [5, None, None]
    assert [number for _tag, number in rows[date(2024, 12, 31)].numbers] == [4, 0, 1]
    assert [rows[date(year, 12, 31)].is_complete for year in (2023, 2024)] == [False, True]
    assert result.is_partial


def test_completeness_that_ends_makes_the_trend_partial() -> None:
    ended = [Completeness(first_day=date(1900, 1, 1), last_day=date(2025, 1, 31))]
    assert trend_of(SERIES, statements=ended).is_partial
    assert not trend_of(SERIES, statements=[*ended, Completeness(first_day=date(2025, 2, 1))]).is_partial
    assert "Det som registret känner till" in trend_of(SERIES, statements=ended).description
    assert "Det som registret känner till" not in trend_of(SERIES).description


def test_uncertain_positions_have_a_column() -> None:
    first = TrendStep(date(2023, 3, 1), Counter({Position.UNKNOWN: 5}), Counter({Position.SIGNED: 5}))
    result = trend_of([first, *SERIES[1:]])
    assert [str(tag.word) for tag in result.columns][-1] == "osäkert läge"
    rows = {row.day: [number for _tag, number in row.numbers] for row in result.rows}
    assert rows[date(2023, 12, 31)] == [0, 0, 0, 5]


def test_answer_of_an_unknown_beginning_does_not_stretch_the_trend_to_year_one() -> None:
    unknown = TrendStep(date.min, Counter({Position.UNKNOWN: 5}), Counter({Position.SIGNED: 5}))
    result = trend_of([unknown, *SERIES])
    assert result.first == date(2023, 1, 1)
    assert result.charts[0][1].lines[0].band


def test_distant_change_does_not_stretch_the_trend() -> None:
    result = trend_of(SERIES)
    assert (result.first, result.last) == (date(2023, 1, 1), date(2030, 12, 31))
    assert not result.is_outside
