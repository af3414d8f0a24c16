"""Proposals for a published agreement: the public page meanwhile, and each decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreements.acts import proposal_content, proposals
from agreements.models import Agreement, CollaborationLevel, Proposal
from tests.conftest import post_form
from tests.factories import AgreementFactory, ProposalFactory, UserFactory
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

CHANGE = Proposal.Act.CHANGE


def field_values(agreement: Agreement) -> dict[str, Any]:
    return Agreement.objects.values().get(pk=agreement.pk)


def test_proposal_stores_changed_fields_only(registrar: User) -> None:
    agreement = AgreementFactory()
    agreement.levels.set(CollaborationLevel.objects.filter(slug="operativ"))
    values = {
        "valid_from": "2023-03-01",
        "valid_to": "2025-12-31",
        "levels": ["operativ", "strategisk"],
        "areas": [],
    }
    proposal = proposals.propose(agreement, values, kind=CHANGE, by=registrar)
    assert proposal.changes == {
        "valid_to": [None, "2025-12-31"],
        "levels": [["operativ"], ["operativ", "strategisk"]],
    }


def test_public_page_is_unchanged_until_publication(client: Client, registrar: User) -> None:
    agreement = AgreementFactory()
    page = f"/overenskommelser/{agreement.public_id}/"
    proposal = proposals.propose(agreement, {"public_summary": "Ny text"}, kind=CHANGE, by=registrar)
    assert "Ny text" not in client.get(page).content.decode()
    proposals.publish_proposal(proposal, by=registrar)
    forget_pages()
    assert "Ny text" in client.get(page).content.decode()


def test_publishing_sets_days_and_levels(registrar: User) -> None:
    agreement = AgreementFactory()
    values = {"valid_to": "2025-12-31", "levels": ["strategisk"]}
    proposals.publish_proposal(proposals.propose(agreement, values, kind=CHANGE, by=registrar), by=registrar)
    agreement.refresh_from_db()
    assert str(agreement.valid_to) == "2025-12-31"
    assert [level.slug for level in agreement.levels.all()] == ["strategisk"]
    assert agreement.proposals.get().decided_by == registrar


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Ingenting är ändrat"),
        ({"diary_number": ""}, "Ingenting är ändrat"),
        ({"valid_to": "2022-01-01"}, "inte vara före gäller från"),
        ({"valid_from": None}, "Fyll i den första dagen"),
        ({"source_note": ""}, "Ange källans adress eller källa"),
    ],
    ids=str,
)
def test_proposal_that_breaks_rule_is_refused(registrar: User, values: dict[str, Any], message: str) -> None:
    agreement = AgreementFactory()
    with pytest.raises(ValidationError, match=message):
        proposals.propose(agreement, values, kind=CHANGE, by=registrar)
    assert not Proposal.objects.exists()


def test_draft_takes_no_proposals(registrar: User) -> None:
    with pytest.raises(ValidationError, match="är ett utkast"):
        proposals.propose(AgreementFactory(draft=True), {"diary_number": "1"}, kind=CHANGE, by=registrar)


def test_desk_has_one_proposal_and_municipality_another(registrar: User) -> None:
    agreement = AgreementFactory()
    proposals.propose(agreement, {"diary_number": "1"}, kind=CHANGE, by=registrar)
    with pytest.raises(ValidationError, match="redan ett ändringsförslag"):
        proposals.propose(agreement, {"diary_number": "2"}, kind=CHANGE, by=registrar)
    of_malmo = {"by": None, "on_behalf_of": "Arbetsmarknadsenheten, Malmö stad"}
    proposals.propose(agreement, {"municipality_diary_number": "3"}, kind=CHANGE, **of_malmo)
    # A municipality's message without changed fields is a proposal too.
    proposals.propose(agreement, {}, kind=CHANGE, reason="Dagen är fel.", **of_malmo)
    assert agreement.proposals.undecided().count() == 3


def test_proposals_for_different_fields_are_both_published(registrar: User) -> None:
    agreement = AgreementFactory()
    proposal = proposals.propose(agreement, {"diary_number": "1"}, kind=CHANGE, by=registrar)
    Agreement.objects.filter(pk=agreement.pk).update(public_summary="Rättad")
    proposals.publish_proposal(proposal, by=registrar)
    agreement.refresh_from_db()
    assert (agreement.diary_number, agreement.public_summary) == ("1", "Rättad")


def test_publication_is_refused_if_field_changed_since_proposal(registrar: User) -> None:
    agreement = AgreementFactory()
    proposal = proposals.propose(agreement, {"diary_number": "1"}, kind=CHANGE, by=registrar)
    Agreement.objects.filter(pk=agreement.pk).update(diary_number="2")
    [difference] = proposal_content.proposal_differences(Proposal.objects.get())
    assert (difference.before, difference.after, difference.meanwhile) == ("–", "1", "2")
    before = field_values(agreement)
    with pytest.raises(ValidationError, match="har ändrats till 2"):
        proposals.publish_proposal(proposal, by=registrar)
    assert field_values(agreement) == before
    assert Proposal.objects.get().state == "open"


def test_differences_are_in_words_and_form_order(registrar: User) -> None:
    agreement = AgreementFactory()
    values = {"levels": ["strategisk"], "valid_to": "2025-12-31", "ending": "expired"}
    proposal = proposals.propose(agreement, values, kind=CHANGE, by=registrar)
    assert [(one.label, one.before, one.after) for one in proposal_content.proposal_differences(proposal)] == [
        ("Gäller till", "tills vidare", "2025-12-31"),
        ("Hur den upphör", "–", "löpte ut"),
        ("Samverkansnivåer", "–", "Strategisk nivå"),
    ]


def test_proposal_is_sent_back_and_revised(registrar: User) -> None:
    proposal = proposals.propose(AgreementFactory(), {"diary_number": "1"}, kind=CHANGE, by=registrar)
    with pytest.raises(ValidationError, match="Skriv varför"):
        proposals.send_back_proposal(proposal, because="", by=registrar)
    proposals.send_back_proposal(proposal, because="Fel nummer", by=registrar)
    assert not Proposal.objects.waiting().exists()
    proposals.revise(proposal, {"diary_number": "2"}, kind=CHANGE, by=registrar, reason="Rättat")
    again = Proposal.objects.waiting().get()
    assert (again.changes, again.returned_because, again.reason) == ({"diary_number": ["", "2"]}, "", "Rättat")


@pytest.mark.parametrize("act", ["publish", "send_back", "withdraw", "revise"])
def test_proposal_is_decided_once(registrar: User, act: str) -> None:
    proposal = proposals.propose(AgreementFactory(), {"diary_number": "1"}, kind=CHANGE, by=registrar)
    stale = Proposal.objects.get()
    proposals.withdraw(proposal, by=registrar)
    again = {
        "publish": lambda: proposals.publish_proposal(stale, by=registrar),
        "send_back": lambda: proposals.send_back_proposal(stale, because="x", by=registrar),
        "withdraw": lambda: proposals.withdraw(stale, by=registrar),
        "revise": lambda: proposals.revise(stale, {"diary_number": "2"}, kind=CHANGE, by=registrar, reason=""),
    }
    with pytest.raises(ValidationError, match="redan avgjort: återtagen"):
        again[act]()


# The checker's page


def page_of(proposal: Proposal) -> str:
    return f"/admin/agreements/proposal/{proposal.pk}/change/"


def test_page_shows_differences_author_and_reason(admin: Client, registrar: User) -> None:
    proposal = proposals.propose(
        AgreementFactory(), {"diary_number": "Af-1"}, kind=Proposal.Act.CORRECTION, by=registrar, reason="Fel nummer"
    )
    page = admin.get(page_of(proposal)).content.decode()
    for words in ("Arbetsförmedlingens diarienummer", "<ins>Af-1</ins>", "Rut Registrator", "Fel nummer", "Rättelse"):
        assert words in page


def test_page_publishes_sends_back_or_withdraws(admin: Client) -> None:
    published, returned, withdrawn = _three()
    assert post_form(admin, page_of(published), {"_approve": ""}).status_code == 302
    assert "Skriv vad som behöver rättas" in post_form(admin, page_of(returned), {"_return": ""}).content.decode()
    assert post_form(admin, page_of(returned), {"_return": "", "because": "Fel"}).status_code == 302
    assert post_form(admin, page_of(withdrawn), {"_withdraw": ""}).status_code == 302
    states = [Proposal.objects.get(pk=one.pk).state for one in (published, returned, withdrawn)]
    assert states == ["published", "returned", "withdrawn"]


def _three() -> list[Proposal]:
    return [ProposalFactory(agreement=AgreementFactory(municipality_id=code)) for code in ("1280", "0180", "1480")]


def test_proposal_without_changes_has_no_publish_button(admin: Client) -> None:
    proposal = ProposalFactory(changes={}, proposed_by=None, on_behalf_of="Malmö stad", reason="Dagen är fel.")
    page = admin.get(page_of(proposal)).content.decode()
    assert "bara ett meddelande" in page
    assert "_approve" not in page
    post_form(admin, page_of(proposal), {"_approve": ""})
    assert Proposal.objects.get().state == "open"


def test_worklist_filters(admin: Client, registrar: User) -> None:
    decided = {"decided_by": registrar, "decided_at": timezone.now()}
    mine = ProposalFactory(proposed_by=registrar, state="returned", returned_because="x", **decided)
    waiting = ProposalFactory(agreement=AgreementFactory(municipality_id="0180"), proposed_by=UserFactory())
    of_malmo = ProposalFactory(
        agreement=AgreementFactory(municipality_id="1480"), proposed_by=None, on_behalf_of="Göteborgs stad"
    )
    address = "/admin/agreements/proposal/"
    for name, expected in (("vantar", [waiting, of_malmo]), ("mina", [mine]), ("kommuner", [of_malmo])):
        assert list(admin.get(f"{address}?lista={name}").context["cl"].result_list) == expected, name
