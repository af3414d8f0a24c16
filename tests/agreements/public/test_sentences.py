"""Sentences of the pages of a municipality and an agreement."""

import datetime

import pytest

from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement, AgreementType, Ending
from agreements.positions import Status
from agreements.public.sentences import chain, ending, notice, other_answers, unbroken_since
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


def agreements() -> list[Agreement]:
    return list(Agreement.objects.published().select_related("type").order_by("-valid_from", "-number"))


@pytest.mark.parametrize(("gap", "words"), [("2023-12-31", "sedan den 1 mars 2023."), ("2023-12-30", "")])
def test_unbroken_since_requires_consecutive_days(gap: str, words: str) -> None:
    AgreementFactory(valid_to=day(gap))
    latest = AgreementFactory(decided_on=day("2024-01-01"))
    assert unbroken_since(agreements(), latest, day("2024-06-01")).endswith(words)
    assert bool(unbroken_since(agreements(), latest, day("2024-06-01"))) == bool(words)


def test_unbroken_since_ignores_declined_answers_and_other_types() -> None:
    AgreementFactory(status=Status.DECLINED, valid_to=day("2023-12-31"))
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), valid_to=day("2023-12-31"))
    latest = AgreementFactory(decided_on=day("2024-01-01"))
    assert unbroken_since(agreements(), latest, day("2024-06-01")) == ""


@pytest.mark.parametrize(
    ("fields", "on", "kind", "sentence"),
    [
        ({}, "2023-06-01", "signed", "Svaret gäller från den 1 mars 2023 och tills vidare."),
        ({"valid_to": day("2023-12-31")}, "2023-12-31", "signed", "Svaret gäller från"),
        ({"valid_to": day("2023-12-31")}, "2024-01-01", "lapsed", "Svaret gällde från den 1 mars 2023 till och med"),
        ({}, "2023-02-28", "none", "Svaret gäller från den 1 mars 2023"),
        ({"status": Status.DECLINED}, "2023-06-01", "declined", "Svaret gäller från"),
        ({"in_dialogue": True}, "2023-06-01", "dialogue", ""),
    ],
)
def test_answers_of_other_types(fields: dict[str, object], on: str, kind: str, sentence: str) -> None:
    AgreementFactory()
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), **fields)
    (other,) = other_answers(agreements(), vocabulary(), day(on))
    assert (other.type.slug, other.tag.kind) == ("dua-unga", kind)
    assert other.sentence.startswith(sentence)
    assert bool(other.sentence) == bool(sentence)


def test_chain_has_earlier_and_later_agreements_without_drafts() -> None:
    first = AgreementFactory(valid_to=day("2023-12-31"))
    second = AgreementFactory(decided_on=day("2024-01-01"), valid_to=day("2024-12-31"), replaces=first)
    third = AgreementFactory(decided_on=day("2025-01-01"), replaces=second, draft=True)
    assert chain(second, agreements()) == [first, second]
    assert chain(first, agreements()) == [first, second]
    Agreement.objects.filter(pk=third.pk).update(published_at=first.published_at, published_by=first.published_by)
    assert chain(first, agreements()) == [first, second, third]
    assert chain(third, agreements()) == [first, second, third]


def test_chain_in_a_circle_ends() -> None:
    first = AgreementFactory(valid_to=day("2023-12-31"))
    second = AgreementFactory(decided_on=day("2024-01-01"), replaces=first)
    Agreement.objects.filter(pk=first.pk).update(replaces=second)
    first.refresh_from_db()
    assert set(chain(first, agreements())) == {first, second}
