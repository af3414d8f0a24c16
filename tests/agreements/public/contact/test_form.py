"""The contact form: protection against robots, and sending of messages."""

import datetime
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.models import ContactMessage, Register
from agreements.public.contact.form import MESSAGES_AN_HOUR, ContactForm, contact_signer, send_waiting_messages

pytestmark = pytest.mark.django_db


def signed_opening(seconds_ago: float, monkeypatch: pytest.MonkeyPatch) -> str:
    """The signed time of a form opened `seconds_ago`."""
    with monkeypatch.context() as patch:
        moment = timezone.now().timestamp() - seconds_ago
        patch.setattr("django.core.signing.time.time", lambda: moment)
        return contact_signer.sign("")


def form(monkeypatch: pytest.MonkeyPatch, seconds_ago: float = 60, **data: str) -> ContactForm:
    answers = {
        "subject": "Fel datum för Malmö",
        "message": "Malmö tecknade den 3 mars.",
        "reply_to": "registrator@malmo.example",
        "website": "",
        "opened": signed_opening(seconds_ago, monkeypatch),
    }
    return ContactForm(answers | data, address="192.0.2.7")


@pytest.fixture
def _address(db: None) -> None:
    Register.objects.update(contact_email="registret@example.org")


@pytest.mark.usefixtures("_address")
def test_a_message_reaches_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    form(monkeypatch).save()
    assert send_waiting_messages() == (1, 0)
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to, sent.subject) == (
        ["registret@example.org"],
        ["registrator@malmo.example"],
        "Fel datum för Malmö",
    )
    assert send_waiting_messages() == (0, 0)


@pytest.mark.usefixtures("_address")
def test_a_message_waits_while_the_mail_server_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    form(monkeypatch).save()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", _raise)
        with pytest.raises(CommandError, match="väntar"):
            call_command("send_messages")
    assert send_waiting_messages() == (1, 0)


def _raise(*args: object) -> None:
    raise SMTPServerDisconnected


def test_without_an_address_messages_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    form(monkeypatch).save()
    assert send_waiting_messages() == (0, 1)


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"website": "https://spam.example"}, "website", "tomt"),
        ({"opened": "påhittat"}, "opened", "inte helt"),
        ({"message": ""}, "message", ""),
        ({"reply_to": "ingen adress"}, "reply_to", ""),
    ],
)
def test_form_filled_in_by_a_robot_is_refused(
    monkeypatch: pytest.MonkeyPatch, data: dict[str, str], field: str, words: str
) -> None:
    refused_form = form(monkeypatch, **data)
    assert words in " ".join(refused_form.errors[field])


def test_a_line_break_in_the_subject_writes_no_header(monkeypatch: pytest.MonkeyPatch) -> None:
    assert form(monkeypatch, subject="Fråga\r\nBcc: alla@example.org").save().subject == "Fråga Bcc: alla@example.org"


@pytest.mark.parametrize(("seconds_ago", "words"), [(0, "fort"), (13 * 3600, "för länge")])
def test_too_fast_and_too_slow_are_refused(monkeypatch: pytest.MonkeyPatch, seconds_ago: float, words: str) -> None:
    assert words in " ".join(form(monkeypatch, seconds_ago).errors["opened"])


def test_one_network_sends_a_few_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(MESSAGES_AN_HOUR):
        form(monkeypatch).save()
    assert "flera meddelanden" in " ".join(form(monkeypatch).non_field_errors())
    ContactMessage.objects.update(received_at=timezone.now() - datetime.timedelta(hours=2))
    assert form(monkeypatch).is_valid()


@pytest.mark.usefixtures("_address")
def test_sent_messages_are_removed_after_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    form(monkeypatch).save()
    send_waiting_messages()
    ContactMessage.objects.update(sent_at=timezone.now() - datetime.timedelta(days=31))
    send_waiting_messages()
    assert not ContactMessage.objects.exists()
