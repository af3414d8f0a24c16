"""Rules checked with the row locked: changes by others between the page's check and the save."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agreements.acts import publication
from agreements.confirmations import corrections, requests, snapshots
from agreements.models import Agreement, ConfirmationRequest, Document, FollowUp, Proposal
from municipalities.models import Municipality
from tests.concurrency import meanwhile
from tests.factories import (
    AgreementFactory,
    CheckerFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
)
from tests.pages import AGREEMENTS, form_data, hidden_fields, member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(transactional_db: None) -> User:
    return CheckerFactory(first_name="Siri", last_name="Samtidig")


@pytest.fixture
def greta(transactional_db: None) -> Client:
    return member("Granskare")


def take_back(agreement: Agreement, by: User) -> Callable[[], object]:
    return lambda: publication.unpublish(Agreement.objects.filter(pk=agreement.pk), by=by)


def text(response: Any) -> str:
    return str(response.content.decode())


def page_of(row: Any) -> str:
    return f"/admin/agreements/{row._meta.model_name}/{row.pk}/change/"


# Unpublishing


@pytest.mark.parametrize(
    ("make", "list_page"),
    [(AgreementFactory, "agreement"), (FollowUpFactory, "followup"), (DocumentFactory, "document")],
    ids=["agreement", "follow-up", "document"],
)
def test_concurrent_unpublication_happens_once(greta: Client, other: User, make: Any, list_page: str) -> None:
    row = make()
    chosen = type(row)._default_manager.filter(pk=row.pk)
    unpublish = publication.unpublish
    data = {"action": "unpublish", "_selected_action": [row.pk]}
    answer = meanwhile(
        lambda: unpublish(chosen, by=other),
        lambda: greta.post(f"/admin/agreements/{list_page}/", data, follow=True),
    )
    assert "0 avpublicerades." in text(answer)
    events = row.pgh_event_model.objects.filter(pgh_obj=row.pk, published_at=None)
    assert [event.pgh_context.metadata["user"] for event in events] == [other.pk]


@pytest.mark.parametrize("make", [AgreementFactory, FollowUpFactory, DocumentFactory])
def test_concurrent_publication_happens_once(greta: Client, other: User, make: Any) -> None:
    row = make(draft=True)
    address = f"/admin/agreements/{row._meta.model_name}/"
    data: dict[str, Any] = {"action": "publish", "_selected_action": [row.pk]}
    publish: Any = publication.publish
    if isinstance(row, Agreement):
        publish, data = publication.publish, hidden_fields(text(greta.post(address, data)))
    answer = meanwhile(
        lambda: publish(type(row)._default_manager.all(), by=other), lambda: greta.post(address, data, follow=True)
    )
    assert "0 publicerades." in text(answer)
    row.refresh_from_db()
    assert row.published_by == other


def test_proposal_of_concurrently_unpublished_row_is_refused(greta: Client, other: User) -> None:
    agreement = AgreementFactory(public_summary="Som det var")
    rut = member("Registrator")
    rut.post(page_of(agreement), form_data(rut, page_of(agreement)) | {"public_summary": "Ny", "_save": ""})
    proposal = Proposal.objects.get()
    opened = hidden_fields(text(greta.get(page_of(proposal))))
    answer = meanwhile(
        take_back(agreement, other), lambda: greta.post(page_of(proposal), opened | {"_approve": ""}, follow=True)
    )
    assert "är inte publicerad längre" in text(answer)
    agreement.refresh_from_db()
    assert agreement.public_summary == "Som det var"
    assert Proposal.objects.get().state == "open"


def of_an_agreement(agreement: Agreement) -> FollowUp | Document:
    return FollowUpFactory(agreement=agreement, draft=True)


def of_its_joint_agreement(agreement: Agreement) -> FollowUp | Document:
    return DocumentFactory(agreement=None, joint_agreement=agreement.joint_agreement, draft=True)


@pytest.mark.parametrize("make", [of_an_agreement, of_its_joint_agreement])
def test_attachment_of_concurrently_unpublished_agreement_is_refused(
    greta: Client, other: User, make: Callable[[Agreement], FollowUp | Document]
) -> None:
    agreement = AgreementFactory(joint_agreement=JointAgreementFactory())
    row = make(agreement)
    data = {"action": "publish", "_selected_action": [row.pk]}
    address = f"/admin/agreements/{row._meta.model_name}/"
    answer = meanwhile(take_back(agreement, other), lambda: greta.post(address, data, follow=True))
    assert "Publicera först" in text(answer)
    row.refresh_from_db()
    assert not row.is_published


def test_save_of_concurrently_published_draft_becomes_proposal(other: User) -> None:
    draft, rut = AgreementFactory(draft=True, public_summary="Som det var"), member("Registrator")
    opened = form_data(rut, page_of(draft))
    answer = meanwhile(
        lambda: publication.publish(Agreement.objects.all(), by=other),
        lambda: rut.post(page_of(draft), opened | {"public_summary": "Ny", "_save": ""}, follow=True),
    )
    draft.refresh_from_db()
    assert (draft.is_published, draft.public_summary) == (True, "Som det var")
    # The form asks for the kind of change and keeps its values; sent again, it becomes a proposal.
    assert "Ny" in text(answer)
    rut.post(page_of(draft), form_data(rut, page_of(draft)) | {"public_summary": "Ny", "_save": ""})
    assert Proposal.objects.get().changes == {"public_summary": ["Som det var", "Ny"]}


def test_save_of_text_that_became_public_becomes_proposal(other: User) -> None:
    joint, rut = JointAgreementFactory(public_summary="Som det var"), member("Registrator")
    AgreementFactory(draft=True, joint_agreement=joint)
    opened = form_data(rut, page_of(joint))
    answer = meanwhile(
        lambda: publication.publish(Agreement.objects.all(), by=other),
        lambda: rut.post(page_of(joint), opened | {"public_summary": "Ny", "_save": ""}, follow=True),
    )
    joint.refresh_from_db()
    assert joint.public_summary == "Som det var"
    assert "Ny" in text(answer)


# Confirmation links


@pytest.fixture
def agreement(transactional_db: None) -> Agreement:
    malmo = Municipality.objects.get(code="1280")
    malmo.contact_function, malmo.contact_email = "Arbetsmarknadsenheten", "arbetsmarknad@malmo.example"
    malmo.save()
    return AgreementFactory(municipality=malmo)


@pytest.fixture
def confirmation(agreement: Agreement) -> tuple[ConfirmationRequest, str]:
    return requests.ask(agreement.municipality, by=None)


def shown(agreement: Agreement) -> str:
    return snapshots.page_fingerprint(snapshots.municipality_snapshot(agreement.municipality))


def yes(token: str, agreement: Agreement, function: str) -> Any:
    return Client().post(f"/bekrafta/{token}/", {"function": function, "shown": shown(agreement)})


def no(token: str, agreement: Agreement, function: str) -> Any:
    said = snapshots.municipality_snapshot(agreement.municipality)[agreement.public_id]
    own = {f"{agreement.public_id}-{name}": said[name] for name in ("decided_on", "valid_from")}
    data = {"function": function, "shown": shown(agreement), "message": "Fel dag"} | own
    return Client().post(f"/bekrafta/{token}/ratta/", data)


def anew(token: str, agreement: Agreement, function: str) -> Any:
    agreement_type = agreement.type_id
    data = {"function": function, "type": agreement_type, "status": "in_dialogue"}
    return Client().post(f"/bekrafta/{token}/ratta/", data)


def answered(request: ConfirmationRequest, agreement: Agreement, by: User) -> None:
    corrections.propose_corrections(
        request, fingerprint=shown(agreement), values={}, comments={}, function="Den första", message="Hej", upload=None
    )


def answered_anew(request: ConfirmationRequest, agreement: Agreement, by: User) -> None:
    fields = {"type": agreement.type, "status": "in_dialogue"}
    corrections.draft_new_answer(request, fields=fields, function="Den första", message="", upload=None)


def revoked(request: ConfirmationRequest, agreement: Agreement, by: User) -> None:
    requests.revoke(request, by=by)


def expired(request: ConfirmationRequest, agreement: Agreement, by: User) -> None:
    """The request expires while the answer waits for its lock."""
    past = timezone.now() - datetime.timedelta(seconds=1)
    ConfirmationRequest.objects.filter(pk=request.pk).update(
        asked_at=past - datetime.timedelta(days=30), expires_at=past
    )


@pytest.mark.parametrize("answer", [yes, no])
@pytest.mark.parametrize(
    ("first", "status", "words"),
    [(answered, 409, "Tack, svaret är mottaget"), (revoked, 410, "gäller inte längre"), (expired, 410, "har gått ut")],
)
def test_second_or_late_answer_changes_nothing(
    agreement: Agreement, confirmation: Any, other: User, answer: Any, first: Any, status: int, words: str
) -> None:
    request, token = confirmation
    response = meanwhile(lambda: first(request, agreement, other), lambda: answer(token, agreement, "Den andra"))
    assert response.status_code == status
    assert words in text(response)
    now = Agreement.objects.get()
    assert (now.verified_on, now.verified_by) == (agreement.verified_on, agreement.verified_by)
    assert ConfirmationRequest.objects.get().answered_by == ("Den första" if first is answered else "")
    assert Proposal.objects.count() == (1 if first is answered else 0)


@pytest.mark.parametrize(("first", "status"), [(answered_anew, 409), (revoked, 410), (expired, 410)])
def test_second_or_late_new_answer_creates_no_draft(
    agreement: Agreement, confirmation: Any, other: User, first: Any, status: int
) -> None:
    request, token = confirmation
    Agreement.objects.update(published_at=None, published_by=None)
    before = Agreement.objects.count()
    response = meanwhile(lambda: first(request, agreement, other), lambda: anew(token, agreement, "Den andra"))
    assert response.status_code == status
    assert Agreement.objects.count() == before + (1 if first is answered_anew else 0)


def test_concurrently_unpublished_agreement_is_not_confirmed(
    agreement: Agreement, confirmation: Any, other: User
) -> None:
    _request, token = confirmation
    response = meanwhile(take_back(agreement, other), lambda: yes(token, agreement, "Enheten"))
    assert response.status_code == 400
    assert Agreement.objects.get().verified_on == agreement.verified_on
    assert ConfirmationRequest.objects.get().answered_at is None


def test_revocation_during_answer_is_refused(agreement: Agreement, confirmation: Any, greta: Client) -> None:
    request, _token = confirmation
    data = {"action": "revoke", "_selected_action": [request.pk]}
    response = meanwhile(
        lambda: answered(request, agreement, greta.user),  # type: ignore[attr-defined]
        lambda: greta.post("/admin/agreements/confirmationrequest/", data, follow=True),
    )
    assert "redan besvarad eller återkallad" in text(response)
    assert ConfirmationRequest.objects.get().revoked_at is None


def test_list_action_refuses_row_changed_while_waiting_for_lock(greta: Client, other: User) -> None:
    draft = AgreementFactory(draft=True)
    chosen = {"action": "publish", "_selected_action": [draft.pk]}
    shown_page = hidden_fields(text(greta.post(AGREEMENTS, chosen)))
    answer = meanwhile(
        lambda: Agreement.objects.filter(pk=draft.pk).update(public_summary="Inskrivet samtidigt"),
        lambda: greta.post(AGREEMENTS, shown_page, follow=True),
    )
    assert "visades inte så på sidan" in text(answer)
    assert not Agreement.objects.published().exists()
