"""A register of the version before, filled with one of everything, becomes one of this version and goes back again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from agreements.history.as_known import register_as_known
from agreements.history.verification import Head, _broken_links, _changed_contexts, faults, head
from agreements.models import Agreement, AgreementType, Completeness, HistoryEntry
from agreements.positions import Position, with_position
from municipalities.models import Municipality
from tests.agreements.models.test_account_migration import migrate

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]

BEFORE = [("agreements", "0073_earlier_answers_reviewed"), ("municipalities", "0007_other_names_with_commas")]
DAY = datetime.date(2024, 5, 6)
ONE_DAY = datetime.timedelta(days=1)
PUBLISHED = timezone.now() - 3 * ONE_DAY
YESTERDAY = timezone.localdate() - ONE_DAY
TABLES = [
    "agreements_agreement", "agreements_agreement_levels", "agreements_agreement_areas", "agreements_jointagreement",
    "agreements_agreementtype", "agreements_document", "agreements_followup", "agreements_dialogueround",
    "agreements_dialoguemeeting", "agreements_dialoguemeeting_municipalities", "agreements_proposal",
    "agreements_confirmationrequest", "agreements_reportedtotal", "agreements_storedfile", "agreements_importrun",
    "auth_user", "auth_group", "municipalities_municipality",
]  # fmt: skip
HEADLINE, DUA = "samlad", "dua"
# By type and day, what the version before answered; "none" is now unknown, because nobody has stated completeness.
ANSWERS = {
    (HEADLINE, DAY - ONE_DAY): {"1280": "lapsed", "1480": "none", "0580": "none", "0180": "none"},
    (HEADLINE, DAY): {"1280": "signed", "1480": "declined", "0580": "none", "0180": "none"},
    (HEADLINE, DAY - 400 * ONE_DAY): {"1280": "signed", "1480": "none", "0580": "none", "0180": "none"},
    (DUA, DAY): {"1280": "lapsed", "1480": "signed", "0580": "none", "0180": "none"},
    (DUA, DAY - 4000 * ONE_DAY): {"1280": "none", "1480": "none", "0580": "none", "0180": "none"},
}


def latest() -> list[Any]:
    graph = MigrationExecutor(connection).loader.graph
    return [*graph.leaf_nodes("agreements"), *graph.leaf_nodes("municipalities")]


def to_the_version_before() -> None:
    """As its reference data made it: one type beside the headline, and no word of completeness."""
    Completeness.objects.all().delete()
    AgreementType.objects.exclude(is_headline=True).delete()
    migrate(*BEFORE)


def fill() -> dict[str, Any]:
    """Writes rows by the state before: no model, act or factory of today. Returns some of them by name."""
    state: Any = MigrationExecutor(connection).loader.project_state(BEFORE).apps

    def model(name: str, label: str = "agreements") -> Any:
        return state.get_model(label, name).objects

    person = model("User", "auth").create(username="greta", first_name="Greta", is_staff=True)
    person.groups.add(state.get_model("auth", "Group").objects.get(name="Granskare"))
    levels = list(model("CollaborationLevel").order_by("pk")[:2])
    area = model("CooperationArea").order_by("pk")[0]
    dua = model("AgreementType").create(slug=DUA, name="Dua-överenskommelse", name_en="Dua agreement", order=2)
    source = {"source_note": "Protokoll", "source_url": "https://example.org/protokoll", "verified_on": DAY}
    own = {"type": model("AgreementType").get(is_headline=True), **source}
    answer = {"decided_on": DAY, "valid_from": DAY}
    ended = {"decided_on": DAY - 500 * ONE_DAY, "valid_from": DAY - 500 * ONE_DAY, "valid_to": DAY - 30 * ONE_DAY}
    public = {"published_at": PUBLISHED, "published_by": person}
    joint = model("JointAgreement").create(title="Gemensam text")
    create = model("Agreement").create
    with pghistory.context(act="register", user=person.pk):
        earlier = create(municipality_id="1280", status="signed", ending="replaced", **own, **ended, **public)
        signed = create(
            municipality_id="1280", status="signed", joint_agreement=joint, replaces=earlier, **own, **answer, **public
        )
        draft = create(municipality_id="0180", status="signed", submitted_at=timezone.now(), **own, **answer)
        declined = create(municipality_id="1480", status="declined", **own, **answer, **public)
        dialogue = create(municipality_id="0580", status="in_dialogue", **own, **public)
        talks = create(municipality_id="0580", status="in_dialogue", **own)
        shared = create(municipality_id="0581", status="signed", joint_agreement=joint, **own, **answer, **public)
        create(municipality_id="1280", status="signed", ending="expired", type=dua, **source, **ended, **public)
        create(municipality_id="1480", status="signed", type=dua, **source, **ended | {"valid_to": None}, **public)
        for agreement in (signed, draft, talks):
            agreement.levels.set(levels)
            agreement.areas.set([area])
    file = model("StoredFile").create(sha256="a" * 64, name="text.pdf", size=1234, pages=2)
    model("Document").create(agreement=signed, title="Texten", file=file, **public)
    model("Document").create(joint_agreement=joint, title="Den gemensamma", url="https://example.org/a.pdf", **public)
    model("FollowUp").create(agreement=signed, year=2024, done_on=DAY, **public)
    round_ = model("DialogueRound").create(name="Turné", slug="turne", starts_on=DAY, ends_on=DAY)
    meeting = model("DialogueMeeting").create(round=round_, held_on=DAY, title="Möte", organisers="AF", **public)
    meeting.municipalities.set(["1280", "0580"])
    model("ReportedTotal").create(
        reported_on=DAY, position="signed", total=288, publisher="Ingen", source_note="Sida 3", type=dua, **public
    )
    changes: dict[str, Any] = {"diary_number": ["", "AF-2024/2"], "valid_to": [None, "2025-12-31"]}
    for state_, decided in (("open", {}), ("published", {"decided_at": timezone.now(), "decided_by": person})):
        model("Proposal").create(agreement=signed, changes=changes, state=state_, proposed_by=person, **decided)
    with pghistory.context(act="publish", user=person.pk):
        model("Agreement").filter(pk=signed.pk).update(diary_number="AF-2024/1")
    connection.check_constraints()
    backdate(days=3)
    return {"person": person, "earlier": earlier, "signed": signed, "draft": draft, "declined": declined,
            "dialogue": dialogue, "shared": shared}  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables, by its key."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM public.{table} t ORDER BY 1")  # noqa: S608
            found[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        return found


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


def kept(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are now, in the columns that they had before."""
    return [{name: row[name] for name in old} for old, row in zip(before, after, strict=True)]


