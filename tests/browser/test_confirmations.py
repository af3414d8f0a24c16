"""The confirmation page in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from agreements.confirmations import requests
from agreements.models import ConfirmationRequest, Proposal
from municipalities.models import Municipality
from tests import pdfs
from tests.browser.conftest import OpenPage
from tests.browser.test_admin import violations
from tests.factories import AgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_municipality_confirms_on_a_phone_and_corrects_at_a_desk(
    site: str, open_page: OpenPage, tmp_path: Path
) -> None:
    Municipality.objects.update(contact_function="Arbetsmarknadsenheten", contact_email="enheten@example.org")
    first, second = AgreementFactory(), AgreementFactory(municipality_id="0180")

    page = open_page(viewport={"width": 390, "height": 800})
    _asked, token = requests.ask(first.municipality, by=None)
    page.goto(f"{site}/bekrafta/{token}/")
    assert violations(page) == []
    page.get_by_role("button", name="Ja, allt stämmer").click()
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()
    assert violations(page) == []
    assert ConfirmationRequest.objects.get().answered_by == "Arbetsmarknadsenheten"

    page = open_page(viewport={"width": 1280, "height": 900})
    protocol = tmp_path / "protokoll.pdf"
    protocol.write_bytes(pdfs.pdf(1))
    _asked, token = requests.ask(second.municipality, by=None)
    page.goto(f"{site}/bekrafta/{token}/")
    page.get_by_role("link", name="Nej, något behöver rättas").click()
    assert violations(page) == []
    page.get_by_label("Funktion som svarar").fill("")
    page.get_by_label("Beslutsdag").fill("2023-02-28")
    page.get_by_label("Underlag som PDF").set_input_files(protocol)
    page.get_by_role("button", name="Skicka till registret").click()
    expect(page.get_by_role("alert")).to_contain_text("Funktion som svarar")
    assert violations(page) == []
    page.get_by_label("Funktion som svarar").fill("Kansliet")
    page.get_by_role("button", name="Skicka till registret").click()
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()
    assert Proposal.objects.get(agreement=second).changes == {"decided_on": ["2023-03-01", "2023-02-28"]}
