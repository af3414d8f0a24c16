"""Uploading and replacing a PDF at the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import Document
from tests import pdfs
from tests.browser.test_admin import violations
from tests.factories import AgreementFactory, JointAgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_pdf_is_uploaded_warned_of_replaced_and_read_by_the_public(
    page: Page, live_server: Any, register: None, tmp_path: Path
) -> None:
    User.objects.create_superuser("rut", password="hemligt-ord", first_name="Rut", last_name="Registrator")
    joint = JointAgreementFactory()
    agreement = AgreementFactory(joint_agreement=joint)
    scripted, sound = tmp_path / "Avtal med skript.pdf", tmp_path / "Avtal.pdf"
    scripted.write_bytes(pdfs.with_script())
    sound.write_bytes(pdfs.pdf(3))
    desk = f"{live_server.url}/admin/agreements/jointagreement/{joint.pk}/change/"
    page.goto(desk)
    page.get_by_label("Användarnamn").fill("rut")
    page.get_by_label("Lösenord").fill("hemligt-ord")
    page.keyboard.press("Enter")

    page.get_by_text("Lägg till ytterligare Dokument").click()
    page.locator("#id_documents-0-title").fill("Själva avtalet")
    page.get_by_label("Ladda upp en PDF").first.set_input_files(scripted)
    page.get_by_role("button", name="Föreslå ändringen").click()
    expect(page.get_by_text("innehåller skript")).to_be_visible()
    expect(page.get_by_text("Vald: Avtal med skript.pdf")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Ta med filen ändå").check()
    page.get_by_role("button", name="Föreslå ändringen").click()
    page.wait_for_load_state()
    page.goto(desk)
    expect(page.get_by_role("link", name="Avtal med skript.pdf")).to_be_visible()

    page.get_by_label("Ladda upp en PDF").first.set_input_files(sound)
    page.get_by_role("button", name="Föreslå ändringen").click()
    page.wait_for_load_state()
    page.goto(desk)
    earlier = page.locator(".field-earlier_files")
    expect(earlier.get_by_role("link", name="Avtal med skript.pdf")).to_be_visible()
    assert violations(page) == []

    address = live_server.url + agreement.get_absolute_url()
    page.goto(address)
    expect(page.get_by_text("Själva avtalet")).to_have_count(0)
    Document.objects.update(published_at=timezone.now())
    page.goto(address)
    link = page.get_by_role("link", name="Själva avtalet")
    expect(page.get_by_text("PDF, 3 sidor")).to_be_visible()
    answer = page.request.get(live_server.url + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body() == sound.read_bytes()
