"""The geometry of the timeline chart."""

import datetime

import pytest

from agreements.lookup.agreements import with_replaced
from agreements.models import Agreement, AgreementType
from agreements.positions import Status
from agreements.public.day import Day
from agreements.public.municipality.timeline import timeline
from agreements.public.municipality.timeline_chart import TimelineChart, timeline_chart
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2024, 7, 1)


def chart(on: datetime.date = TODAY) -> TimelineChart | None:
    municipality = Municipality.objects.get(code="1280")
    published = Agreement.objects.published().filter(municipality=municipality)
    agreements = list(with_replaced(published.select_related("type", "joint_agreement")))
    day = Day(on, TODAY)
    return timeline_chart(agreements, timeline(municipality, agreements, [], day), day)


def test_chart_without_events_is_none() -> None:
    assert chart() is None


def test_periods_are_bars_in_a_lane_for_each_type_and_the_last_day_belongs_to_the_bar() -> None:
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(type=dua, decided_on=datetime.date(2023, 1, 1), valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(decided_on=datetime.date(2024, 1, 1))
    drawing = chart()
    assert drawing
    assert [lane.label for lane in drawing.lanes] == ["Samlad överenskommelse", dua.label, "Beslut och underskrift"]
    ((newer,), (older,)) = drawing.lanes[0].bars, drawing.lanes[1].bars
    assert older.x == 0
    assert older.x + older.width == pytest.approx(newer.x - 0.3, abs=0.02)
    assert newer.x + newer.width == pytest.approx(99.7, abs=0.02)
    assert [tick.year for tick in drawing.ticks] == [2023, 2024]
    assert drawing.day == pytest.approx(100 * (365 + 182) / 731, abs=0.01)
    assert [mark.x for mark in drawing.lanes[2].marks] == [0, newer.x]


def test_a_declined_answer_has_its_own_sign_and_colour() -> None:
    AgreementFactory(status=Status.DECLINED)
    drawing = chart()
    assert drawing
    assert (drawing.lanes[0].bars[0].tag.kind, drawing.lanes[0].bars[0].tag.sign) == ("declined", "✕")


def test_distant_last_day_does_not_stretch_the_axis() -> None:
    AgreementFactory(valid_to=datetime.date(2100, 12, 31))
    drawing = chart(datetime.date(9999, 12, 31))
    assert drawing
    assert drawing.day is None
    assert drawing.ticks[-1].year == 2027
    assert len(drawing.ticks) <= 5
    assert drawing.lanes[0].bars[0].x + drawing.lanes[0].bars[0].width <= 100


def bars() -> list[tuple[float, float, bool]]:
    drawing = chart()
    assert drawing
    return [(bar.x, round(bar.x + bar.width, 1), bar.is_uncertain) for bar in drawing.lanes[0].bars]


def test_uncertain_stretches_are_drawn_apart_from_the_certain_one() -> None:
    AgreementFactory(
        decided_on=None,
        valid_from=datetime.date(2021, 6, 30),
        valid_from_earliest=datetime.date(2021, 1, 1),
        valid_to=datetime.date(2023, 1, 1),
        valid_to_latest=datetime.date(2023, 12, 31),
    )
    axis = 365 * 4 + 1  # 2021 to 2024
    begun, ended = round(100 * 180 / axis, 2), round(100 * 731 / axis, 2)
    assert bars() == [
        (0, pytest.approx(begun - 0.3, abs=0.1), True),
        (begun, pytest.approx(ended - 0.3, abs=0.1), False),
        (ended, pytest.approx(75 - 0.3, abs=0.2), True),
    ]
    drawing = chart()
    assert drawing
    assert drawing.is_uncertain


def test_answer_that_never_holds_for_certain_is_one_uncertain_bar() -> None:
    AgreementFactory(
        decided_on=None,
        valid_from=datetime.date(2023, 12, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
        valid_to=datetime.date.min,
        valid_to_latest=datetime.date.max,
    )
    assert [is_uncertain for _start, _end, is_uncertain in bars()] == [True]


def test_day_that_is_only_not_later_gives_the_axis_a_year_more() -> None:
    AgreementFactory(decided_on=None, valid_from=datetime.date(2022, 2, 28), valid_from_earliest=datetime.date.min)
    drawing = chart()
    assert drawing
    assert drawing.ticks[0].year == 2021
    assert (drawing.lanes[0].bars[0].x, drawing.lanes[0].bars[0].is_uncertain) == (0, True)
    assert not drawing.lanes[0].bars[1].is_uncertain


def test_exact_days_have_no_uncertain_stretch() -> None:
    AgreementFactory(valid_to=datetime.date(2024, 5, 31))
    drawing = chart()
    assert drawing
    assert not drawing.is_uncertain


def test_mark_of_an_imprecise_day_is_in_the_middle_of_its_time() -> None:
    AgreementFactory(
        decided_on=datetime.date(2023, 12, 31),
        decided_on_earliest=datetime.date(2023, 1, 1),
        valid_from=datetime.date(2024, 1, 1),
    )
    drawing = chart()
    assert drawing
    (mark,) = drawing.lanes[1].marks
    assert (mark.start, mark.end) == (0, pytest.approx(100 * 365 / 731, abs=0.01))
    assert mark.x == pytest.approx(mark.end / 2, abs=0.01)


def test_dialogue_is_a_bar_in_a_lane_of_its_own() -> None:
    AgreementFactory(in_dialogue=True, valid_to=datetime.date(2024, 1, 31))
    drawing = chart()
    assert drawing
    assert [(lane.label, [bar.tag.kind for bar in lane.bars]) for lane in drawing.lanes] == [("Dialog", ["dialogue"])]
