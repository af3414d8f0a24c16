"""Loading and removing the demo data."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from agreements.acts.agreements import register
from agreements.demo.rows import ENTERED_MODELS
from agreements.models import (
    Agreement,
    AgreementType,
    DialogueMeeting,
    Document,
    FollowUp,
    Register,
    ReportedTotal,
    Revision,
    StoredFile,
)
from agreements.positions import Status
from municipalities.models import Municipality
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incomplete")]


def load_demo(*arguments: str) -> str:
    output = StringIO()
    call_command("load_demo", *arguments, stdout=output)
    return output.getvalue()


def rows_in_every_table() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own tables
            counts[table] = cursor.fetchone()[0]
    return counts


def contents() -> list[list[tuple[Any, ...]]]:
    """The values and relations of the demo's rows, without primary keys."""
    keys = {"id", "published_by", "agreement", "joint_agreement", "replaces", "round", "proposed_by"}
    keys |= {"file", "stored_by", "stored_at", "stated_by"}
    links = ["levels__slug", "areas__slug", "replaces__public_id", "joint_agreement__title", "follow_ups__year"]
    links += ["target_groups__slug", "parties__slug", "also_replaces__public_id", "revisions__changes", "sources__url"]
    return [
        sorted(rows, key=repr)
        for rows in (
            Agreement.objects.values_list("public_id", *links),
            DialogueMeeting.objects.values_list("title", "municipalities"),
            Document.objects.values_list("agreement__public_id", "title", "file__sha256"),
            *(
                model._base_manager.values_list(*(field.name for field in model._meta.fields if field.name not in keys))
                for model in ENTERED_MODELS
                if not model._meta.proxy
            ),
        )
    ]


def register_by_hand(person: User) -> Agreement:
    with pghistory.context(user=person.pk, url="/admin/agreements/agreement/add/"):
        return register(
            municipality=Municipality.objects.get(code="1280"),
            type=AgreementType.objects.get(is_headline=True),
            status=Status.IN_DIALOGUE,
            by=person,
        )


def test_load_prints_the_counts_and_sets_the_demo_flag() -> None:
    output = load_demo()
    assert f"{Agreement.objects.count()} överenskommelser" in output
    assert "påhittat" in output
    assert Register.objects.get().is_demo
    person = User.objects.get(username="demo")
    assert not person.is_active
    assert not person.has_usable_password()


def test_remove_leaves_no_rows_and_no_history() -> None:
    before, settings = rows_in_every_table(), Register.objects.values().get()
    revision = Revision.objects.get().number
    load_demo()
    assert rows_in_every_table() != before
    output = load_demo("--remove")
    assert "borttagen: 323 överenskommelser" in output
    assert rows_in_every_table() == before
    assert Register.objects.values().get() == settings
    assert not Register.pgh_event_model.objects.filter(is_demo=True).exists()
    assert Revision.objects.get().number >= revision


