"""Verification detects and names every change past the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from agreements.acts import publication
from agreements.history.verification import Head, faults, head
from agreements.history.words import tracked_models
from agreements.models import Agreement, HistoryEntry, Register
from tests.factories import AgreementFactory, DocumentFactory, HistoryEntryFactory, StoredFileFactory

pytestmark = pytest.mark.django_db


def run(statement: str, *values: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def published(registrar: User) -> Agreement:
    """A published agreement of Malmö with its log entries."""
    with pghistory.context(user=registrar.pk, url="/admin/agreements/agreement/add/"):
        agreement = AgreementFactory(draft=True, municipality_id="1280")
        DocumentFactory(agreement=agreement)
        publication.publish(Agreement.objects.filter(pk=agreement.pk), by=registrar)
    connection.check_constraints()
    assert faults() == []
    return agreement


@pytest.fixture
def behind_its_back(published: Agreement) -> Iterator[None]:
    """Changes by the owner of the database, which no trigger sees."""
    run("SET LOCAL session_replication_role = replica")
    yield
    run("SET LOCAL session_replication_role = origin")


def entries(agreement: Agreement) -> list[HistoryEntry]:
    return list(
        HistoryEntry.objects.filter(event_table="agreements_agreementevent", agreement_id=agreement.pk).order_by(
            "position"
        )
    )


def test_every_tracked_model_has_log_trigger() -> None:
    sealed = {table for (table,) in run("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'sealed'")}
    assert sealed == {model.pgh_event_model._meta.db_table for model in tracked_models()}  # type: ignore[attr-defined]


def test_every_event_has_one_entry_with_user_and_municipality(published: Agreement, registrar: User) -> None:
    created, shown = entries(published)
    assert (created.label, shown.label) == ("insert", "update")
    assert {created.municipality_id, shown.municipality_id} == {"1280"}
    assert created.user == registrar
    assert shown.metadata["act"] == "publish"
    assert shown.metadata["url"] == "/admin/agreements/agreement/add/"
    document = HistoryEntry.objects.filter(event_table="agreements_documentevent").earliest("position")
    assert (document.agreement_id, document.municipality_id) == (published.pk, "1280")
    events = sum(model.pgh_event_model._base_manager.count() for model in tracked_models())  # type: ignore[attr-defined]
    assert HistoryEntry.objects.count() == head().position == events  # type: ignore[union-attr]


@pytest.mark.parametrize("statement", ["UPDATE agreements_historyentry SET label = 'x'", "DELETE FROM {}"])
def test_log_is_append_only(published: Agreement, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement.format("agreements_historyentry"))


def test_context_extended_in_same_request_is_no_fault(registrar: User) -> None:
    with pghistory.context(url="/admin/"):
        agreement = AgreementFactory(draft=True)
        connection.check_constraints()
        publication.publish(Agreement.objects.filter(pk=agreement.pk), by=registrar)
        connection.check_constraints()
    first, last = entries(agreement)
    assert "act" not in first.metadata
    assert last.metadata["act"] == "publish"
    assert faults() == []


@pytest.mark.usefixtures("behind_its_back")
class TestRevealed:
    def test_changed_event_is_detected(self, published: Agreement) -> None:
        run("UPDATE agreements_agreementevent SET diary_number = 'X' WHERE pgh_label = 'insert'")
        [fault] = faults()
        assert fault.startswith(f"Händelsen är ändrad efter att den skrevs: post {entries(published)[0].position}, ")
        assert "1280-1: överenskommelse" in fault

    def test_changed_last_event_also_differs_from_row(self, published: Agreement) -> None:
        run("UPDATE agreements_agreementevent SET diary_number = 'X' WHERE pgh_label = 'update'")
        event, row = faults()
        assert event.startswith("Händelsen är ändrad")
        assert row.startswith("Raden säger inte vad historiken säger")

    def test_removed_event_is_detected(self, published: Agreement) -> None:
        run("DELETE FROM agreements_agreementevent WHERE pgh_label = 'insert'")
        [fault] = faults()
        assert fault.startswith(f"Händelsen är borttagen ur historiken: post {entries(published)[0].position}, 1280-1")

    def test_added_event_is_detected(self, published: Agreement) -> None:
        columns = [field.column for field in Agreement.pgh_event_model._meta.concrete_fields]  # type: ignore[attr-defined]
        copied = ", ".join(f'"{column}"' for column in columns if column != "pgh_id")
        run(
            f"INSERT INTO agreements_agreementevent ({copied}) "  # noqa: S608
            f"SELECT {copied} FROM agreements_agreementevent ORDER BY pgh_id DESC LIMIT 1"
        )
        [fault] = faults()
        assert fault.startswith("Händelsen är tillagd i historiken vid sidan av loggen: 1280-1: överenskommelse")

    @pytest.mark.parametrize(
        "change", ["label = 'delete'", "user_id = 0", "happened_at = happened_at - interval '1 day'", "metadata = '{}'"]
    )
    def test_changed_entry_is_detected(self, published: Agreement, change: str) -> None:
        position = entries(published)[0].position
        run(f"UPDATE agreements_historyentry SET {change} WHERE position = %s", position)  # noqa: S608
        [fault] = faults()
        assert fault.startswith(f"post {position}, 1280-1")
        assert "kontrollsumma" in fault

    def test_changed_entry_with_new_digest_is_detected(self, published: Agreement) -> None:
        first = entries(published)[0].position
        run("UPDATE agreements_historyentry SET label = 'x' WHERE position = %s", first)
        run(
            "UPDATE agreements_historyentry e SET digest = public.history_digest("
            "(SELECT digest FROM agreements_historyentry WHERE position = %s), e) WHERE position = %s",
            first - 1,
            first,
        )
        [fault] = faults()
        assert f"post {first + 1}, " in fault

    def test_removed_entry_is_detected(self, published: Agreement) -> None:
        position = entries(published)[0].position
        run("DELETE FROM agreements_historyentry WHERE position = %s", position)
        missing, unsealed = faults()
        assert missing == f"Post {position} i loggen saknas."
        assert "tillagd i historiken vid sidan av loggen: 1280-1" in unsealed

    def test_removed_first_entries_are_detected(self, published: Agreement) -> None:
        run("DELETE FROM agreements_historyentry WHERE position < 4")
        assert faults()[0] == "Post 1–3 i loggen saknas."

    def test_swapped_entries_are_detected(self, published: Agreement) -> None:
        first, second = (entry.position for entry in entries(published))
        for old, new in ((first, -1), (second, first), (-1, second)):
            run("UPDATE agreements_historyentry SET position = %s WHERE position = %s", new, old)
        found = faults()
        assert f"post {first}, " in found[0]
        assert any(f"post {second}, " in fault for fault in found)

    def test_changed_user_of_context_is_detected(self, published: Agreement) -> None:
        last = entries(published)[1]
        run(
            "UPDATE pghistory_context SET metadata = metadata || '{\"user\": 99}' WHERE id = %s",
            last.context,
        )
        [fault] = faults()
        assert fault.startswith("Uppgiften om vem, hur och varför är ändrad: post ")

    def test_removed_context_is_detected(self, published: Agreement) -> None:
        run("DELETE FROM pghistory_context WHERE id = %s", entries(published)[1].context)
        assert any(fault.startswith("Uppgiften om vem, hur och varför är borttagen: post ") for fault in faults())

    def test_row_changed_past_history_is_detected(self, published: Agreement) -> None:
        run("UPDATE agreements_agreement SET valid_from = '1999-01-01' WHERE id = %s", published.pk)
        [fault] = faults()
        assert fault == (
            "Raden säger inte vad historiken säger, den är ändrad vid sidan av: "
            f"1280-1: överenskommelse (nyckel {published.pk})."
        )

    def test_row_deleted_past_history_is_detected(self, published: Agreement) -> None:
        run("DELETE FROM agreements_document")
        [fault] = faults()
        assert fault.startswith("Raden är borttagen vid sidan av historiken: 1280-1: dokument")

    def test_row_added_past_history_is_detected(self, published: Agreement) -> None:
        StoredFileFactory()
        [fault] = faults()
        assert fault.startswith("Raden är tillagd vid sidan av historiken: fil (nyckel ")

    def test_removed_tail_is_detected_against_noted_head_only(self, published: Agreement) -> None:
        noted = head()
        last = entries(published)[1]
        after = HistoryEntry.objects.filter(position__gte=last.position)
        for table in set(after.values_list("event_table", flat=True)):
            ids = list(after.filter(event_table=table).values_list("event_id", flat=True))
            run(f"DELETE FROM {table} WHERE pgh_id = ANY(%s)", ids)  # noqa: S608
        run("UPDATE agreements_agreement SET published_at = NULL, published_by_id = NULL")
        run(
            "UPDATE pghistory_context SET metadata = (SELECT metadata FROM agreements_historyentry WHERE context = id "
            "ORDER BY position LIMIT 1) WHERE id = %s",
            last.context,
        )
        run("DELETE FROM agreements_historyentry WHERE position >= %s", last.position)
        assert faults() == []
        [fault] = faults(noted)
        assert fault.startswith(f"Post {noted.position}, som antecknades")  # type: ignore[union-attr]

    def test_rewritten_chain_is_detected_against_noted_head(self, published: Agreement) -> None:
        noted = head()
        run("UPDATE agreements_agreementevent SET diary_number = 'X' WHERE pgh_label = 'insert'")
        run("SELECT public.rebuild_history()")
        assert faults() == []
        [fault] = faults(noted)
        assert "omskriven" in fault


def verify(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_history", *arguments, stdout=output)
    return output.getvalue()


def test_command_prints_head_that_it_accepts(published: Agreement) -> None:
    last = head()
    assert str(last) in verify()
    assert "Loggen är hel" in verify("--expect", str(last))
    AgreementFactory(municipality_id="0180")
    connection.check_constraints()
    assert "Loggen är hel" in verify("--expect", str(last))


def test_command_fails_with_fault(published: Agreement, behind_its_back: None) -> None:
    run("UPDATE agreements_agreement SET internal_note = 'x' WHERE id = %s", published.pk)
    output = StringIO()
    with pytest.raises(CommandError, match="1 fel"):
        call_command("verify_history", stdout=output)
    assert "1280-1" in output.getvalue()


@pytest.mark.parametrize("text", ["", "12", "x:y", "12:kort"])
def test_command_refuses_invalid_head(text: str) -> None:
    if text:
        with pytest.raises(CommandError, match="nummer, kolon"):
            verify("--expect", text)
    assert faults(Head(10**9, "a" * 64))[0].startswith("Post 1000000000, som antecknades")


@pytest.mark.usefixtures("incomplete")
def test_demo_leaves_valid_log() -> None:
    connection.check_constraints()
    before = list(HistoryEntry.objects.order_by("position").values_list("event_table", "event_id", "content"))
    call_command("load_demo", stdout=StringIO())
    connection.check_constraints()
    assert faults() == []
    assert HistoryEntry.objects.count() > len(before) + 1000
    call_command("load_demo", "--remove", stdout=StringIO())
    assert faults() == []
    assert list(HistoryEntry.objects.order_by("position").values_list("event_table", "event_id", "content")) == before


def test_entry_of_a_register_setting_has_no_municipality() -> None:
    Register.objects.update(publisher="Arbetsförmedlingen")
    connection.check_constraints()
    entry = HistoryEntry.objects.latest("position")
    assert (entry.event_table, entry.municipality_id, entry.agreement_id) == ("agreements_registerevent", None, None)


def test_factory_creates_entry() -> None:
    assert HistoryEntryFactory().label == "insert"


@pytest.mark.django_db(transaction=True)
def test_concurrent_commits_make_one_chain() -> None:
    call_command("load_fixtures", verbosity=0)
    before = HistoryEntry.objects.count()
    start = threading.Barrier(3)
    failures: list[BaseException] = []

    def write(code: str) -> None:
        try:
            start.wait()
            for _ in range(15):
                with transaction.atomic():
                    AgreementFactory(municipality_id=code, draft=True)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[code]) for code in ("1280", "0180", "1480")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert HistoryEntry.objects.count() == before + 45
    assert faults() == []
