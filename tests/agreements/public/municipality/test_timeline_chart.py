"""The geometry of the timeline chart."""

import datetime

import pytest

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
    agreements = list(Agreement.objects.published().filter(municipality=municipality).select_related("type"))
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
    assert [lane.label for lane in drawing.lanes] == ["Samlad överenskommelse", "Dua-överenskommelse", "Beslut"]
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
