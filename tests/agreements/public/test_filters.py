"""The filter sets of the public lists."""

import datetime
from collections.abc import Iterable

import pytest
from django.http import QueryDict

from agreements.days import months_after
from agreements.lookup.vocabulary import vocabulary
from agreements.models import AgreementType, CollaborationLevel, CooperationArea
from agreements.positions import Status
from agreements.public.filters import AgreementFilter, MunicipalityFilter
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2024, 6, 1)


def municipalities(query: str) -> MunicipalityFilter:
    return MunicipalityFilter(QueryDict(query), words=vocabulary(), today=TODAY)


def agreements(query: str) -> AgreementFilter:
    return AgreementFilter(QueryDict(query), words=vocabulary(), today=TODAY)


def codes(rows: Iterable[Municipality]) -> set[str]:
    return {municipality.code for municipality in rows}


@pytest.fixture
def answers() -> None:
    operative = CollaborationLevel.objects.get(slug="operativ")
    AgreementFactory(municipality_id="1280").levels.add(operative)
    AgreementFactory(municipality_id="0180", status=Status.DECLINED)
    AgreementFactory(municipality_id="1480", valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(municipality_id="0114", in_dialogue=True)
    AgreementFactory(municipality_id="0115", draft=True)
    AgreementFactory(municipality_id="0120", type=AgreementType.objects.get(slug="dua-unga"))


def test_no_filter_gives_every_municipality_with_its_position_today(answers: None) -> None:
    positions = {row.code: row.position for row in municipalities("").rows}
    assert len(positions) == 290
    assert {code: position for code, position in positions.items() if position != "none"} == {
        "1280": "signed",
        "0180": "declined",
        "1480": "lapsed",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=malmo", {"1280"}),
        ("q=MALMÖ+stad", {"1280"}),
        ("q=Göteborrg", {"1480"}),
        ("q=Göteborrg&position=signed", set()),
        ("q=0180", {"0180"}),
        ("position=signed", {"1280"}),
        ("position=signed&per=2023-06-01", {"1280", "1480"}),
        ("position=signed&per=2023-02-28", set()),
        ("position=declined&position=lapsed", {"0180", "1480"}),
        ("position=signed&type=dua-unga", {"0120"}),
        ("position=signed&type=", {"1280"}),
        ("level=operativ", {"1280"}),
        ("level=operativ&per=2023-02-28", set()),
        ("level=strategisk", set()),
        ("position=signed&county=12", {"1280"}),
        ("position=signed&county=01", set()),
        ("position=lapsed&unknown=1", {"1480"}),
    ],
)
def test_municipalities(answers: None, query: str, expected: set[str]) -> None:
    assert codes(municipalities(query).rows) == expected


def test_dialogue_counts_from_the_day_it_was_published(answers: None) -> None:
    later = datetime.date(2999, 1, 1)
    assert codes(municipalities(f"in_dialogue=yes&per={later}").rows) == {"0114"}
    assert municipalities(f"in_dialogue=no&per={later}").rows.count() == 289


def test_county_filter_gives_the_county() -> None:
    assert municipalities("county=12").rows.count() == 33


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("per=x", "per"),
        ("per=2023-02-30", "per"),
        ("per=20230301", "per"),
        ("county=99", "county"),
        ("position=gone", "position"),
        ("type=x", "type"),
        ("level=x", "level"),
        ("in_dialogue=1", "in_dialogue"),
        ("area=x", "area"),
        ("lapses=7", "lapses"),
        ("sort=code", "sort"),
        ("q=" + "a" * 101, "q"),
        ("q=%00", "q"),
    ],
)
def test_invalid_filter_value_has_an_error_and_no_rows(query: str, field: str) -> None:
    filterset = municipalities(query)
    assert list(filterset.form.errors) == [field]
    assert not filterset.rows.exists()


def test_invalid_day_error_quotes_the_input() -> None:
    assert municipalities("per=1+juni").form.errors["per"] == [
        "”1 juni” är ingen dag. Skriv år, månad och dag, till exempel 2023-03-15."
    ]


