"""Constraints and queries of counties and municipalities."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from municipalities.models import County, Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

ONE_DAY = datetime.timedelta(days=1)
MERGED = datetime.date(2027, 1, 1)


def names(text: str) -> list[str]:
    return [municipality.name for municipality in Municipality.objects.search(text)]


def test_sweden_has_21_counties_and_290_municipalities() -> None:
    assert (County.objects.count(), Municipality.objects.count()) == (21, 290)
    assert not Municipality.objects.exclude(code__startswith=models.F("county")).exists()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("malmo", ["Malmö"]),
        ("MALMÖ", ["Malmö"]),
        ("malmö 1280", ["Malmö"]),
        ("kommun tierps", ["Tierp"]),
        ("0180", ["Stockholm"]),
        ("goteborg", ["Göteborg"]),
        ("Göteborg", ["Göteborg"]),
        ("upplands bro", ["Upplands-Bro"]),
        ("Upplands-Bro", ["Upplands-Bro"]),
        ("upplands", ["Upplands Väsby", "Upplands-Bro"]),
        ("  orebro  ", ["Örebro"]),
        ("Åmå", ["Åmål"]),
        ("malmo 1281", []),
        ("finns inte", []),
        ("100%", []),
        ("_", []),
        ("\\", []),
        ("'", []),
    ],
)
def test_search_finds_by_name_and_code(text: str, codes: list[str]) -> None:
    assert sorted(names(text)) == sorted(codes)


def test_search_for_nothing_finds_all() -> None:
    assert len(names("")) == len(names("  ")) == 290


def test_search_ignores_the_nul_character() -> None:
    assert names("malm\0ö") == ["Malmö"]


def test_every_municipality_is_found_by_its_name_and_its_code() -> None:
    for municipality in Municipality.objects.all():
        assert municipality.name in names(municipality.name.upper())
        assert names(municipality.code) == [municipality.name]


@pytest.mark.parametrize(
    ("values", "day", "exists"),
    [
        ({}, datetime.date(1900, 1, 1), True),
        ({"established_on": MERGED}, MERGED - ONE_DAY, False),
        ({"established_on": MERGED}, MERGED, True),
        ({"ceased_on": MERGED}, MERGED, True),
        ({"ceased_on": MERGED}, MERGED + ONE_DAY, False),
        ({"established_on": MERGED, "ceased_on": MERGED}, MERGED, True),
    ],
)
def test_exists_on_both_its_first_and_its_last_day(values: dict[str, Any], day: datetime.date, exists: bool) -> None:
    Municipality.objects.filter(code="1280").update(**values)
    assert Municipality.objects.existing_on(day).filter(code="1280").exists() is exists
    assert Municipality.objects.existing_on(day).count() == 289 + exists


def new_municipality(**fields: Any) -> Municipality:
    defaults = {"code": "9999", "name": "Ny", "official_name": "Ny kommun", "county_id": "01"}
    return Municipality(latitude=60, longitude=15, **(defaults | fields))


@pytest.mark.parametrize(
    ("rule", "values", "words"),
    [
        ("municipality_code_is_four_digits", {"code": "114"}, "fyra siffror"),
        ("municipality_code_is_four_digits", {"code": "01a4"}, "fyra siffror"),
        ("municipality_code_is_four_digits", {"code": "114\n"}, "fyra siffror"),
        ("municipality_successor_needs_last_day", {"successor_id": "1280"}, "kommunens sista dag"),
        (
            "municipality_does_not_succeed_itself",
            {"successor_id": "9999", "ceased_on": MERGED},
            "sin egen efterträdare",
        ),
    ],
)
def test_invalid_municipality_is_refused(rule: str, values: dict[str, Any], words: str) -> None:
    municipality = new_municipality(**values)
    # full_clean would stop at the missing successor.
    check = municipality.validate_constraints if rule.endswith("itself") else municipality.full_clean
    with pytest.raises(ValidationError) as refusal:
        check()
    assert words in " ".join(refusal.value.messages)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        municipality.save()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Municipality.objects.bulk_create([new_municipality(**values)])


@pytest.mark.parametrize("values", [{}, {"ceased_on": MERGED}, {"ceased_on": MERGED, "successor_id": "1280"}], ids=str)
def test_valid_municipality_is_accepted(values: dict[str, Any]) -> None:
    municipality = new_municipality(**values)
    municipality.full_clean()
    municipality.save()


@pytest.mark.parametrize("code", ["1", "001", "0a", "1\n"])
def test_county_code_is_two_digits(code: str) -> None:
    county = County(code=code, name="Nya län", short_name="Nya", letter="Å", nuts3="SE999")
    with pytest.raises(ValidationError) as refusal:
        county.full_clean()
    assert "code" in refusal.value.message_dict
    if len(code) <= 2:
        with pytest.raises(IntegrityError, match="county_code_is_two_digits"), transaction.atomic():
            county.save()


def test_rules_hold_against_sql() -> None:
    with (
        pytest.raises(IntegrityError, match="municipality_successor_needs_last_day"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE municipalities_municipality SET successor_id = '0180' WHERE code = '1280'")


def test_municipality_with_agreements_or_predecessors_is_not_deleted() -> None:
    AgreementFactory()
    Municipality.objects.filter(code="0114").update(ceased_on=MERGED, successor="0115")
    for code in ("1280", "0115"):
        with pytest.raises(models.ProtectedError):
            Municipality.objects.get(code=code).delete()