def test_remove_deletes_the_files_on_disk(
    settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    folder: Path = settings.DOCUMENTS_DIR
    with django_capture_on_commit_callbacks(execute=True):
        load_demo()
    assert {path.stem for path in folder.rglob("*.pdf")} == set(StoredFile.objects.values_list("sha256", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        load_demo("--remove")
    assert list(folder.rglob("*.pdf")) == []


def test_two_loads_give_the_same_rows_and_public_ids() -> None:
    load_demo()
    first = contents()
    load_demo("--remove")
    load_demo()
    assert contents() == first


def test_loads_in_few_queries() -> None:
    with CaptureQueriesContext(connection) as load:
        load_demo()
    with CaptureQueriesContext(connection) as remove:
        load_demo("--remove")
    assert len(load) < 160
    assert len(remove) < 110


def test_demo_rows_are_published_by_the_act_of_publication(two_people: None) -> None:
    load_demo()
    for model in (Agreement, Document, FollowUp, DialogueMeeting):
        row = model._default_manager.published().earliest("pk")  # type: ignore[attr-defined]
        first, last = model.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id")  # type: ignore[attr-defined]
        assert (first.published_at, last.published_at) == (None, row.published_at)
        assert last.pgh_context.metadata["act"] == "publish"
        assert row.published_by.username == "demo"


def test_second_load_changes_nothing() -> None:
    load_demo()
    before = rows_in_every_table()
    assert "redan inläst" in load_demo()
    assert rows_in_every_table() == before


def test_remove_without_demo_changes_nothing() -> None:
    factories.AgreementFactory()
    before = rows_in_every_table()
    assert "Det finns ingen demodata" in load_demo("--remove")
    assert rows_in_every_table() == before


@pytest.mark.parametrize(
    ("make", "label"),
    [
        (factories.AgreementFactory, "1 överenskommelse"),
        (lambda: factories.AgreementFactory(draft=True), "1 överenskommelse"),
        (factories.JointAgreementFactory, "1 gemensam överenskommelse"),
        (factories.DialogueRoundFactory, "1 dialogomgång"),
        (factories.DialogueMeetingFactory, "1 dialogmöte"),
        (
            lambda: factories.DocumentFactory(agreement=None, joint_agreement=factories.JointAgreementFactory()),
            "1 dokument",
        ),
        (factories.FollowUpFactory, "1 uppföljning"),
    ],
)
def test_load_is_refused_beside_real_rows(make: Callable[[], object], label: str) -> None:
    make()
    before = rows_in_every_table()
    with pytest.raises(CommandError, match=label):
        load_demo()
    assert rows_in_every_table() == before
    assert not Register.objects.get().is_demo


def test_load_is_refused_after_a_removed_real_agreement() -> None:
    factories.AgreementFactory(draft=True).delete()
    with pytest.raises(CommandError, match="har haft egna uppgifter: 1 överenskommelse"):
        load_demo()


def test_load_is_refused_when_a_user_is_named_demo() -> None:
    factories.UserFactory(username="demo")
    with pytest.raises(CommandError, match="Byt namn"):
        load_demo()
    assert User.objects.filter(username="demo").exists()


def test_load_is_refused_without_municipalities_or_types() -> None:
    AgreementType.objects.filter(slug="dua-unga").update(slug="annat-namn")
    with pytest.raises(CommandError, match="samlad och dua"):
        load_demo()
    Municipality.objects.filter(code="1280").delete()
    with pytest.raises(CommandError, match=r"290 kommuner .* registret har 289"):
        load_demo()
    assert not Register.objects.get().is_demo


def test_remove_is_refused_when_rows_were_entered(registrar: User) -> None:
    connection.check_constraints()  # runs deferred triggers, which write the log
    before = rows_in_every_table()
    load_demo()
    entered = register_by_hand(registrar)
    with pghistory.context(user=registrar.pk):
        changed = Agreement.objects.exclude(pk=entered.pk).earliest("pk")
        changed.internal_note = "ändrad"
        changed.save()
        changed.save(force_update=True)
        changed.levels.clear()
    loaded = rows_in_every_table()
    with pytest.raises(CommandError, match=r"2 överenskommelser, \d överenskommelse.*--also-entered") as error:
        load_demo("--remove")
    assert "Exportera" in str(error.value)
    assert rows_in_every_table() == loaded
    load_demo("--remove", "--also-entered")
    assert rows_in_every_table() == before


def test_remove_is_refused_when_rows_were_changed_by_sql() -> None:
    load_demo()
    with connection.cursor() as cursor:
        # A separate psql session has no context of the command; this session still has it.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("UPDATE agreements_agreement SET internal_note = 'sql' WHERE public_id = '1280-1'")
    with pytest.raises(CommandError, match="ändrat: 1 överenskommelse"):
        load_demo("--remove")


def test_also_entered_without_remove_is_refused() -> None:
    with pytest.raises(CommandError, match="--remove"):
        load_demo("--also-entered")


def test_remove_keeps_edits_of_reference_data_and_their_history(registrar: User) -> None:
    load_demo()
    with pghistory.context(user=registrar.pk):
        Register.objects.update(publisher="Arbetsförmedlingen")
        headline = AgreementType.objects.get(is_headline=True)
        headline.description = "Ändrad"
        headline.save()
        ReportedTotal.objects.update(note="Ändrad")
    load_demo("--remove")
    headline.refresh_from_db()
    assert headline.description == "Ändrad"
    event = headline.events.latest("pgh_id")
    assert event.pgh_context.metadata["user"] == registrar.pk
    register = Register.objects.get()
    assert (register.publisher, register.is_demo) == ("Arbetsförmedlingen", False)
    history = list(Register.pgh_event_model.objects.order_by("pgh_id").values_list("publisher", "is_demo"))
    assert history == [("", False), ("Arbetsförmedlingen", False)]
    assert set(ReportedTotal.objects.values_list("note", flat=True)) == {"Ändrad"}


def test_remove_deletes_the_demo_entries_of_the_admin_log_only(registrar: User, headline: AgreementType) -> None:
    load_demo()
    for thing in (Agreement.objects.earliest("pk"), headline):
        LogEntry.objects.create(
            user=registrar,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_repr=str(thing),
            action_flag=CHANGE,
        )
    load_demo("--remove")
    assert [entry.get_edited_object() for entry in LogEntry.objects.all()] == [headline]


def test_real_rows_can_be_entered_after_the_demo_and_no_demo_after_them(registrar: User) -> None:
    load_demo()
    load_demo("--remove")
    assert register_by_hand(registrar).public_id == "1280-1"
    with pytest.raises(CommandError, match="1 överenskommelse"):
        load_demo()


def test_history_is_append_only_after_remove() -> None:
    load_demo()
    load_demo("--remove")
    agreement = factories.AgreementFactory()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_agreementevent WHERE pgh_obj_id = %s", [agreement.pk])


def test_remove_empties_every_entered_model() -> None:
    load_demo()
    empty = [model for model in ENTERED_MODELS if not model._base_manager.exists()]
    assert empty == []
    load_demo("--remove")
    left = [model for model in apps.get_models() if model in ENTERED_MODELS and model._base_manager.exists()]
    assert left == []


@pytest.mark.parametrize("arguments", [[], ["--remove"]])
def test_load_and_remove_lock_the_entered_tables(arguments: list[str]) -> None:
    load_demo(*arguments)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks "
            "WHERE mode = 'ShareRowExclusiveLock' AND pid = pg_backend_pid()"
        )
        locked = {table for (table,) in cursor.fetchall()}
    assert {model._meta.db_table for model in ENTERED_MODELS} <= locked
