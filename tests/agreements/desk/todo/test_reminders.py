"""The digests that `send_reminders` mails."""

from __future__ import annotations

import datetime
from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.acts import agreements as agreement_acts
from agreements.acts.act import act
from agreements.desk.todo import reminders
from agreements.models import Agreement, Register, Reminder
from tests.conftest import require_two_people
from tests.factories import AgreementFactory, DocumentFactory, ReminderFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _reached(settings: Any) -> None:
    settings.PUBLIC_URL = "https://register.example.se"


@pytest.fixture
def checker() -> User:
    return somebody("Granskare", email="granskare@example.se", first_name="Gunnar")


def somebody(role: str, **fields: Any) -> User:
    person: User = UserFactory(is_staff=True, **fields)
    person.groups.add(Role.objects.get(name=role))
    return person


@pytest.fixture
def draft() -> Agreement:
    """One complete municipality and one draft that waits for review."""
    waiting: Agreement = AgreementFactory(draft=True, municipality_id="0180", submitted_at=timezone.now())
    return waiting


def mailed_lines() -> set[tuple[str, str]]:
    return set(Reminder.objects.exclude(matter="utan-svar").values_list("matter", "row"))


def send(again_after: int = 30, days: int = 0) -> None:
    for recipient in reminders.recipients():
        reminders.send_digest(recipient, today=TODAY + datetime.timedelta(days=days), again_after=again_after)


def test_digest_links_to_rows_and_list(checker: User, draft: Agreement) -> None:
    call_command("send_reminders", "--send")
    [letter] = mail.outbox
    assert letter.to == ["granskare@example.se"]
    assert letter.subject == "Överenskommelseregistret: Utkast att granska och 1 ärende till"
    assert letter.body.startswith("Hej Gunnar!")
    assert "Utkast att granska (1)" in letter.body
    assert f"* 0180-1 Stockholm\n  https://register.example.se/admin/agreements/agreement/{draft.pk}/change/" in (
        letter.body
    )
    assert "https://register.example.se/admin/agreements/agreement/?arende=granska" in letter.body
    assert "* och 280 till" in letter.body
    assert "Hela listan (290): https://register.example.se/admin/municipalities/" in letter.body


def test_row_is_repeated_after_chosen_days_only(checker: User, draft: Agreement) -> None:
    send()
    assert mailed_lines() == {("granska", str(draft.pk))}
    send()
    send(days=29)
    assert len(mail.outbox) == 1
    send(days=30)
    assert len(mail.outbox) == 2
    assert Reminder.objects.filter(matter="granska").count() == 1
    send(again_after=7, days=7)
    assert len(mail.outbox) == 3


def test_digest_has_new_rows_only(checker: User, draft: Agreement) -> None:
    send()
    AgreementFactory(draft=True, municipality_id="1480", submitted_at=timezone.now())
    send()
    letter = mail.outbox[-1].body
    assert "Utkast att granska (1)" in letter
    assert "1480-1 Göteborg" in letter
    assert "0180-1" not in letter
    assert "Hela listan (2)" in letter
    assert "Kommuner utan svar" not in letter


def test_returning_row_is_new(checker: User, draft: Agreement) -> None:
    send()
    agreement_acts.send_back_draft(draft, because="Fel dag.", by=checker)
    send()
    assert (len(mail.outbox), mailed_lines()) == (1, set())
    Agreement.objects.update(submitted_at=timezone.now(), returned_because="")
    send()
    assert len(mail.outbox) == 2


def test_digest_shows_reason_of_returned_draft() -> None:
    registrar = somebody("Registrator", email="registrator@example.se")
    with act("register", registrar):
        AgreementFactory(draft=True, returned_because="Beslutsdagen stämmer inte med protokollet.")
    send()
    assert "* 1280-1 Malmö: Beslutsdagen stämmer inte med protokollet." in mail.outbox[0].body


@pytest.mark.parametrize(
    "fields",
    [{"email": ""}, {"is_active": False}, {"is_staff": False}],
    ids=["no address", "left", "not at the desk"],
)
def test_inactive_user_gets_no_digest(draft: Agreement, fields: dict[str, Any]) -> None:
    person = somebody("Granskare", email="granskare@example.se")
    User.objects.filter(pk=person.pk).update(**fields)
    send()
    assert mail.outbox == []


def test_digest_depends_on_role(draft: Agreement) -> None:
    somebody("Läsare", email="lasare@example.se")
    somebody("Registrator", email="registrator@example.se")
    send()
    [letter] = mail.outbox
    assert letter.to == ["registrator@example.se"]
    assert "Utkast att granska" not in letter.body


def test_four_eyes_excludes_own_drafts(checker: User) -> None:
    require_two_people()
    with act("register", checker):
        AgreementFactory(draft=True, submitted_at=timezone.now())
    somebody("Granskare", email="annan@example.se")
    send()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "Utkast att granska" not in letters["granskare@example.se"]
    assert "Utkast att granska" in letters["annan@example.se"]


def test_empty_digest_is_not_sent() -> None:
    somebody("Granskare", email="granskare@example.se")
    send()
    mail.outbox.clear()
    send()
    assert mail.outbox == []


def test_dry_run_prints_digests_and_writes_nothing(
    checker: User, draft: Agreement, capsys: pytest.CaptureFixture[str]
) -> None:
    ReminderFactory(recipient=checker, matter="tillbaka", row="1")
    call_command("send_reminders")
    shown = capsys.readouterr().out
    assert "Till: granskare@example.se" in shown
    assert "1 brev skulle skickas. Inget har skickats" in shown
    assert mail.outbox == []
    assert mailed_lines() == {("tillbaka", "1")}


def test_failed_mail_is_retried_next_time(
    checker: User, draft: Agreement, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = somebody("Granskare", email="annan@example.se")
    ordinary = EmailMessage.send

    def refusing(letter: EmailMessage, *args: Any) -> int:
        if letter.to == ["granskare@example.se"]:
            raise SMTPException("full")
        return ordinary(letter, *args)

    monkeypatch.setattr(EmailMessage, "send", refusing)
    with pytest.raises(CommandError, match="1 brev gick inte att skicka"):
        call_command("send_reminders", "--send")
    assert set(Reminder.objects.values_list("recipient", flat=True)) == {other.pk}
    monkeypatch.setattr(EmailMessage, "send", ordinary)
    call_command("send_reminders", "--send")
    assert [letter.to[0] for letter in mail.outbox] == ["annan@example.se", "granskare@example.se"]


def test_reminders_of_former_users_are_deleted(draft: Agreement) -> None:
    ReminderFactory(recipient=UserFactory(is_active=False))
    call_command("send_reminders", "--send")
    assert Reminder.objects.count() == 0


def test_missing_mail_settings_are_reported(checker: User, settings: Any) -> None:
    with pytest.raises(CommandError, match="minst 1 dag"):
        call_command("send_reminders", "--again-after", "0")
    settings.PUBLIC_URL = ""
    with pytest.raises(CommandError, match="PUBLIC_URL"):
        call_command("send_reminders", "--send")
    Register.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="demodata"):
        call_command("send_reminders", "--send")
    assert mail.outbox == []


def test_complete_rows_are_not_listed(checker: User) -> None:
    agreement = AgreementFactory(source_url="https://example.org/a", diary_number="1", verified_on=TODAY)
    DocumentFactory(agreement=agreement)
    send()
    assert {matter for matter, _row in mailed_lines()} == {
        "stammer-inte"
    }  # the fixtures' totals are those of the real register