def agreement_lapsing_on(code: str, valid_to: str) -> None:
    AgreementFactory(municipality_id=code, valid_to=datetime.date.fromisoformat(valid_to))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lapses=3", {"0114", "0115"}),
        ("lapses=6", {"0114", "0115"}),
        ("lapses=12", {"0114", "0115", "0120"}),
        ("lapses=3&per=2024-05-31", {"0180", "0114"}),
        ("lapses=12&per=9999-06-01", set()),
    ],
)
def test_lapses_filter_includes_both_ends(query: str, expected: set[str]) -> None:
    agreement_lapsing_on("0180", "2024-05-31")
    agreement_lapsing_on("0114", "2024-06-01")
    agreement_lapsing_on("0115", "2024-09-01")
    agreement_lapsing_on("0120", "2025-06-01")
    agreement_lapsing_on("0123", "2025-06-02")
    AgreementFactory(municipality_id="0125", status=Status.DECLINED, valid_to=datetime.date(2024, 7, 1))
    AgreementFactory(municipality_id="0126")
    assert codes(municipalities(query).rows) == expected


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-11-30", 3, "2025-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-12-31", 12, "2025-12-31"),
        ("2024-06-15", 6, "2024-12-15"),
        ("9999-12-31", 3, "9999-12-31"),
    ],
)
def test_months_after_clips_to_the_month_and_to_the_latest_date(day: str, months: int, later: str) -> None:
    assert str(months_after(datetime.date.fromisoformat(day), months)) == later


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", ["1480", "1280", "0180"]),
        ("name", ["1480", "1280", "0180"]),
        ("-name", ["0180", "1280", "1480"]),
        ("county", ["1280", "0180", "1480"]),
        ("position", ["1280", "0180", "1480"]),
        ("-position", ["1480", "0180", "1280"]),
        ("since", ["1480", "1280", "0180"]),
        ("-since", ["0180", "1280", "1480"]),
        ("until", ["1480", "1280", "0180"]),
        ("-until", ["1280", "1480", "0180"]),
    ],
)
def test_orders(sort: str, first: list[str]) -> None:
    AgreementFactory(valid_to=datetime.date(2025, 1, 1))
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, decided_on=datetime.date(2024, 1, 1))
    lapsed = {"decided_on": datetime.date(2022, 1, 1), "valid_to": datetime.date(2023, 1, 1)}
    AgreementFactory(municipality_id="1480", **lapsed)
    filterset = municipalities(f"sort={sort}")
    ordered = [row.code for row in filterset.rows.order_by(*filterset.order) if row.code in first]
    assert ordered == first


def test_without_a_headline_type_the_first_type_is_shown(answers: None) -> None:
    AgreementType.objects.update(is_headline=False)
    assert codes(municipalities("position=signed").rows) == {"1280"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"1280-1", "0180-1", "1480-1", "0114-1", "0120-1"}),
        ("q=malmö", {"1280-1"}),
        ("q=0180-1", {"0180-1"}),
        ("q=af-2023/7", {"1480-1"}),
        ("status=declined", {"0180-1"}),
        ("status=in_dialogue", {"0114-1"}),
        ("type=dua-unga", {"0120-1"}),
        ("level=operativ", {"1280-1"}),
        ("area=fordjupat-stod", {"1480-1"}),
        ("county=01", {"0180-1", "0114-1", "0120-1"}),
        ("in_force=yes", {"1280-1", "0180-1", "0120-1"}),
        ("in_force=yes&per=2023-12-31", {"1280-1", "0180-1", "0120-1", "1480-1"}),
        ("in_force=yes&per=2023-02-28", set()),
    ],
)
def test_agreements(answers: None, query: str, expected: set[str]) -> None:
    lapsed = Municipality.objects.get(code="1480").agreements.get()
    lapsed.areas.add(CooperationArea.objects.get(slug="fordjupat-stod"))
    lapsed.diary_number = "Af-2023/7"
    lapsed.save()
    assert {agreement.public_id for agreement in agreements(query).rows} == expected


def test_wrong_choice_of_agreements_gives_no_rows(answers: None) -> None:
    filterset = agreements("status=gone")
    assert list(filterset.form.errors) == ["status"]
    assert not filterset.rows.exists()
