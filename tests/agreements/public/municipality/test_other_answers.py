"""The answers to other types, and since when a municipality has had one."""

import datetime

import pytest

from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement, AgreementType
from agreements.positions import Status
from agreements.public.municipality.other_answers import other_answers, unbroken_since
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


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
        ({"in_dialogue": True}, "2023-06-01", "dialogue", "Dialogen började den 1 mars 2023."),
    ],
)
def test_answers_of_other_types(fields: dict[str, object], on: str, kind: str, sentence: str) -> None:
    AgreementFactory()
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), **fields)
    (other,) = other_answers(agreements(), vocabulary(), day(on), ["dua-unga"])
    assert (other.type.slug, other.tag.kind) == ("dua-unga", kind)
    assert other.sentence.startswith(sentence)
    assert bool(other.sentence) == bool(sentence)


def test_ended_dialogue_is_no_answer_only_where_the_register_is_complete() -> None:
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(type=dua, in_dialogue=True, valid_to=day("2023-05-31"))
    for complete_types, word in ((["dua-unga"], "inget svar"), (["samlad"], "uppgift saknas")):
        (other,) = other_answers(agreements(), vocabulary(), day("2023-06-01"), complete_types)
        assert other.tag.word == word


def test_answer_to_another_type_that_possibly_holds_says_what_is_uncertain() -> None:
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(type=dua, decided_on=None, valid_from=day("2016-02-29"), valid_from_earliest=day("2016-02-01"))
    (other,) = other_answers(agreements(), vocabulary(), day("2016-02-15"), [])
    assert other.tag.word == "osäkert läge"
    assert other.sentence.endswith("Registret vet inte om det hade börjat den 15 februari 2016.")


def test_unbroken_since_a_month_where_the_first_day_is_known_to_the_month() -> None:
    AgreementFactory(
        decided_on=None,
        valid_from=day("2022-12-31"),
        valid_from_earliest=day("2022-12-01"),
        valid_to=day("2023-12-31"),
    )
    latest = AgreementFactory(decided_on=day("2024-01-01"))
    words = unbroken_since(agreements(), latest, day("2024-06-01"))
    assert words == "Kommunen har haft en överenskommelse utan avbrott sedan någon gång i december 2022."
