from datetime import date

import pytest

from agreements.models import AgreementType, CollaborationLevel
from agreements.periods import Position, Status
from agreements.statistics import (
    Quarter,
    lapsing_by_quarter,
    positions_by_county,
    signed_by_level,
    signed_by_type,
    time_to_signature,
)
from tests.factories import AgreementFactory, DialogueMeetingFactory

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 30)


def test_positions_by_county_cover_every_municipality(headline: AgreementType) -> None:
    AgreementFactory(municipality_id="1280")
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    counties = positions_by_county(headline, DAY)
    skåne = next(counts for county, counts in counties if county.code == "12")
    assert skåne == {Position.SIGNED: 1, Position.DECLINED: 1, Position.NONE: 31}
    assert sum(sum(counts.values()) for _, counts in counties) == 290
    assert [county.short_name for county, _ in counties][-2:] == ["Örebro", "Östergötland"]


def test_a_level_counts_the_municipalities_that_are_signed_on_the_day(headline: AgreementType) -> None:
    strategic, _operative = CollaborationLevel.objects.all()
    AgreementFactory(municipality_id="0180").levels.set([strategic])
    AgreementFactory(municipality_id="1280", valid_to=date(2024, 6, 29)).levels.set([strategic])
    AgreementFactory(municipality_id="1281", status=Status.DECLINED).levels.set([strategic])
    AgreementFactory(municipality_id="1282", draft=True).levels.set([strategic])
    dua = AgreementType.objects.get(slug="dua")
    AgreementFactory(municipality_id="1283", type=dua).levels.set([strategic])
    assert [(level.slug, level.signed) for level in signed_by_level(headline, DAY)] == [
        ("strategisk", 1),
        ("operativ", 0),
    ]
    assert dict(signed_by_type(DAY).values_list("slug", "signed")) == {"samlad": 1, "dua": 1}


def test_time_to_signature_runs_from_the_first_meeting_to_the_first_decision(headline: AgreementType) -> None:
    assert time_to_signature(headline, DAY) is None
    for code, decided_on in [("0180", date(2022, 10, 22)), ("1280", date(2022, 11, 11)), ("1281", date(2023, 1, 20))]:
        AgreementFactory(municipality_id=code, decided_on=decided_on)
    DialogueMeetingFactory(held_on=date(2022, 10, 12)).municipalities.set(["0180", "1280", "1281"])
    DialogueMeetingFactory(held_on=date(2022, 11, 1)).municipalities.set(["1280"])
    AgreementFactory(municipality_id="1282")  # has had no meeting
    found = time_to_signature(headline, DAY)
    assert found is not None
    assert (found.municipalities, found.shortest, found.median, found.longest) == (3, 10, 30, 100)


def test_agreements_lapse_in_the_quarter_of_their_last_day(headline: AgreementType) -> None:
    for code, valid_to in [
        ("0180", date(2024, 6, 30)),
        ("1280", date(2024, 7, 1)),
        ("1281", date(2026, 6, 30)),
        ("1282", date(2026, 7, 1)),
        ("1283", date(2024, 6, 29)),
    ]:
        AgreementFactory(municipality_id=code, valid_to=valid_to)
    quarters = lapsing_by_quarter(headline, DAY)
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
