"""The log, the history of a row and restoring in a browser."""

from __future__ import annotations

from typing import Any

import pghistory
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from agreements.models import Agreement
from tests.factories import AgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def violations_of(page: Page) -> list[str]:
    return [f"{page.url}: {violation['id']}" for violation in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", [1280, 390])
def test_log_history_and_restoring(page: Page, live_server: Any, register: None, width: int) -> None:
    rut = User.objects.create_superuser("rut", password="hemligt-ord", first_name="Rut", last_name="Registrator")
    with pghistory.context(user=rut.pk, url="/admin/agreements/agreement/add/"):
        draft = AgreementFactory(draft=True, municipality_id="1280", diary_number="A-1")
    with pghistory.context(user=rut.pk, url="/admin/agreements/agreement/1/change/", reason="Enligt protokollet"):
        Agreement.objects.filter(pk=draft.pk).update(diary_number="B-2")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Användarnamn").fill("rut")
    page.get_by_label("Lösenord").fill("hemligt-ord")
    page.keyboard.press("Enter")
    page.wait_for_selector("#logout-form")

    page.goto(f"{live_server.url}/admin/agreements/historyentry/")
    page.get_by_label("Kommun", exact=False).first.select_option("1280")
    page.get_by_label("Slags rad").select_option("agreement")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.locator(".history-entry")).to_have_count(2)
    expect(page.get_by_text("Enligt protokollet")).to_be_visible()
    wrong = violations_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Hela historiken").first.click()

    expect(page.get_by_text("Enligt protokollet")).to_be_visible()
    wrong += violations_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Återställ den här versionen").click()

    expect(page.get_by_role("cell", name="A-1")).to_be_visible()
    wrong += violations_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Varför").fill("Fel överenskommelse")
    page.get_by_role("button", name="Återställ den här versionen").click()

    expect(page.locator(".history-how").first).to_have_text("Återställning")
    draft.refresh_from_db()
    assert draft.diary_number == "A-1"
    page.get_by_role("link", name="Se allt som gjordes då").first.click()
    expect(page.get_by_role("heading", name="En händelse i loggen")).to_be_visible()
    wrong += violations_of(page)
    assert wrong == []
