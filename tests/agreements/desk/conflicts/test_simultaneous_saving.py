"""Concurrent saves in two transactions, of which one waits for the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from agreements.acts import proposals
from agreements.models import Agreement, Proposal
from tests.agreements.desk.conflicts.test_form import address, form_data, open_form
from tests.factories import AgreementFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Client:
    call_command("load_fixtures", verbosity=0)
    client = Client()
    client.force_login(UserFactory(username="rut", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def colleague(client: Client) -> User:
    return UserFactory(username="gun", first_name="Gun", last_name="Granskare", is_superuser=True)


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def while_saving(change: Callable[[], Any], send: Callable[[], Any]) -> Any:
    """Sends the form while another transaction has made its change, which commits once the sender waits."""
    is_changed = threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                change()
                is_changed.set()
                until = time.monotonic() + 20
                while not is_waited_for() and time.monotonic() < until:
                    time.sleep(0.02)
        finally:
            is_changed.set()
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert is_changed.wait(20)
    response = send()
    thread.join(30)
    return response


def proposed(agreement: Agreement, by: User, **values: Any) -> Proposal:
    return proposals.propose(agreement, values, kind=Proposal.Act.CHANGE, by=by)


@pytest.mark.parametrize("decide", ["publish_proposal", "withdraw"])
def test_revision_of_concurrently_decided_proposal_becomes_new_proposal(
    client: Client, colleague: User, decide: str
) -> None:
    agreement = AgreementFactory()
    proposal = proposed(agreement, UserFactory(), diary_number="A 1")
    sent = open_form(client, agreement) | {"internal_note": "Mitt", "_save": "1"}
    decision = getattr(proposals, decide)
    response = while_saving(
        lambda: decision(Proposal.objects.get(pk=proposal.pk), by=colleague),
        lambda: client.post(address(agreement), sent),
    )
    assert response.status_code == 302
    assert dict.fromkeys(Proposal.objects.values_list("state", flat=True), 1) == {
        "open": 1,
        "published" if decide == "publish_proposal" else "withdrawn": 1,
    }
    new = Proposal.objects.get(state=Proposal.State.OPEN)
    assert new.changes == {"internal_note": ["", "Mitt"]}
    agreement.refresh_from_db()
    assert agreement.diary_number == ("A 1" if decide == "publish_proposal" else "")


def test_conflict_with_concurrently_published_proposal_needs_choice(client: Client, colleague: User) -> None:
    agreement = AgreementFactory(diary_number="A 0")
    proposal = proposed(agreement, UserFactory(), diary_number="A 1")
    sent = open_form(client, agreement) | {"diary_number": "A 2", "_save": "1"}
    response = while_saving(
        lambda: proposals.withdraw(Proposal.objects.get(pk=proposal.pk), by=colleague),
        lambda: client.post(address(agreement), sent),
    )
    [conflict] = response.context["guard"]["conflicts"]
    assert (conflict.before, conflict.now, conflict.mine) == ("A 1", "A 0", "A 2")
    assert form_data(response)["diary_number"] == "A 2"
    again = client.post(address(agreement), form_data(response) | {conflict.choice: "mine", "_save": "1"})
    assert again.status_code == 302
    assert Proposal.objects.get(state=Proposal.State.OPEN).changes == {"diary_number": ["A 0", "A 2"]}


def test_rule_broken_concurrently_is_reported_with_form_values(client: Client, colleague: User) -> None:
    """Two drafts replace the same agreement: the database refuses the one saved last."""
    replaced = AgreementFactory()
    draft = AgreementFactory(draft=True, decided_on=None)
    other = AgreementFactory(draft=True, decided_on=None)
    sent = open_form(client, draft) | {"replaces": str(replaced.pk), "internal_note": "Mitt", "_save": "1"}
    response = while_saving(
        lambda: Agreement.objects.filter(pk=other.pk).update(replaces=replaced),
        lambda: client.post(address(draft), sent),
    )
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert "Ingenting är sparat" in str(form.non_field_errors())
    assert "redan ersatt av en annan" in str(form.errors["replaces"])
    assert form["internal_note"].value() == "Mitt"
    draft.refresh_from_db()
    assert (draft.replaces, draft.internal_note) == (None, "")
    again = client.post(address(draft), form_data(response) | {"replaces": "", "_save": "1"})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.internal_note == "Mitt"
