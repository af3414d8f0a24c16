"""Sentences on when an answer holds and how it ends."""

import datetime

import pytest

from agreements.models import Ending
from agreements.positions import Status
from agreements.public.sentences import ending, extension, notice, uncertainty, validity
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("how", "on", "words"),
    [
        (Ending.EXPIRED, "2024-12-31", "Då löper tiden ut."),
        (Ending.EXPIRED, "2025-01-01", "Tiden löpte ut."),
        (Ending.TERMINATED, "2024-12-31", "Den är uppsagd och gäller till dess."),
        (Ending.TERMINATED, "2025-01-01", "Den sades upp."),
        (Ending.REPLACED, "2024-12-31", "Då ersätts den av en ny."),
        (Ending.REPLACED, "2025-01-01", "Den ersattes av en ny."),
        ("", "2024-12-31", "Registret säger inte hur den upphör."),
        ("", "2025-01-01", "Registret säger inte hur den upphörde."),
    ],
)
def test_ending(how: str, on: str, words: str) -> None:
    assert ending(AgreementFactory(valid_to=day("2024-12-31"), ending=how), day(on)) == words


@pytest.mark.parametrize(
    ("months", "on", "words"),
    [
        (12, "2024-12-31", "Den förlängs med 12 månader i taget om den inte sägs upp."),
        (1, "2024-12-31", "Den förlängs med 1 månad i taget om den inte sägs upp."),
        (12, "2025-01-01", "Den förlängdes med 12 månader i taget om den inte sades upp."),
        (None, "2024-12-31", ""),
    ],
)
def test_extension(months: int | None, on: str, words: str) -> None:
    assert extension(AgreementFactory(valid_to=day("2024-12-31"), extension_months=months), day(on)) == words


# The columns of a day as they are stored: the certain bound, then the other.
DECEMBER = {"valid_from": day("2022-12-31"), "valid_from_earliest": day("2022-12-01")}
BY_FEBRUARY = {"valid_from": day("2016-02-29"), "valid_from_earliest": datetime.date.min}
WITHIN_2019 = {"valid_to": day("2019-01-01"), "valid_to_latest": day("2019-12-31")}
UNKNOWN_END = {"valid_to": datetime.date.min, "valid_to_latest": datetime.date.max}


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        (DECEMBER, "2023-01-01", "Svaret började gälla någon gång i december 2022. Det gäller tills vidare."),
        (DECEMBER, "2022-11-30", "Svaret börjar gälla någon gång i december 2022. Det gäller tills vidare."),
        (BY_FEBRUARY, "2016-03-01", "Svaret började gälla senast i februari 2016. Det gäller tills vidare."),
        (
            BY_FEBRUARY | WITHIN_2019,
            "2020-01-01",
            "Svaret började gälla senast i februari 2016. Det upphörde någon gång under 2019.",
        ),
        (
            BY_FEBRUARY | WITHIN_2019,
            "2018-12-31",
            "Svaret började gälla senast i februari 2016. Det upphör någon gång under 2019.",
        ),
        (
            BY_FEBRUARY | UNKNOWN_END,
            "2020-01-01",
            "Svaret började gälla senast i februari 2016. Det har en sista dag, som registret inte känner till.",
        ),
        (
            BY_FEBRUARY | {"valid_to": day("2018-12-31")},
            "2019-01-01",
            "Svaret började gälla senast i februari 2016. Det gällde till och med den 31 december 2018.",
        ),
        ({"in_dialogue": True}, "2023-03-01", "Dialogen började den 1 mars 2023."),
        (
            {"in_dialogue": True, "valid_to": day("2023-06-01"), "valid_to_latest": day("2023-06-30")},
            "2023-07-01",
            "Dialogen började den 1 mars 2023. Den avslutades någon gång i juni 2023.",
        ),
    ],
)
def test_validity_says_the_days_as_they_are_known(fields: dict[str, object], on: str, words: str) -> None:
    assert validity(AgreementFactory(decided_on=None, **fields), day(on)) == words


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        (DECEMBER, "2022-11-30", ""),
        (DECEMBER, "2022-12-01", "Registret vet inte om det hade börjat den 1 december 2022."),
        (DECEMBER, "2022-12-30", "Registret vet inte om det hade börjat den 30 december 2022."),
        (DECEMBER, "2022-12-31", ""),
        (BY_FEBRUARY | WITHIN_2019, "2019-01-01", ""),
        (BY_FEBRUARY | WITHIN_2019, "2019-01-02", "Registret vet inte om det hade upphört den 2 januari 2019."),
        (BY_FEBRUARY | WITHIN_2019, "2020-01-01", ""),
        (
            DECEMBER | UNKNOWN_END,
            "2022-12-15",
            "Registret vet inte om det hade börjat, eller redan upphört, den 15 december 2022.",
        ),
    ],
)
def test_uncertainty_says_what_is_uncertain_on_the_day(fields: dict[str, object], on: str, words: str) -> None:
    assert uncertainty(AgreementFactory(decided_on=None, **fields), day(on)) == words


def test_ending_without_a_last_day_and_of_a_dialogue() -> None:
    assert ending(AgreementFactory(), day("2025-01-01")) == "Registret har ingen sista dag."
    assert ending(AgreementFactory(in_dialogue=True), day("2025-01-01")) == ""


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        ({"notice_months": 3}, "2025-01-01", "Uppsägningstiden är 3 månader."),
        ({"notice_months": 1}, "2025-01-01", "Uppsägningstiden är 1 månad."),
        ({"notice_months": 0}, "2025-01-01", "Uppsägningstiden är 0 månader."),
        ({"notice_months": 6, "valid_to": day("2024-12-31")}, "2024-12-31", "Uppsägningstiden är 6 månader."),
        (
            {"notice_months": 6, "valid_to": datetime.date(2024, 12, 31)},
            "2025-01-01",
            "Uppsägningstiden var 6 månader.",
        ),
        ({}, "2025-01-01", ""),
        ({"notice_months": 3, "status": Status.DECLINED}, "2025-01-01", ""),
    ],
)
def test_notice(fields: dict[str, object], on: str, words: str) -> None:
    assert notice(AgreementFactory(**fields), day(on)) == words
