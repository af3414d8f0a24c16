"""What others have reported, in words."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest

from agreements.lookup.reports import EXCEPTED, totals_with_sources
from agreements.models import CountedUnit, Naming, Precision
from agreements.positions import Position
from agreements.public.knowledge.reports import comparisons, report_of_municipality, report_sentence
from tests.factories import ReportedTotalFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2016, 2, 29)
MONTH = {"reported_on": DAY, "reported_on_earliest": datetime.date(2016, 2, 1)}


def sentence(named: list[str] | None = None, **fields: Any) -> str:
    total = ReportedTotalFactory(publisher="Dua", **fields)
    total.municipalities.set(named or [])
    return report_sentence(totals_with_sources().get(pk=total.pk))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reported_on": DAY, "total": 287}, "Dua, 29 februari 2016: 287 kommuner har överenskommelse"),
        ({**MONTH, "total": 286}, "Dua, februari 2016: 286 kommuner har överenskommelse"),
        (
            {"reported_on": datetime.date(2016, 12, 31), "reported_on_earliest": datetime.date(2016, 1, 1)}
            | {"total": 86, "unit": CountedUnit.PER_CENT},
            "Dua, 2016: 86 procent av kommunerna har överenskommelse",
        ),
        (
            {
                "reported_on": DAY,
                "reported_on_earliest": datetime.date.min,
                "precision": Precision.AT_LEAST,
                "total": 5,
            },
            "Dua, senast i februari 2016: minst 5 kommuner har överenskommelse",
        ),
        ({**MONTH, "total": 271, "unit": CountedUnit.LETTERS}, "Dua, februari 2016: 271 avsiktsförklaringar"),
        ({**MONTH, "total": 1, "position": Position.DECLINED}, "Dua, februari 2016: 1 kommun har avböjt"),
        (
            {**MONTH, "total": 2, "precision": Precision.AT_MOST},
            "Dua, februari 2016: högst 2 kommuner har överenskommelse",
        ),
    ],
)
def test_total_is_worded_by_its_own_data(fields: dict[str, Any], words: str) -> None:
    assert sentence(**fields) == words


def test_all_but_some_names_them_where_they_are_few() -> None:
    few = sentence(["0160", "0117"], **MONTH, total=288, naming=Naming.ALL_BUT)
    assert few == "Dua, februari 2016: 288 kommuner har överenskommelse, alla utom Täby och Österåker"


def test_all_but_many_counts_them() -> None:
    codes = ["0160", "0117", "0114", "0115", "0120", "0123", "0125"]
    many = sentence(codes, **MONTH, total=283, naming=Naming.ALL_BUT)
    assert many == "Dua, februari 2016: 283 kommuner har överenskommelse, alla utom 7"


def test_report_of_a_municipality_says_who_when_and_what() -> None:
    total = ReportedTotalFactory(publisher="Dua", **MONTH)
    assert report_of_municipality(total, Position.SIGNED) == "Dua, februari 2016: tecknad"
    assert report_of_municipality(total, Position.LAPSED) == "Dua, februari 2016: har upphört"
    assert report_of_municipality(total, EXCEPTED) == "Dua, februari 2016: inte med"


@pytest.mark.parametrize(
    ("fields", "counts", "verdict"),
    [
        ({"total": 261}, {"signed": 261, "none": 29}, "samma"),
        ({"total": 261}, {"signed": 263, "none": 27}, "2 fler"),
        ({"total": 261}, {"signed": 260, "none": 30}, "1 färre"),
        ({"total": 261, "precision": Precision.AT_LEAST}, {"signed": 270, "none": 20}, "stämmer"),
        ({"total": 261, "precision": Precision.AT_LEAST}, {"signed": 260, "none": 30}, "1 färre"),
        ({"total": 2, "precision": Precision.AT_MOST}, {"signed": 3, "none": 287}, "1 fler"),
        (
            {"total": 261},
            {"signed": 11, "unknown": 279},
            "jämförs inte: registret känner inte till alla svar den dagen",
        ),
        ({"total": 86, "unit": CountedUnit.PER_CENT}, {"signed": 290}, "jämförs inte: registret räknar kommuner"),
    ],
)
def test_verdict_compares_only_what_can_be_compared(
    fields: dict[str, Any], counts: dict[str, int], verdict: str
) -> None:
    total = ReportedTotalFactory(reported_on=DAY, **fields)
    [row] = comparisons([total], {DAY: Counter(counts)})
    assert row.verdict == verdict
