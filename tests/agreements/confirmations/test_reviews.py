"""A confirmation is reviewed by the desk before it is public."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreements.confirmations import requests, reviews, snapshots
from agreements.history.row import history_of
from agreements.models import Agreement, ConfirmationRequest
from municipalities.models import Municipality
from tests.agreements.desk.test_roles import entered, member
from tests.conftest import post_form
from tests.factories import AgreementFactory, CheckerFactory

pytestmark = pytest.mark.django_db

TYPED = "Kurt Kommunman på enheten"
DESK = "/admin/agreements/confirmationrequest/"
TODAY = timezone.localdate()
NOT_ACCEPTED = ["Registrator", "Läsare"]


@pytest.fixture
def agreement() -> Agreement:
    Municipality.objects.filter(code="1280").update(contact_function="Enheten", contact_email="e@malmo.example")
    return AgreementFactory(verified_by="Arbetsförmedlingen Malmö")


@pytest.fixture
def answered(client: Client, agreement: Agreement) -> ConfirmationRequest:
    """A request that the municipality has confirmed."""
    asked, token = requests.ask(agreement.municipality, by=None)
    shown = snapshots.page_fingerprint(snapshots.municipality_snapshot(agreement.municipality))
    assert client.post(f"/bekrafta/{token}/", {"function": TYPED, "shown": shown}).status_code == 303
    page = client.get(f"/bekrafta/{token}/").content.decode()
    assert "Registret läser svaret innan något visas för allmänheten." in page
    assert TYPED not in page
    asked.refresh_from_db()
    return asked


def public(client: Client, agreement: Agreement) -> str:
    cache.clear()
    pages = [agreement.get_absolute_url(), "/kommuner/1280/", "/overenskommelser/csv/", "/forandringar/atom/"]
    return "".join(b"".join(client.get(page)).decode() for page in pages)


def test_confirmation_is_public_after_acceptance(
    client: Client, agreement: Agreement, answered: ConfirmationRequest
) -> None:
    assert TYPED not in public(client, agreement)
    assert "15 januari 2024, Arbetsförmedlingen Malmö" in public(client, agreement)
    checker, review = member("Granskare"), f"{DESK}{answered.pk}/review/"
    waiting = checker.get("/admin/").content.decode()
    assert "Bekräftelser från kommuner att granska" in waiting
    assert "Malmö" in checker.get(DESK + "?arende=bekraftelser").content.decode()
    assert review in checker.get(f"{DESK}{answered.pk}/change/").content.decode()
    page = checker.get(review).content.decode()
    assert f'value="{TYPED}, Malmö kommun"' in page
    assert "1280-1 Malmö" in page
    # Reading it shows nothing to anybody else.
    assert TYPED not in public(client, agreement)

    accepted = post_form(
        checker, review, {"shown_as": "Arbetsmarknadsenheten, Malmö kommun", "_accept": ""}, follow=True
    )
    assert "Svaret är godtaget. Kontrollerade överenskommelser: 1." in accepted.content.decode()
    found = public(client, agreement)
    assert "Arbetsmarknadsenheten, Malmö kommun" in found
    assert TYPED not in found
    agreement.refresh_from_db()
    assert (agreement.verified_on, agreement.verified_by) == (TODAY, "Arbetsmarknadsenheten, Malmö kommun")
    entry = history_of(Agreement, agreement.pk)[0]
    assert (entry.how, entry.who) == ("Godtagen bekräftelse", "Rut Registrator")
    assert checker.get(DESK + "?arende=bekraftelser").context["cl"].result_count == 0


def test_dismissed_confirmation_is_not_public(
    client: Client, agreement: Agreement, answered: ConfirmationRequest
) -> None:
    checker, review = member("Granskare"), f"{DESK}{answered.pk}/review/"
    without = post_form(checker, review, {"shown_as": TYPED, "_dismiss": ""}).content.decode()
    assert "Skriv varför du inte godtar svaret." in without
    post_form(checker, review, {"shown_as": TYPED, "because": "Fel förvaltning", "_dismiss": ""})
    answered.refresh_from_db()
    assert (answered.reviewed_at is None, answered.shown_as) == (False, "")
    assert TYPED not in public(client, agreement)
    assert "15 januari 2024, Arbetsförmedlingen Malmö" in public(client, agreement)
    assert history_of(ConfirmationRequest, answered.pk)[0].why == "Fel förvaltning"
    assert "Inte godtaget" in checker.get(f"{DESK}{answered.pk}/change/").content.decode()


@pytest.mark.parametrize("role", NOT_ACCEPTED)
def test_review_requires_permission_to_publish(role: str, answered: ConfirmationRequest) -> None:
    client, review = member(role), f"{DESK}{answered.pk}/review/"
    assert client.get(review).status_code == 403
    assert post_form(client, review, {"shown_as": TYPED, "_accept": ""}).status_code == 403
    answered.refresh_from_db()
    assert answered.reviewed_at is None


@pytest.mark.parametrize("shown_as", ["", "  ", "kurt@malmo.example"])
def test_acceptance_requires_a_function(agreement: Agreement, answered: ConfirmationRequest, shown_as: str) -> None:
    answer = post_form(member("Granskare"), f"{DESK}{answered.pk}/review/", {"shown_as": shown_as, "_accept": ""})
    assert "Skriv vilken funktion som har svarat" in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.verified_by == "Arbetsförmedlingen Malmö"


def test_confirmation_is_reviewed_once(agreement: Agreement, answered: ConfirmationRequest) -> None:
    checker, review = member("Granskare"), f"{DESK}{answered.pk}/review/"
    post_form(checker, review, {"shown_as": "Enheten", "_accept": ""})
    again: Any = post_form(checker, review, {"shown_as": "En annan", "_accept": ""}, follow=True)
    assert "Svaret är redan granskat" in again.content.decode()
    agreement.refresh_from_db()
    assert agreement.verified_by == "Enheten"


def test_second_reviewer_with_an_old_page_is_refused(agreement: Agreement, answered: ConfirmationRequest) -> None:
    old = ConfirmationRequest.objects.get(pk=answered.pk)
    reviews.accept(answered, shown_as="Enheten", by=CheckerFactory())
    with pytest.raises(ValidationError, match="redan granskat"):
        reviews.accept(old, shown_as="En annan", by=CheckerFactory())
    with pytest.raises(ValidationError, match="redan granskat"):
        reviews.dismiss(old, because="Fel.", by=CheckerFactory())
    agreement.refresh_from_db()
    assert agreement.verified_by == "Enheten"


@pytest.mark.parametrize("meanwhile", [{"diary_number": "Af-2"}, {"verified_on": str(TODAY)}], ids=["changed", "later"])
def test_agreement_changed_after_confirmation_is_not_verified(
    agreement: Agreement, answered: ConfirmationRequest, meanwhile: dict[str, str]
) -> None:
    day = datetime.timedelta(days=1)
    ConfirmationRequest.objects.update(answered_at=answered.answered_at - day, asked_at=answered.asked_at - 2 * day)  # type: ignore[operator]
    checker, review = member("Granskare"), f"{DESK}{answered.pk}/review/"
    kept = {"source_note": agreement.source_note, "verified_by": agreement.verified_by, "kind": "change"}
    page = f"/admin/agreements/agreement/{agreement.pk}/change/"
    assert post_form(checker, page, entered(_publish="") | kept | meanwhile).status_code == 302
    agreement.refresh_from_db()
    assert "Ingen: allt har ändrats eller kontrollerats" in checker.get(review).content.decode()
    told = post_form(checker, review, {"shown_as": "Enheten", "_accept": ""}, follow=True).content.decode()
    assert "Kontrollerade överenskommelser: 0." in told
    agreement.refresh_from_db()
    assert agreement.verified_by == "Arbetsförmedlingen Malmö"


def test_open_request_cannot_be_reviewed(agreement: Agreement) -> None:
    asked, _token = requests.ask(agreement.municipality, by=None)
    answer = member("Granskare").get(f"{DESK}{asked.pk}/review/", follow=True)
    assert "Svaret är redan granskat, eller finns inte än." in answer.content.decode()
    assert member("Granskare").get(f"{DESK}0/review/", follow=True).status_code == 200
