"""Mails that a request causes are sent outside it: over a real mail server, and over one that never answers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from agreements import confirmations
from agreements.confirmation_mail import questions_to_send, send_all
from agreements.contact import messages_to_send, send_waiting
from agreements.models import ConfirmationRequest, ContactMessage, Register
from municipalities.models import Municipality
from tests.agreements.test_contact_page import MESSAGE, opened
from tests.factories import AgreementFactory, ContactMessageFactory, UserFactory
from tests.smtp import SECONDS, mail_server, silent_server

pytestmark = pytest.mark.django_db(transaction=True)

MUNICIPALITIES = "/admin/municipalities/municipality/"


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    call_command("load_fixtures", verbosity=0)
    Register.objects.update(contact_email="registret@example.org")
    for code in ("1280", "0180"):
        name = f"kommun-{code}@example.org"
        Municipality.objects.filter(code=code).update(contact_function="Arbetsmarknad", contact_email=name)
        AgreementFactory(municipality_id=code)


@pytest.fixture
def checker() -> Client:
    import_module("agreements.migrations.0020_roles").make_roles(apps, None)
    client = Client()
    person = UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name="Granskare"))
    client.force_login(person)
    return client


def in_a_thread(request: Callable[[], HttpResponse]) -> tuple[Event, list[HttpResponse]]:
    """What is set when the request returns, and its response."""
    done, responses = Event(), []

    def ask() -> None:
        try:
            responses.append(request())
        finally:
            connection.close()
            done.set()

    Thread(target=ask, daemon=True).start()
    return done, responses


def ask_chosen(client: Client, *codes: str) -> Any:
    return client.post(MUNICIPALITIES, {"action": "ask_for_confirmation", "_selected_action": codes}, follow=True)


def test_a_visitor_does_not_wait_for_the_mail_server(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = MESSAGE | {"opened": opened(client, monkeypatch)}
    with silent_server(settings) as server:
        for _ in range(3):
            done, responses = in_a_thread(lambda: client.post("/kontakt/", form))
            assert done.wait(SECONDS)
            assert responses[0].status_code == 303
        assert server.connected.wait(SECONDS)
        assert ContactMessage.objects.filter(sent_at=None).count() == 3
    messages_to_send.wait()
    # Nothing is lost: the next run sends them.
    with mail_server(settings) as letters:
        assert send_waiting() == (3, 0)
        assert letters.next()["Subject"] == MESSAGE["subject"]


def test_a_message_reaches_the_register_at_once(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    form = MESSAGE | {"opened": opened(client, monkeypatch)}
    with mail_server(settings) as letters:
        assert client.post("/kontakt/", form).status_code == 303
        letter = letters.next()
        messages_to_send.wait()
    assert (letter["Subject"], letter["To"], letter["Reply-To"]) == (
        MESSAGE["subject"], "registret@example.org", MESSAGE["reply_to"],
    )  # fmt: skip
    assert ContactMessage.objects.exclude(sent_at=None).count() == 1


def test_a_message_that_is_refused_does_not_stop_the_next(settings: Any) -> None:
    ContactMessageFactory(subject="Tas inte emot", received_at=timezone.now() - timezone.timedelta(hours=1))
    ContactMessageFactory(subject="Tas emot")
    with mail_server(settings) as letters:
        letters.refused.add("Tas inte emot")
        assert send_waiting() == (1, 1)
        assert letters.next()["Subject"] == "Tas emot"
        letters.refused.clear()
        assert send_waiting() == (1, 0)


def test_the_desk_does_not_wait_for_the_mail_server(checker: Client, settings: Any) -> None:
    with silent_server(settings) as server:
        done, responses = in_a_thread(lambda: ask_chosen(checker, "1280", "0180", "0114"))
        assert done.wait(SECONDS)
        page = responses[0].content.decode()
        assert "Frågan skickas nu till 2 kommuner" in page
        assert "Upplands Väsby" in page
        assert server.connected.wait(SECONDS)
    questions_to_send.wait()
    # Nobody has been asked: the first page says so, and asking again replaces the requests.
    assert ConfirmationRequest.objects.filter(sent_at=None).count() == 2
    matter = "/admin/agreements/confirmationrequest/?arende=fragor-inte-skickade"
    assert matter in checker.get("/admin/").content.decode()
    assert checker.get(matter).context["cl"].result_count == 2
    with mail_server(settings) as letters:
        ask_chosen(checker, "1280", "0180")
        assert {letters.next()["To"], letters.next()["To"]} == {"kommun-1280@example.org", "kommun-0180@example.org"}
        questions_to_send.wait()
    assert ConfirmationRequest.objects.exclude(sent_at=None).count() == 2
    assert checker.get(matter).context["cl"].result_count == 0


def test_the_link_of_a_question_from_the_desk_works(checker: Client, settings: Any) -> None:
    with mail_server(settings) as letters:
        ask_chosen(checker, "1280")
        text = letters.next().get_content()
        questions_to_send.wait()
    [link] = [line for line in text.splitlines() if "/bekrafta/" in line]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    asked = ConfirmationRequest.objects.get()
    assert (asked.asked_by is not None, asked.sent_at is not None) == (True, True)


def test_a_question_that_was_asked_anew_meanwhile_is_not_mailed(settings: Any) -> None:
    malmo = Municipality.objects.get(code="1280")
    asked = [confirmations.ask(malmo, by=None) for _ in range(2)]
    with mail_server(settings) as letters:
        send_all(asked, site="https://register.example.se")
        assert asked[1][1] in letters.next().get_content()
        assert letters.taken.empty()
