"""On which days the register is stated to be complete for a type, and what the statement may not say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from agreements.models import EARLIEST_DAY, LATEST_DAY, AgreementType, Completeness
from tests.factories import CompletenessFactory

pytestmark = pytest.mark.django_db

ONE_DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2023, 1, 1)
LAST = datetime.date(2023, 12, 31)


@pytest.fixture(autouse=True)
def _nothing_stated(db: None) -> None:
    Completeness.objects.all().delete()


@pytest.mark.parametrize(
    ("last", "day", "is_complete"),
    [
        (LAST, FIRST - ONE_DAY, False),
        (LAST, FIRST, True),
        (LAST, LAST, True),
        (LAST, LAST + ONE_DAY, False),
        (None, FIRST - ONE_DAY, False),
        (None, LATEST_DAY, True),
        (FIRST, FIRST, True),
    ],
)
def test_both_its_days_are_included(last: datetime.date | None, day: datetime.date, is_complete: bool) -> None:
    stated = CompletenessFactory(first_day=FIRST, last_day=last)
    stated.full_clean()
    assert Completeness.objects.covering(day).exists() is is_complete
    assert Completeness.objects.of_type(stated.type.slug).covering(day).exists() is is_complete
    assert not Completeness.objects.of_type("dua-unga").exists()


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("completeness_ends_after_it_begins", {"last_day": FIRST - ONE_DAY}, "Sista dagen kan inte vara före den första"),
    ("completeness_days_are_plausible", {"first_day": EARLIEST_DAY - ONE_DAY}, "Kontrollera årtalet"),
    ("completeness_days_are_plausible", {"last_day": LATEST_DAY + ONE_DAY}, "Kontrollera årtalet"),
    ("completeness_days_are_plausible", {"stated_on": EARLIEST_DAY - ONE_DAY}, "Kontrollera årtalet"),
    ("completeness_has_a_ground", {"ground": ""}, "inte vara tomt"),
    ("completeness_stated_once", {"first_day": LAST, "last_day": None}, "redan en uppgift om fullständighet"),
    ("completeness_stated_once", {"first_day": LAST, "last_day": LAST}, "redan en uppgift om fullständighet"),
]


@pytest.mark.parametrize(("rule", "values", "words"), BROKEN, ids=[rule for rule, _, _ in BROKEN])
def test_broken_rule_is_refused_and_named(rule: str, values: dict[str, Any], words: str) -> None:
    if rule == "completeness_stated_once":
        CompletenessFactory(first_day=FIRST, last_day=LAST)
    row = CompletenessFactory.build(**{"first_day": FIRST} | values)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert words in " ".join(refusal.value.messages)
    # PostgreSQL refuses a range with reversed days before it comes to the rule.
    with pytest.raises((IntegrityError, DataError), match=f"{rule}|range lower bound"), transaction.atomic():
        row.save()


def test_statements_of_other_days_and_types_stand_beside_each_other() -> None:
    first = CompletenessFactory(first_day=FIRST, last_day=LAST)
    for values in ({"first_day": LAST + ONE_DAY}, {"type": AgreementType.objects.get(slug="dua-unga")}):
        beside = CompletenessFactory.build(**{"type": first.type, "first_day": FIRST, "last_day": None} | values)
        beside.full_clean()
        beside.save()
    assert Completeness.objects.count() == 3


def test_every_rule_is_tested_here() -> None:
    assert {rule.name for rule in Completeness._meta.constraints} == {rule for rule, _, _ in BROKEN}
