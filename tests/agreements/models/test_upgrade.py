"""A register of the version before, filled with one of everything, becomes one of this version and goes back again."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from agreements.history.as_known import register_as_known
from agreements.history.verification import _broken_links, _changed_contexts, faults, head
from agreements.models import Agreement, HistoryEntry
from tests.agreements.models.test_account_migration import migrate

pytestmark = pytest.mark.django_db

BEFORE = [("agreements", "0042_log_ins"), ("municipalities", "0006_help_texts")]
DAY = datetime.date(2024, 5, 6)
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
# What the upgrade itself adds to or takes from a row, by table.
CHANGED_BY_UPGRADE = {"agreements_agreement_levels", "agreements_agreement_areas", "municipalities_municipality"}
TABLES = [
    "agreements_agreement", "agreements_agreement_levels", "agreements_agreement_areas", "agreements_jointagreement",
    "agreements_document", "agreements_followup", "agreements_dialogueround", "agreements_dialoguemeeting",
    "agreements_dialoguemeeting_municipalities", "agreements_proposal", "agreements_confirmationrequest",
    "agreements_reportedtotal", "agreements_storedfile", "agreements_importrun", "auth_user", "auth_group",
    "municipalities_municipality",
]  # fmt: skip


def latest() -> list[Any]:
    graph = MigrationExecutor(connection).loader.graph
    return [*graph.leaf_nodes("agreements"), *graph.leaf_nodes("municipalities")]


def fill() -> dict[str, Any]:
    """Writes rows by the state before: no model, act or factory of today. Returns some of them by name."""
    state: Any = MigrationExecutor(connection).loader.project_state(BEFORE).apps

    def model(name: str, label: str = "agreements") -> Any:
        return state.get_model(label, name).objects

    person = model("User", "auth").create(username="greta", first_name="Greta", is_staff=True)
    person.groups.add(state.get_model("auth", "Group").objects.get(name="Granskare"))
    levels = list(model("CollaborationLevel").order_by("pk")[:2])
    area = model("CooperationArea").order_by("pk")[0]
    own = {"type": model("AgreementType").get(is_headline=True), "source_note": "Protokoll", "verified_on": DAY}
    answer = {"decided_on": DAY, "valid_from": DAY}
    public = {"published_at": timezone.now(), "published_by": person}
    joint = model("JointAgreement").create(title="Gemensam text")
    create = model("Agreement").create
    with pghistory.context(act="register", user=person.pk):
        signed = create(municipality_id="1280", status="signed", joint_agreement=joint, **own, **answer, **public)
        draft = create(municipality_id="0180", status="signed", submitted_at=timezone.now(), **own, **answer)
        declined = create(municipality_id="1480", status="declined", **own, **answer, **public)
        dialogue = create(municipality_id="0580", status="in_dialogue", **own, **public)
        shared = create(municipality_id="0581", status="signed", joint_agreement=joint, **own, **answer, **public)
        for agreement in (signed, draft, declined):
            agreement.levels.set(levels)
            agreement.areas.set([area])
    file = model("StoredFile").create(sha256="a" * 64, name="text.pdf", size=1234, pages=2)
    model("Document").create(agreement=signed, title="Texten", file=file, **public)
    model("Document").create(joint_agreement=joint, title="Den gemensamma", url="https://example.org/a.pdf", **public)
    model("FollowUp").create(agreement=signed, year=2024, done_on=DAY, **public)
    round_ = model("DialogueRound").create(name="Turné", slug="turne", starts_on=DAY)
    meeting = model("DialogueMeeting").create(round=round_, held_on=DAY, title="Möte", organisers="AF", **public)
    meeting.municipalities.set(["1280", "0580"])
    for state_, decided in (("open", {}), ("published", {"decided_at": timezone.now(), "decided_by": person})):
        model("Proposal").create(
            agreement=signed, changes={"diary_number": ["", state_]}, state=state_, proposed_by=person, **decided
        )
    with pghistory.context(act="publish", user=person.pk):
        model("Agreement").filter(pk=signed.pk).update(diary_number="AF-2024/1")
    connection.check_constraints()
    return {"person": person, "signed": signed, "draft": draft, "declined": declined, "dialogue": dialogue,
            "shared": shared}  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables, by its key."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM public.{table} t ORDER BY 1")  # noqa: S608
            found[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        return found


def known_on(day: datetime.date) -> list[tuple[Any, ...]]:
    with register_as_known(day):
        return list(Agreement.objects.order_by("pk").values_list("public_id", "status", "diary_number", "levels__slug"))


def backdate(days: int) -> None:
    """The history of the fill is of the days before: as nobody but its own tables' owner can make it."""
    tables = HistoryEntry.objects.values_list("event_table", flat=True).distinct()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in set(tables):
            cursor.execute(
                f"UPDATE public.{table} SET pgh_created_at = pgh_created_at - make_interval(days => %s)",  # noqa: S608
                [days],
            )
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("SET session_replication_role = DEFAULT")


def digests() -> list[tuple[int, str]]:
    return list(HistoryEntry.objects.order_by("position").values_list("position", "digest"))


def test_register_of_the_version_before_is_upgraded_and_taken_back_without_loss(client: Client) -> None:
    migrate(*BEFORE)
    filled = fill()
    backdate(days=3)
    before, sealed, noted = rows(), digests(), head()

    migrate(*latest())
    assert faults(noted) == []
    assert digests()[: len(sealed)] == sealed
    after = rows()
    for table in set(TABLES) - CHANGED_BY_UPGRADE:
        kept = [{name: row[name] for name in old} for old, row in zip(before[table], after[table], strict=True)]
        assert kept == before[table], table
    assert {row["public_id"] for row in after["agreements_agreement"]} == {
        row["public_id"] for row in before["agreements_agreement"]
    }
    own = Agreement.objects.get(pk=filled["declined"].pk)
    assert (own.levels.count(), own.areas.count()) == (0, 0)
    assert Agreement.objects.get(pk=filled["signed"].pk).levels.count() == 2
    assert Group.objects.get(name="Granskare").user_set.filter(username="greta").exists()

    known = known_on(YESTERDAY)
    assert len([row for row in known if row[0] == own.public_id and row[3]]) == 2
    public_id = Agreement.objects.get(pk=filled["signed"].pk).public_id
    assert (public_id, "signed", "AF-2024/1") in {row[:3] for row in known}
    page = client.get(f"/overenskommelser/{public_id}/", {"enligt": YESTERDAY.isoformat()})
    assert page.status_code == 200
    assert "AF-2024/1" in page.content.decode()
    draft = Agreement.objects.get(pk=filled["draft"].pk)
    assert client.get(f"/overenskommelser/{draft.public_id}/").status_code == 404

    migrate(*BEFORE)
    assert {name: sorted(map(_content, found)) for name, found in rows().items()} == {
        name: sorted(map(_content, found)) for name, found in before.items()
    }
    assert [*_broken_links(), *_changed_contexts()] == []


def _content(row: dict[str, Any]) -> str:
    """The row without the key of a link, which is new where the link was put back."""
    return json.dumps(
        {name: value for name, value in row.items() if name != "id" or "public_id" in row}, sort_keys=True
    )
