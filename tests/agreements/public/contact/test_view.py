"""The page of the contact form, and the network address of its sender."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from agreements.models import ContactMessage, Register
from agreements.public.contact import form
from agreements.public.contact.form import MESSAGES_AN_HOUR, contact_signer
from config.background import letters
from config.client_address import network, network_address
from tests.mail_servers import silent_server, working_server

pytestmark = pytest.mark.django_db

MESSAGE = {"subject": "Fel datum för Malmö", "message": "Malmö tecknade den 3 mars.", "reply_to": "a@malmo.example"}


@pytest.fixture(autouse=True)
def _address(db: None) -> None:
    Register.objects.update(contact_email="registret@example.org")


def form_age_token(client: Client, monkeypatch: pytest.MonkeyPatch, seconds_ago: float = 60) -> str:
    """The signed time of a form opened `seconds_ago`."""
    moment = timezone.now().timestamp() - seconds_ago
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: moment)
        return signed_time(client.get("/kontakt/").content.decode())


def signed_time(page: str) -> str:
    match = re.search(r'name="opened"[^>]*value="([^"]+)"', page)
    assert match
    return match.group(1)


def test_message_is_stored_sent_and_acknowledged(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as after:
        response = client.post("/kontakt/", MESSAGE | {"opened": form_age_token(client, monkeypatch)})
    assert (response.status_code, response["Location"]) == (303, "/kontakt/tack/")
    # The thread has a connection of its own, which does not see what this test has not committed.
    assert after == [form.send_message_later]
    form.send_waiting_messages()
    assert "Tack" in client.get("/kontakt/tack/").content.decode()
    [sent] = mail.outbox
    assert (sent.subject, sent.to, sent.reply_to) == (
        "Fel datum för Malmö",
        ["registret@example.org"],
        ["a@malmo.example"],
    )
    assert ContactMessage.objects.exclude(sent_at=None).count() == 1


def test_in_english_the_reader_stays_in_english(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    response = client.post("/en/kontakt/", MESSAGE | {"opened": form_age_token(client, monkeypatch)})
    assert response["Location"] == "/en/kontakt/tack/"


@pytest.mark.django_db(transaction=True)
def test_visitor_does_not_wait_for_the_mail_server(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    Register.objects.update_or_create(pk=1, defaults={"contact_email": "registret@example.org"})
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with silent_server() as server:
        settings.EMAIL_PORT = server.port
        answer = client.post("/kontakt/", MESSAGE | {"opened": form_age_token(client, monkeypatch)})
        assert answer.status_code == 303
        assert server.connected.wait(10)
        # The thread waits for the server's greeting.
        assert letters.tasks.unfinished_tasks == 1
    letters.tasks.join()
    assert list(ContactMessage.objects.values_list("subject", "sent_at")) == [("Fel datum för Malmö", None)]
    with working_server() as (settings.EMAIL_PORT, inbox):
        form.send_message_later()
        letters.tasks.join()
    assert [letter["To"] for letter in inbox.letters] == ["registret@example.org"]
    assert ContactMessage.objects.exclude(sent_at=None).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"website": "https://spam.example"}, "Fältet ska vara tomt"),
        ({"opened": "påhittat"}, "Formuläret var inte helt"),
        ({"reply_to": "ingen adress"}, "Skriv hela e-postadressen"),
        ({"message": ""}, "Skriv ditt meddelande."),
    ],
)
def test_invalid_message_is_explained_and_kept_in_the_form(
    client: Client, monkeypatch: pytest.MonkeyPatch, data: dict[str, str], words: str
) -> None:
    response = client.post("/kontakt/", MESSAGE | {"opened": form_age_token(client, monkeypatch)} | data)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "Meddelandet är inte skickat" in page
    assert "Fel datum för Malmö" in page
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize(("seconds_ago", "words"), [(0, "ovanligt fort"), (13 * 3600, "för länge")])
def test_too_fast_or_too_slow_message_is_accepted_the_second_time(
    client: Client, monkeypatch: pytest.MonkeyPatch, seconds_ago: float, words: str
) -> None:
    sent = MESSAGE | {"opened": form_age_token(client, monkeypatch, seconds_ago)}
    page = client.post("/kontakt/", sent).content.decode()
    assert words in page
    assert not ContactMessage.objects.exists()
    again = MESSAGE | {"opened": signed_time(page)}
    later = timezone.now().timestamp() + 4
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.post("/kontakt/", again).status_code == 303


def test_one_network_sends_a_few_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = MESSAGE | {"opened": form_age_token(client, monkeypatch)}
    for _ in range(MESSAGES_AN_HOUR):
        assert client.post("/kontakt/", sent).status_code == 303
    page = client.post("/kontakt/", sent)
    assert page.status_code == 400
    assert "flera meddelanden" in page.content.decode()
    assert client.post("/kontakt/", sent, REMOTE_ADDR="192.0.2.9").status_code == 303
    ContactMessage.objects.update(received_at=timezone.now() - datetime.timedelta(hours=2))
    assert client.post("/kontakt/", sent).status_code == 303


def test_the_form_needs_no_cookie_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/kontakt/", MESSAGE | {"opened": form_age_token(client, monkeypatch)})
    assert response.status_code == 303
    assert not client.cookies


def test_form_is_never_cached(client: Client) -> None:
    response = client.get("/kontakt/")
    assert "no-store" in response["Cache-Control"]
    contact_signer.unsign(signed_time(response.content.decode()), max_age=5)


def test_honeypot_field_is_hidden_from_people(client: Client) -> None:
    page = client.get("/kontakt/").content.decode()
    assert re.search(r'<div class="trap" aria-hidden="true">.*name="website"[^>]*tabindex="-1"', page, re.DOTALL)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method(client: Client, method: str) -> None:
    assert getattr(client, method)("/kontakt/").status_code == 405


@pytest.mark.parametrize(
    ("https", "hops", "address"),
    [
        (True, "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (True, "192.0.2.7", "192.0.2.7"),
        (True, "", "127.0.0.1"),
        (False, "198.51.100.1", "127.0.0.1"),
    ],
)
def test_only_the_last_proxy_hop_is_trusted(settings: object, https: bool, hops: str, address: str) -> None:
    settings.HTTPS = https  # type: ignore[attr-defined]
    headers = {"ClientAddress": hops} if hops else {}
    assert network_address(RequestFactory().get("/kontakt/", headers=headers)) == address


def test_ipv6_address_counts_as_its_network() -> None:
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") != network("2001:db8:1:3::1")
    assert network("192.0.2.7") != network("192.0.2.8")
    assert network("vad som helst") == "vad som helst"
