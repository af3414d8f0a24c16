"""Four eyes: nobody publishes what they have entered, by any path."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from agreements.acts import agreements as agreement_acts
from agreements.acts import four_eyes, proposals, publication
from agreements.models import Agreement, CollaborationLevel, Proposal
from agreements.positions import Status
from municipalities.models import Municipality
from tests.conftest import require_two_people
from tests.factories import AgreementFactory, CheckerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]

DAY = datetime.date(2024, 1, 1)


@pytest.fixture
def rut(db: None) -> User:
    return CheckerFactory()


@pytest.fixture
def greta(db: None) -> User:
    return CheckerFactory(first_name="Greta", last_name="Granskare")


@pytest.fixture
def draft(rut: User, headline: Any) -> Agreement:
    malmo = Municipality.objects.get(code="1280")
    given = {"decided_on": DAY, "valid_from": DAY, "source_note": "Protokoll", "verified_on": DAY}
    return agreement_acts.register(municipality=malmo, type=headline, status=Status.SIGNED, by=rut, **given)


def publish(draft: Agreement, by: User) -> None:
    publication.publish(Agreement.objects.filter(pk=draft.pk), by=by)


def is_refused(draft: Agreement, by: User) -> bool:
    with pytest.raises(ValidationError, match="Du har själv"):
        publish(draft, by)
    return not Agreement.objects.published().exists()


def test_another_user_publishes_draft(draft: Agreement, rut: User, greta: User) -> None:
    assert is_refused(draft, rut)
    publish(draft, greta)
    assert Agreement.objects.published().exists()


def test_author_publishes_without_four_eyes(draft: Agreement, rut: User) -> None:
    require_two_people(False)
    publish(draft, rut)


def test_neither_author_nor_later_editor_publishes(draft: Agreement, rut: User, greta: User) -> None:
    with pghistory.context(user=greta.pk):
        Agreement.objects.filter(pk=draft.pk).update(diary_number="Af-1")
    assert is_refused(draft, rut)
    assert is_refused(draft, greta)


def test_change_of_levels_counts(draft: Agreement, greta: User) -> None:
    with pghistory.context(user=greta.pk):
        draft.levels.add(CollaborationLevel.objects.earliest("pk"))
    assert is_refused(draft, greta)


def test_form_that_registers_and_publishes_counts(draft: Agreement, greta: User) -> None:
    with pghistory.context(user=greta.pk, url="/admin/", act="publish"):
        Agreement.objects.filter(pk=draft.pk).update(diary_number="Af-1")
        assert is_refused(draft, greta)


def test_submitting_and_sending_back_do_not_count(draft: Agreement, rut: User, greta: User) -> None:
    agreement_acts.submit(Agreement.objects.all(), by=greta)
    draft.refresh_from_db()
    agreement_acts.send_back_draft(draft, because="Fel", by=greta)
    assert four_eyes.editors_of(draft) == {rut.pk}


def test_unchanged_agreement_is_republished_by_same_user(draft: Agreement, rut: User, greta: User) -> None:
    publish(draft, greta)
    publication.unpublish(Agreement.objects.all(), by=rut)
    draft.refresh_from_db()
    publish(draft, rut)


def test_changed_unpublished_agreement_needs_another_user(draft: Agreement, greta: User) -> None:
    publish(draft, greta)
    publication.unpublish(Agreement.objects.all(), by=greta)
    with pghistory.context(user=greta.pk):
        Agreement.objects.filter(pk=draft.pk).update(diary_number="Af-1")
    assert is_refused(draft, greta)


def test_author_of_proposal_does_not_publish_it(rut: User, greta: User) -> None:
    agreement = AgreementFactory(published_by=greta)
    proposal = proposals.propose(agreement, {"diary_number": "Af-1"}, kind=Proposal.Act.CHANGE, by=rut)
    with pytest.raises(ValidationError, match="Du har själv"):
        proposals.publish_proposal(proposal, by=rut)
    proposals.publish_proposal(proposal, by=greta)
    agreement.refresh_from_db()
    assert agreement.diary_number == "Af-1"


def test_reviser_becomes_author_of_proposal(rut: User, greta: User) -> None:
    agreement = AgreementFactory()
    proposal = proposals.propose(agreement, {"diary_number": "Af-1"}, kind=Proposal.Act.CHANGE, by=rut)
    proposals.revise(proposal, {"diary_number": "Af-2"}, kind=Proposal.Act.CHANGE, by=greta, reason="")
    with pytest.raises(ValidationError, match="Du har själv"):
        proposals.publish_proposal(proposal, by=greta)
