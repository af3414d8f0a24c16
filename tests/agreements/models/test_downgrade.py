"""What is known in part goes back to the version before, which cannot hold it, and comes again without loss."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST
from agreements.history.row import history_of
from agreements.history.verification import _broken_links, _changed_contexts, faults
from agreements.models import (
    Agreement,
    AgreementRevision,
    FollowUp,
    HistoryEntry,
    Party,
    Source,
    TargetGroup,
)
from agreements.positions import Status
from tests.agreements.models.test_account_migration import migrate
from tests.agreements.models.test_upgrade import BEFORE, latest
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]

FEBRUARY = datetime.date(2016, 2, 29)
AUGUST = datetime.date(2024, 8, 31)
NOT_LATER = {"decided_on": None, "valid_from": FEBRUARY, "valid_from_earliest": OPEN_PAST}
IN_AUGUST = {"done_on": AUGUST, "done_on_earliest": datetime.date(2024, 8, 1)}
TABLES = [
    "agreements_agreement", "agreements_jointagreement", "agreements_dialogueround", "agreements_dialoguemeeting",
    "agreements_followup", "agreements_reportedtotal", "agreements_completeness", "agreements_party",
    "agreements_targetgroup", "agreements_source", "agreements_agreementrevision", "agreements_agreement_parties",
    "agreements_agreement_target_groups", "agreements_agreement_also_replaces", "agreements_jointagreement_parties",
    "agreements_reportedtotal_municipalities",
]  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM public.{table} t ORDER BY id")  # noqa: S608
            found[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        return found


def before() -> Any:
    """The models of the version before."""
    return MigrationExecutor(connection).loader.project_state(BEFORE).apps


@pytest.fixture
def filled() -> dict[str, Any]:
    """Something of everything that this version can hold and the version before cannot."""
    by = UserFactory()
    exact = AgreementFactory(deciding_body="Kommunstyrelsen", signed_on=AUGUST, extension_months=12, published_by=by)
    not_later = AgreementFactory(municipality_id="0180", **NOT_LATER, published_by=by)
    unverified = AgreementFactory(municipality_id="1281", verified_on=None, published_by=by)
    undecided = AgreementFactory(municipality_id="1480", decided_on=None, valid_from=AUGUST, published_by=by)
    ends_unknown = AgreementFactory(
        municipality_id="0581", valid_to=OPEN_PAST, valid_to_latest=OPEN_FUTURE, ending="replaced", published_by=by
    )
    dialogue = AgreementFactory(municipality_id="0580", in_dialogue=True, published_by=by)
    over = AgreementFactory(municipality_id="0580", in_dialogue=True, valid_to=AUGUST, published_by=by)
    joint = JointAgreementFactory(valid_from=AUGUST, valid_from_earliest=OPEN_PAST, source_note="Regionen")
    party = PartyFactory()
    for row in (exact, joint):
        row.parties.add(party)
    exact.target_groups.set(TargetGroup.objects.filter(slug__in=["unga", "alla"]))
    first = datetime.date(2020, 1, 1)
    earlier = AgreementFactory(decided_on=first, valid_to=first, published_by=by)
    exact.also_replaces.add(earlier)
    SourceFactory(agreement=exact)
    SourceFactory(agreement=None, joint_agreement=joint)
    AgreementRevisionFactory(agreement=not_later)
    FollowUpFactory(agreement=None, joint_agreement=joint)
    FollowUpFactory(agreement=exact, **IN_AUGUST)
    DialogueMeetingFactory(
        round=DialogueRoundFactory(starts_on=OPEN_FUTURE, starts_on_earliest=datetime.date(2022, 9, 1)),
        held_on=OPEN_FUTURE,
        held_on_earliest=datetime.date(2022, 10, 1),
    )
    ReportedTotalFactory(total=86, unit="per_cent")
    named = ReportedTotalFactory(precision="at_least", naming="those", publisher="Dua")
    named.municipalities.set(["1280", "0180"])
    connection.check_constraints()
    return {
        "exact": exact, "not_later": not_later, "undecided": undecided, "ends_unknown": ends_unknown,
        "dialogue": dialogue, "over": over, "unverified": unverified, "earlier": earlier, "joint": joint,
    }  # fmt: skip


def assert_nothing_is_said_that_is_not_known(filled: dict[str, Any]) -> None:
    answers = before().get_model("agreements", "Agreement").objects
    public = set(answers.filter(published_at__isnull=False).values_list("pk", flat=True))
    assert public == {filled[name].pk for name in ("exact", "dialogue", "earlier")}
    draft = answers.get(pk=filled["not_later"].pk)
    assert (draft.valid_from, draft.decided_on) == (None, None)
    assert answers.get(pk=filled["undecided"].pk).valid_from == AUGUST
    assert answers.get(pk=filled["ends_unknown"].pk).valid_to is None
    assert answers.get(pk=filled["dialogue"].pk).valid_from is None
    for name in ("DialogueMeeting", "FollowUp"):
        assert not before().get_model("agreements", name).objects.filter(published_at__isnull=False).exists()
    totals = before().get_model("agreements", "ReportedTotal").objects
    assert list(totals.filter(publisher="Dua").values_list("total", "published_at")) == [(270, None)]
    assert not totals.filter(total=86).exists()


def test_what_is_known_in_part_goes_back_and_comes_again(filled: dict[str, Any]) -> None:
    known, entries = rows(), set(HistoryEntry.objects.values_list("event_table", "event_id", "content"))
    assert all(known.values())
    migrate(*BEFORE)
    assert_nothing_is_said_that_is_not_known(filled)
    assert [*_broken_links(), *_changed_contexts()] == []
    assert not HistoryEntry.objects.filter(event_table="agreements_sourceevent").exists()
    migrate(*latest())
    assert rows() == known
    assert entries <= set(HistoryEntry.objects.values_list("event_table", "event_id", "content"))
    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('laid_aside')")
        assert cursor.fetchone() == (None,)
    with pghistory.context(command="prov"):
        assert SourceFactory(agreement=filled["exact"]).pk > max(row["id"] for row in known["agreements_source"])
    acts = [entry.how for entry in history_of(Agreement, filled["not_later"].pk)]
    assert acts[:2] == ["Tillbakalagt vid ny uppgradering", "Tillbaka till versionen med bara exakta dagar"]


def test_what_somebody_changed_in_between_stays_so(filled: dict[str, Any]) -> None:
    migrate(*BEFORE)
    answers = before().get_model("agreements", "Agreement").objects
    public = {"published_at": timezone.now(), "published_by_id": UserFactory().pk}
    with pghistory.context(command="emellan"):
        answers.filter(pk=filled["undecided"].pk).update(decided_on=AUGUST, **public)
        answers.filter(pk=filled["earlier"].pk).update(diary_number="AF-1")
        # Another answer for the days of one that became a draft.
        answers.create(
            municipality_id="0180", type_id=filled["exact"].type_id, status=Status.DECLINED, decided_on=AUGUST,
            valid_from=AUGUST, source_note="Nytt", verified_on=AUGUST, **public,
        )  # fmt: skip
        before().get_model("agreements", "JointAgreement").objects.filter(pk=filled["joint"].pk).delete()
    migrate(*latest())
    undecided = Agreement.objects.get(pk=filled["undecided"].pk)
    assert (undecided.decided_on, undecided.is_published) == (AUGUST, True)
    assert Agreement.objects.get(pk=filled["earlier"].pk).diary_number == "AF-1"
    not_later = Agreement.objects.get(pk=filled["not_later"].pk)
    assert (not_later.is_published, not_later.valid_from, not_later.valid_from_earliest) == (False, FEBRUARY, OPEN_PAST)
    assert not FollowUp.objects.filter(agreement=None).exists()
    assert [source.agreement_id for source in Source.objects.all()] == [filled["exact"].pk]
    assert AgreementRevision.objects.count() == Party.objects.count() == 1
    assert faults() == []
