"""The counts of the statistics."""

from datetime import date

import pytest

from agreements.lookup.statistics import Quarter, counts_on, lapsing_by_quarter, time_to_signature
from agreements.models import AgreementType, CollaborationLevel, CooperationArea
from agreements.positions import Position, Status
from tests.factories import AgreementFactory, DialogueMeetingFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 30)


def test_positions_by_county_cover_every_municipality(headline: AgreementType) -> None:
    AgreementFactory(municipality_id="1280")
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    counts = counts_on(DAY, headline.slug, [])
    assert counts.counties["12"] == {Position.SIGNED: 1, Position.DECLINED: 1, Position.NONE: 31}
    assert len(counts.counties) == 21
    assert counts.municipalities == 290


def test_a_level_counts_the_municipalities_that_are_signed_on_the_day(headline: AgreementType) -> None:
    strategic, _operative = CollaborationLevel.objects.all()
    AgreementFactory(municipality_id="0180").levels.set([strategic])
    AgreementFactory(municipality_id="1280", valid_to=date(2024, 6, 29)).levels.set([strategic])
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    AgreementFactory(municipality_id="1282", draft=True).levels.set([strategic])
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(municipality_id="1283", type=dua).levels.set([strategic])
    counts = counts_on(DAY, headline.slug, ["samlad", "dua-unga"])
    assert counts.levels == {"strategisk": 1}
    assert counts.types["samlad"] == {Position.SIGNED: 1, Position.DECLINED: 1, Position.LAPSED: 1, Position.NONE: 287}
    assert counts.types["dua-unga"] == {Position.SIGNED: 1, Position.NONE: 289}


def test_an_area_counts_a_municipality_once(headline: AgreementType) -> None:
    area = CooperationArea.objects.all()[0]
    AgreementFactory(municipality_id="0180").areas.set([area])
    AgreementFactory(municipality_id="1280").areas.set(CooperationArea.objects.all())
    counts = counts_on(DAY, headline.slug, [])
    assert counts.areas[area.slug] == 2
    assert sorted(counts.areas.values())[:-1] == [1] * (CooperationArea.objects.count() - 1)


def test_ceased_municipality_is_not_counted(headline: AgreementType) -> None:
    gone = MunicipalityFactory(ceased_on=date(2024, 6, 29))
    AgreementFactory(municipality=gone, valid_to=date(2024, 9, 1)).levels.set(CollaborationLevel.objects.all())
    counts = counts_on(DAY, headline.slug, [headline.slug])
    assert (counts.municipalities, counts.levels) == (290, {})
    assert not any(number for _, number in lapsing_by_quarter(headline.slug, DAY).quarters)


def test_time_to_signature_runs_from_the_first_meeting_to_the_first_decision(headline: AgreementType) -> None:
    assert time_to_signature(headline.slug, DAY) is None
    for code, decided_on in [("0180", date(2022, 10, 22)), ("1280", date(2022, 11, 11)), ("1281", date(2023, 1, 20))]:
        AgreementFactory(municipality_id=code, decided_on=decided_on)
    DialogueMeetingFactory(held_on=date(2022, 10, 12)).municipalities.set(["0180", "1280", "1281"])
    DialogueMeetingFactory(held_on=date(2022, 11, 1)).municipalities.set(["1280"])
    AgreementFactory(municipality_id="1282")  # without a meeting
    result = time_to_signature(headline.slug, DAY)
    assert result is not None
    assert (result.municipalities, result.shortest, result.median, result.longest) == (3, 10, 30, 100)


def test_agreements_lapse_in_the_quarter_of_their_last_day(headline: AgreementType) -> None:
    for code, valid_to in [
        ("0180", date(2024, 6, 30)),
        ("1280", date(2024, 7, 1)),
        ("1281", date(2026, 6, 30)),
        ("1282", date(2026, 7, 1)),
        ("1283", date(2024, 6, 29)),
    ]:
        AgreementFactory(municipality_id=code, valid_to=valid_to)
    quarters = lapsing_by_quarter(headline.slug, DAY).quarters
    assert quarters[0] == (Quarter(2024, 2), 1)
    assert quarters[1] == (Quarter(2024, 3), 1)
    assert quarters[-1] == (Quarter(2026, 2), 1)
    assert sum(count for _, count in quarters) == 3


@pytest.mark.parametrize(
    ("day", "quarter"), [(date(2024, 1, 1), 1), (date(2024, 3, 31), 1), (date(2024, 4, 1), 2), (date(2024, 12, 31), 4)]
)
def test_a_quarter_has_its_first_and_last_day(day: date, quarter: int) -> None:
    assert Quarter.of(day) == Quarter(2024, quarter)
    assert Quarter.of(day).first_day <= day <= Quarter.of(day).last_day


def test_day_after_the_latest_day_has_no_quarters(headline: AgreementType) -> None:
    assert lapsing_by_quarter(headline.slug, date.max).quarters == []
    assert lapsing_by_quarter(headline.slug, date.min).quarters[0] == (Quarter(1, 1), 0)