def positions(kind: str, day: datetime.date) -> dict[str, str]:
    answers = Agreement.objects.published().filter(type__slug=kind)
    complete = Completeness.objects.of_type(kind).covering(day)
    codes = Municipality.objects.filter(code__in=["1280", "1480", "0580", "0180"])
    return {row.code: row.position for row in with_position(codes, answers, day, complete=complete)}


@dataclass(frozen=True)
class Upgraded:
    """A register of this version, with what it was in the version before."""

    filled: dict[str, Any]
    before: dict[str, list[dict[str, Any]]]
    sealed: list[tuple[int, str]]
    noted: Head | None


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Upgraded]:
    """Upgraded once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        to_the_version_before()
        register = Upgraded(fill(), rows(), digests(), head())
        assert [*_broken_links(), *_changed_contexts()] == []
        migrate(*latest())
        yield register
        transaction.set_rollback(True)


def test_upgrade_keeps_every_row_and_its_history(upgraded: Upgraded) -> None:
    filled, before, sealed = upgraded.filled, upgraded.before, upgraded.sealed
    assert faults(upgraded.noted) == []
    assert digests()[: len(sealed)] == sealed
    after = rows()
    [given] = [row for row in after["agreements_agreement"] if row["id"] == filled["dialogue"].pk]
    # A published dialogue went on at the latest when it was published.
    assert (given["valid_from"], given["valid_from_earliest"]) == (str(timezone.localdate(PUBLISHED)), "0001-01-01")
    given["valid_from"] = None
    for table in TABLES:
        assert kept(before[table], after[table]) == before[table], table
    signed = Agreement.objects.get(pk=filled["signed"].pk)
    assert signed.replaces == Agreement.objects.get(pk=filled["earlier"].pk)
    assert (str(signed.first_day), signed.last_day, signed.levels.count()) == ("6 maj 2024", None, 2)
    assert Group.objects.get(name="Granskare").user_set.filter(username="greta").exists()
    [proposal] = signed.proposals.filter(state="open")
    assert proposal.changes["valid_to"] == [None, "2025-12-31"]


@pytest.mark.usefixtures("upgraded")
def test_enligt_of_a_day_before_the_upgrade_gives_the_same_answers() -> None:
    headline = AgreementType.objects.get(is_headline=True)
    stated_today = Completeness.objects.create(type=headline, first_day=DAY, ground="Alla", stated_on=DAY)
    for (kind, day), answers in ANSWERS.items():
        now_unknown = {code: "unknown" if position == "none" else position for code, position in answers.items()}
        with register_as_known(YESTERDAY):
            assert positions(kind, day) == now_unknown, (kind, day)
        covered = kind == HEADLINE and day >= stated_today.first_day
        assert positions(kind, day) == (answers if covered else now_unknown), (kind, day)
    with register_as_known(YESTERDAY):
        published = Agreement.objects.published()
        [dialogue] = published.filter(status="in_dialogue")
        assert (dialogue.first_day, dialogue.last_day) == (None, None)
        published_on = timezone.localdate(PUBLISHED)
        for day, goes_on in ((published_on - ONE_DAY, False), (published_on, True), (YESTERDAY, True)):
            row = with_position(
                Municipality.objects.filter(code="0580"), published, day, complete=Completeness.objects.none()
            ).get()
            assert (row.position, row.in_dialogue) == (Position.UNKNOWN, goes_on)


def test_addresses_of_the_version_before_answer(upgraded: Upgraded, client: Client) -> None:
    filled = upgraded.filled
    public_id = Agreement.objects.get(pk=filled["signed"].pk).public_id
    page = client.get(f"/overenskommelser/{public_id}/", {"enligt": YESTERDAY.isoformat()})
    assert page.status_code == 200
    assert "AF-2024/1" in page.content.decode()
    draft = Agreement.objects.get(pk=filled["draft"].pk)
    assert client.get(f"/overenskommelser/{draft.public_id}/").status_code == 404
    for query in ({"type": DUA}, {"type": DUA, "enligt": YESTERDAY.isoformat()}):
        listed = client.get("/overenskommelser/", query).content.decode()
        assert "1480-2" in listed
        assert public_id not in listed
        signed_only = client.get("/kommuner/", query | {"position": "signed"})
        assert signed_only.status_code == 200
        assert "Göteborg" in signed_only.content.decode()
