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
    """The register has one municipality that lacks nothing, and one draft that waits."""
    waiting: Agreement = AgreementFactory(draft=True, municipality_id="0180", submitted_at=timezone.now())
    return waiting


def told() -> set[tuple[str, str]]:
    return set(Reminder.objects.exclude(matter="utan-svar").values_list("matter", "row"))


def send(again_after: int = 30, days: int = 0) -> None:
    for recipient in reminders.recipients():
        reminders.send_digest(recipient, today=TODAY + datetime.timedelta(days=days), again_after=again_after)


def test_a_digest_says_what_to_do_with_links_to_rows_and_list(checker: User, draft: Agreement) -> None:
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


def test_the_same_is_told_once_and_again_after_the_chosen_time(checker: User, draft: Agreement) -> None:
    send()
    assert told() == {("granska", str(draft.pk))}
    send()
    send(days=29)
    assert len(mail.outbox) == 1
    send(days=30)
    assert len(mail.outbox) == 2
    assert Reminder.objects.filter(matter="granska").count() == 1
    send(again_after=7, days=7)
    assert len(mail.outbox) == 3


def test_a_new_row_of_a_known_matter_is_told_alone(checker: User, draft: Agreement) -> None:
    send()
    AgreementFactory(draft=True, municipality_id="1480", submitted_at=timezone.now())
    send()
    letter = mail.outbox[-1].body
    assert "Utkast att granska (1)" in letter
    assert "1480-1 Göteborg" in letter
    assert "0180-1" not in letter
    assert "Hela listan (2)" in letter
    assert "Kommuner utan svar" not in letter


def test_what_is_done_is_forgotten_and_told_as_new_if_it_comes_back(checker: User, draft: Agreement) -> None:
    send()
    agreement_acts.send_back_draft(draft, because="Fel dag.", by=checker)
    send()
    assert (len(mail.outbox), told()) == (1, set())
    Agreement.objects.update(submitted_at=timezone.now(), returned_because="")
    send()
    assert len(mail.outbox) == 2


def test_what_was_sent_back_says_why() -> None:
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
def test_nobody_is_written_to_who_cannot_act(draft: Agreement, fields: dict[str, Any]) -> None:
    person = somebody("Granskare", email="granskare@example.se")
    User.objects.filter(pk=person.pk).update(**fields)
    send()
    assert mail.outbox == []


def test_a_reader_is_told_nothing_and_a_registrar_not_what_others_check(draft: Agreement) -> None:
    somebody("Läsare", email="lasare@example.se")
    somebody("Registrator", email="registrator@example.se")
    send()
    [letter] = mail.outbox
    assert letter.to == ["registrator@example.se"]
    assert "Utkast att granska" not in letter.body


def test_with_four_eyes_nobody_is_asked_to_check_what_they_entered(checker: User) -> None:
    require_two_people()
    with act("register", checker):
        AgreementFactory(draft=True, submitted_at=timezone.now())
    somebody("Granskare", email="annan@example.se")
    send()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "Utkast att granska" not in letters["granskare@example.se"]
    assert "Utkast att granska" in letters["annan@example.se"]


def test_nothing_to_tell_is_no_mail() -> None:
    somebody("Granskare", email="granskare@example.se")
    send()
    mail.outbox.clear()
    send()
    assert mail.outbox == []


def test_a_dry_run_shows_the_letters_and_writes_nothing(
    checker: User, draft: Agreement, capsys: pytest.CaptureFixture[str]
) -> None:
    ReminderFactory(recipient=checker, matter="tillbaka", row="1")
    call_command("send_reminders")
    shown = capsys.readouterr().out
    assert "Till: granskare@example.se" in shown
    assert "1 brev skulle skickas. Inget har skickats" in shown
    assert mail.outbox == []
    assert told() == {("tillbaka", "1")}


def test_what_the_mail_server_does_not_take_is_told_the_next_time(
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


def test_what_those_were_told_who_have_left_is_swept(draft: Agreement) -> None:
    ReminderFactory(recipient=UserFactory(is_active=False))
    call_command("send_reminders", "--send")
    assert Reminder.objects.count() == 0


def test_it_says_what_it_lacks(checker: User, settings: Any) -> None:
    with pytest.raises(CommandError, match="minst 1 dag"):
        call_command("send_reminders", "--again-after", "0")
    settings.PUBLIC_URL = ""
    with pytest.raises(CommandError, match="PUBLIC_URL"):
        call_command("send_reminders", "--send")
    Register.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="demodata"):
        call_command("send_reminders", "--send")
    assert mail.outbox == []


def test_rows_without_gaps_are_not_told(checker: User) -> None:
    agreement = AgreementFactory(source_url="https://example.org/a", diary_number="1", verified_on=TODAY)
    DocumentFactory(agreement=agreement)
    send()
    assert {matter for matter, _row in told()} == {"stammer-inte"}  # the fixtures' totals are of the real register
