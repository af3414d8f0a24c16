"""The first page of the desk for each role."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.factories import AgreementFactory, ProposalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLES = ["Läsare", "Registrator", "Granskare", "Administratör"]


@pytest.fixture
def people(register: None) -> None:
    for role in ROLES:
        person = User.objects.create_user(role, password="hemligt-ord", is_staff=True)
        person.groups.add(Group.objects.get(name=role))
    AgreementFactory(draft=True, submitted_at=timezone.now())
    ProposalFactory(agreement=AgreementFactory(municipality_id="0180"))


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/admin/")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill("hemligt-ord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Registrera och granska")).to_be_visible()


def violations(page: Page) -> list[str]:
    result = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in result for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("role", "width", "scheme"),
    [(ROLES[0], 390, "light"), (ROLES[1], 1280, "dark"), (ROLES[2], 390, "dark"), (ROLES[3], 1280, "light")],
)
@pytest.mark.usefixtures("people")
def test_each_matter_of_a_role_opens_its_list(
    open_page: OpenPage, live_server: Any, role: str, width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="sv-SE")
    log_in(page, live_server.url, role)
    result = {"desk": violations(page)}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rows = page.locator(".desk-matters a")
    addresses = [rows.nth(place).get_attribute("href") for place in range(rows.count())]
    assert any("arende=granska" in str(address) for address in addresses) == (role in ("Granskare", "Administratör"))
    for address in {str(address).split("?")[0]: address for address in addresses}.values():
        page.goto(f"{live_server.url}/admin/")
        row = page.locator(f'.desk-matters a[href="{address}"]')
        count = row.locator(".desk-count").inner_text()
        row.click()
        expect(page.locator(".paginator")).to_contain_text(re.compile(rf"\b{count} "))
        result[str(address)] = violations(page)
    page.goto(f"{live_server.url}/admin/vagledning/")
    result["guide"] = violations(page)
    assert {address: problems for address, problems in result.items() if problems} == {}


def test_an_empty_register_begins_with_steps(open_page: OpenPage, live_server: Any, register: None) -> None:
    User.objects.create_superuser("rut", password="hemligt-ord")
    page = open_page(viewport={"width": 390, "height": 900}, locale="sv-SE")
    log_in(page, live_server.url, "rut")
    page.get_by_role("link", name="Fyll i registrets inställningar").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_publisher")).to_be_visible()
