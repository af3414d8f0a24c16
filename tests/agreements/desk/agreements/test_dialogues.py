"""A dialogue has days of its own and is ended without an answer, by a person who says which day and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement, AgreementType
from agreements.positions import Status
from municipalities.models import Municipality
from tests.conftest import post_form
from tests.factories import AgreementFactory
from tests.pages import AGREEMENTS, member, publish_chosen, send

pytestmark = pytest.mark.django_db

ENDED = {"valid_to": "feb 2024", "reason": "Kommunen svarade inte."}


def end_page(dialogue: Agreement) -> str:
    return f"{AGREEMENTS}{dialogue.pk}/end_dialogue/"


def in_dialogue(day: str) -> bool:
    rows = with_type_position(Municipality.objects.filter(pk="1280"), parse(day), type__is_headline=True)
    return bool(rows.get().in_dialogue)


def parse(day: str) -> Any:
    return timezone.datetime.fromisoformat(day).date()  # type: ignore[attr-defined]


def test_registrar_enters_a_dialogue_with_days_and_a_checker_publishes_it() -> None:
    headline = AgreementType.objects.get(is_headline=True)
    send(
        member("Registrator"),
        f"{AGREEMENTS}add/",
        municipality="1280",
        type=headline.pk,
        status="in_dialogue",
        valid_from="senast 2016-02",
        source_note="SOU 2017:19",
    )
    publish_chosen(member("Granskare"), [Agreement.objects.get().pk])
    dialogue = Agreement.objects.published().get()
    assert (dialogue.first_day.edtf, dialogue.decision_day) == ("../2016-02", None)
    assert (in_dialogue("2016-03-01"), in_dialogue("2016-02-01")) == (True, False)


def test_end_of_a_public_dialogue_is_proposed_and_reviewed() -> None:
    dialogue = AgreementFactory(in_dialogue=True)
    registrar = member("Registrator")
    page = registrar.get(end_page(dialogue)).content.decode()
    assert "en dialog är inget svar" in page
    assert 'value="2' not in page.split('name="valid_to"')[1].split(">")[0]  # no day is filled in
    post_form(registrar, end_page(dialogue), ENDED)
    proposal = dialogue.proposals.get()
    assert (proposal.act, proposal.changes, proposal.reason) == (
        "end",
        {"valid_to": [None, "2024-02"]},
        "Kommunen svarade inte.",
    )
    checker = member("Granskare")
    address = f"/admin/agreements/proposal/{proposal.pk}/change/"
    assert "någon gång i februari 2024" in checker.get(address).content.decode()
    post_form(checker, address, {"_approve": ""})
    dialogue.refresh_from_db()
    assert dialogue.last_day.edtf == "2024-02"
    assert (in_dialogue("2024-01-31"), in_dialogue("2024-03-01")) == (True, False)


def test_end_of_a_draft_is_an_act_in_its_history() -> None:
    dialogue = AgreementFactory(in_dialogue=True, draft=True)
    registrar = member("Registrator")
    post_form(registrar, end_page(dialogue), ENDED)
    dialogue.refresh_from_db()
    assert dialogue.last_day.edtf == "2024-02"
    history = registrar.get(f"{AGREEMENTS}{dialogue.pk}/history/").content.decode()
    assert "Dialog avslutad utan svar" in history
    assert "Kommunen svarade inte." in history


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"valid_to": ""}, "Fyll i den sista dagen"),
        ({"reason": ""}, "Skriv varför dialogen avslutas."),
        ({"valid_to": "2022"}, "Gäller till kan inte vara före gäller från."),
        ({"valid_to": "hösten 2023"}, "är en årstid"),
        ({"valid_to": (timezone.localdate() + timedelta(days=1)).isoformat()}, "kan inte ha slutat efter i dag"),
    ],
)
def test_refused_end_says_why_and_changes_nothing(sent: dict[str, str], message: str) -> None:
    dialogue = AgreementFactory(in_dialogue=True)
    response = post_form(member("Registrator"), end_page(dialogue), ENDED | sent)
    assert message in response.content.decode()
    assert not dialogue.proposals.exists()


@pytest.mark.parametrize("status", [Status.SIGNED, Status.DECLINED])
def test_only_a_dialogue_ends_without_an_answer(status: Status) -> None:
    agreement = AgreementFactory(status=status)
    registrar = member("Registrator")
    assert end_page(agreement) not in registrar.get(f"{AGREEMENTS}{agreement.pk}/change/").content.decode()
    answer = registrar.get(end_page(agreement), follow=True)
    assert "Bara en dialog kan avslutas utan svar." in answer.content.decode()


def test_reader_does_not_end_a_dialogue() -> None:
    dialogue = AgreementFactory(in_dialogue=True)
    assert member("Läsare").get(end_page(dialogue)).status_code == 403
