"""Registering, publishing and ending by keyboard, and accessibility of the desk."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import ConsoleMessage, Page, expect

from agreements.models import Agreement, CollaborationLevel
from tests.factories import AgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Violations inside Django's admin and its widgets, which the register's templates cannot correct.
DJANGO_OWN = {
    # The first column of an inline table has the row's name, and Django gives it no heading.
    ("empty-table-header", 'class="original"'),
    # Neither has the column of deletion where deletion is not allowed.
    ("empty-table-header", "<th></th>"),
}


@pytest.fixture
def desk(page: Page, live_server: Any, register: None) -> Page:
    """A browser logged in at the desk. Collects console messages, which must be empty."""
    User.objects.create_superuser("rut", password="hemligt-ord", first_name="Rut", last_name="Registrator")
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "favicon" not in message.location.get("url", ""):
            complaints.append(f"{message.text} {message.location} {page.url}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Användarnamn").fill("rut")
    page.get_by_label("Lösenord").fill("hemligt-ord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Registrera och granska")).to_be_visible()
    page.complaints = complaints  # type: ignore[attr-defined]
    return page


def test_registering_publishing_and_ending_by_keyboard(desk: Page, live_server: Any) -> None:
    keyboard = desk.keyboard
    desk.goto(f"{live_server.url}/admin/agreements/agreement/add/")
    expect(desk.locator(".field-municipality .select2-selection")).to_be_focused()
    keyboard.press("Enter")
    expect(desk.locator(".select2-search__field")).to_be_focused()
    keyboard.type("malmo")
    expect(desk.locator(".select2-results__option--highlighted")).to_have_text("Malmö, Skåne län")
    keyboard.press("Enter")
    for _ in range(3):  # type, status, day of the decision
        keyboard.press("Tab")
    expect(desk.locator("#id_decided_on")).to_be_focused()
    keyboard.type("2023-03-01")
    desk.locator("#id_source_note").focus()
    keyboard.type("Kommunstyrelsens protokoll 2023-03-01, § 41")
    desk.get_by_label("Jag har jämfört med källan i dag").focus()
    keyboard.press("Space")
    desk.get_by_label("Din funktion").focus()
    keyboard.type("Handläggare, Arbetsförmedlingen Malmö")
    desk.get_by_label("Strategisk nivå").focus()
    keyboard.press("Space")
    desk.get_by_role("button", name="Spara och publicera").focus()
    keyboard.press("Enter")
    expect(desk.get_by_text("1280-1 är publicerad.")).to_be_visible()

    agreement = Agreement.objects.get()
    assert agreement.is_published
    assert agreement.verified_by == "Handläggare, Arbetsförmedlingen Malmö"
    assert list(agreement.levels.all()) == [CollaborationLevel.objects.get(slug="strategisk")]

    desk.get_by_role("link", name="Avsluta").focus()
    keyboard.press("Enter")
    desk.locator("#id_valid_to").focus()
    keyboard.type("2024-12-31")
    desk.get_by_label("löpte ut").focus()
    keyboard.press("Space")
    desk.get_by_label("Varför").focus()
    keyboard.type("Tiden gick ut.")
    desk.get_by_role("button", name="Avsluta överenskommelsen").focus()
    keyboard.press("Enter")
    expect(desk.get_by_text("Ändringen väntar på granskning")).to_be_visible()
    agreement.refresh_from_db()
    assert agreement.valid_to is None
    desk.get_by_role("button", name="Publicera ändringen").focus()
    keyboard.press("Enter")
    expect(desk.get_by_text("Ändringen av 1280-1 Malmö är publicerad.")).to_be_visible()
    agreement.refresh_from_db()
    assert (str(agreement.valid_to), agreement.ending) == ("2024-12-31", "expired")

    desk.goto(f"{live_server.url}/admin/agreements/agreement/{agreement.pk}/history/")
    expect(desk.locator(".history-how").first).to_have_text("Publicering")
    assert desk.complaints == [], "\n".join(desk.complaints)  # type: ignore[attr-defined]


def violations(page: Page) -> list[str]:
    result = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['target']} {node.get('failureSummary', '')[:300]}"
        for rule in result
        for node in rule["nodes"]
        if not any(rule["id"] == known and part in node["html"] for known, part in DJANGO_OWN)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(desk: Page, live_server: Any, scheme: Any) -> None:
    agreement = AgreementFactory()
    desk.emulate_media(color_scheme=scheme)
    agreement_url = f"/admin/agreements/agreement/{agreement.pk}/"
    addresses = [
        "/admin/",
        "/admin/agreements/agreement/",
        "/admin/agreements/agreement/add/",
        f"{agreement_url}change/",
        f"{agreement_url}end/",
        f"{agreement_url}renew/",
        f"{agreement_url}history/",
        "/admin/municipalities/municipality/",
        "/admin/municipalities/municipality/1280/change/",
    ]
    result = {}
    for address in addresses:
        desk.goto(live_server.url + address)
        assert desk.complaints == [], address  # type: ignore[attr-defined]
        result[address] = violations(desk)
        desk.complaints.clear()  # type: ignore[attr-defined] # axe tries inline styles, which the policy stops
    desk.goto(live_server.url + f"{agreement_url}end/")
    desk.get_by_role("button", name="Avsluta överenskommelsen").click()
    expect(desk.locator(".errornote")).to_be_visible()
    result["errors"] = violations(desk)
    desk.get_by_role("button", name="Logga ut").click()
    expect(desk.get_by_role("heading", name="Utloggad")).to_be_visible()
    desk.goto(f"{live_server.url}/admin/login/")
    result["login"] = violations(desk)
    assert {address: problems for address, problems in result.items() if problems} == {}
