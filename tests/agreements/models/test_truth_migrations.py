"""The migrations of declined answers with levels and of unreviewed confirmations."""

from __future__ import annotations

from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from agreements.acts import proposals
from agreements.confirmations import requests, reviews, snapshots
from agreements.history.verification import _broken_links, _changed_contexts, faults
from agreements.models import AccountFunction, Agreement, CollaborationLevel, ConfirmationRequest, Proposal
from agreements.positions import Status
from municipalities.models import Municipality
from tests.agreements.models.test_account_migration import latest, migrate
from tests.factories import (
    AccountFunctionFactory,
    AgreementFactory,
    CheckerFactory,
    ProposalFactory,
    ReportedTotalFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]

BEFORE = ("agreements", "0042_log_ins")


def columns() -> Any:
    """The historical models before the migration, without reviews."""
    return MigrationExecutor(connection).loader.project_state(BEFORE).apps


def answer(code: str) -> ConfirmationRequest:
    municipality = Municipality.objects.get(code=code)
    asked, _token = requests.ask(municipality, by=None)
    requests.confirm(
        asked, fingerprint=snapshots.page_fingerprint(snapshots.municipality_snapshot(municipality)), function="Enheten"
    )
    return asked


@pytest.fixture(autouse=True)
def _municipalities() -> None:
    Municipality.objects.update(contact_function="Enheten", contact_email="e@kommun.example")


def test_levels_of_declined_answers_are_removed_and_restored() -> None:
    level = CollaborationLevel.objects.get(slug="strategisk")
    declined, signed = AgreementFactory(), AgreementFactory(municipality_id="0180")
    for agreement in (declined, signed):
        agreement.levels.add(level)
    migrate(BEFORE)
    Agreement.objects.filter(pk=declined.pk).update(status=Status.DECLINED)
    migrate(*latest())
    assert (declined.levels.count(), signed.levels.count()) == (0, 1)
    assert faults() == []
    migrate(BEFORE)
    assert (declined.levels.count(), signed.levels.count()) == (1, 1)


def test_confirmations_that_verified_at_once_count_as_reviewed() -> None:
    agreement = AgreementFactory()
    AgreementFactory(municipality_id="0180")
    earlier = answer("1280")
    waiting = answer("0180")
    migrate(BEFORE)
    with pghistory.context(act="confirm", confirmation=earlier.pk):
        Agreement.objects.filter(pk=agreement.pk).update(verified_on=timezone.localdate(), verified_by="Enheten, Malmö")
    migrate(*latest())
    earlier.refresh_from_db()
    waiting.refresh_from_db()
    assert (earlier.reviewed_at, earlier.shown_as) == (earlier.answered_at, "Enheten, Malmö kommun")
    assert (waiting.reviewed_at, waiting.shown_as) == (None, "")
    assert faults() == []


def test_reviews_and_chain_survive_reverse_and_forward_migration() -> None:
    AgreementFactory()
    checker = CheckerFactory()
    asked = answer("1280")
    reviews.accept(asked, shown_as="Arbetsmarknadsenheten", by=checker)
    AccountFunctionFactory(account=checker, function="Handläggare")
    administrators = Group.objects.get(name="Administratör").permissions
    migrate(BEFORE)
    assert [*_broken_links(), *_changed_contexts()] == []
    assert not administrators.filter(codename__contains="accountfunction").exists()
    before: Any = columns().get_model("agreements", "ConfirmationRequest")
    before.objects.update(message="Ett ord till")  # the history takes changes by the state before
    migrate(*latest())
    asked.refresh_from_db()
    assert (asked.shown_as, asked.reviewed_by, asked.message) == ("Arbetsmarknadsenheten", checker, "Ett ord till")
    assert administrators.filter(codename__contains="accountfunction").count() == 4
    assert not AccountFunction.objects.exists()
    assert faults() == []


def test_proposals_about_totals_go_with_the_column_and_the_log_stays_whole() -> None:
    total, checker = ReportedTotalFactory(), CheckerFactory()
    proposals.propose(total, {"source_url": "https://example.org/"}, kind=Proposal.Act.CHANGE, by=checker)
    connection.check_constraints()
    own = ProposalFactory()
    migrate(("agreements", "0078_day_edtf"))
    assert [*_broken_links(), *_changed_contexts()] == []
    migrate(*latest())
    assert list(Proposal.objects.all()) == [own]
    assert faults() == []
