"""Changes and `enligt` in a browser: accessibility, and use without scripts."""

from __future__ import annotations

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import Register
from agreements.positions import Status
from tests.browser.conftest import OpenPage, in_every_guise
from tests.factories import AgreementFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def register(site: str) -> str:
    publisher = UserFactory()
    day = datetime.date(2024, 3, 1)
    AgreementFactory(decided_on=day, published_by=publisher)
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, decided_on=day, published_by=publisher)
    AgreementFactory(municipality_id="1480", valid_to=datetime.date(2024, 12, 31), published_by=publisher)
    Register.objects.update(publisher="Arbetsförmedlingen")
    return site


def addresses() -> list[str]:
    today = timezone.localdate()
    return [
        "forandringar/?from=2024-01-01&till=2025-06-01",
        "forandringar/?from=2025-01-01&till=2024-01-01",
        f"forandringar/?from=2024-01-01&enligt={today}",
        f"kommuner/1280/?enligt={today}",
        f"kommuner/?enligt={today}&per=2024-06-01",
        f"?enligt={today}",
        "?enligt=x",
        "?enligt=2000-01-01",
    ]


@in_every_guise
def test_accessible_and_never_scrolls_sideways(
    open_page: OpenPage, register: str, width: int, colours: str, language: str
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    for path in addresses():
        page.goto(f"{register}/{language}{path}")
        result = Axe().run(page)
        assert not result.violations_count, f"/{language}{path}\n{result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_compare_two_days_by_keyboard_alone_and_without_scripts(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(register)
    page.get_by_role("link", name="Förändringar", exact=True).press("Enter")
    page.get_by_label("Från dagen").fill("2025-01-01")
    page.get_by_label("Till dagen").fill("2024-01-01")
    page.get_by_role("button", name="Visa").press("Enter")
    expect(page.get_by_text("Den andra dagen är före den första.")).to_be_visible()
    page.get_by_label("Från dagen").fill("2024-01-01")
    page.get_by_label("Till dagen").fill("2025-01-01")
    page.get_by_role("button", name="Visa").press("Enter")
    expect(page.get_by_text("3 kommuner med en förändring")).to_be_visible()
    expect(page.get_by_role("heading", name="1 överenskommelse upphörde")).to_be_visible()
    page.get_by_role("link", name="Malmö", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"/kommuner/1280/\?per=2025-01-01$"))


def test_known_day_is_chosen_in_the_form_and_kept_in_links(open_page: OpenPage, register: str) -> None:
    today = timezone.localdate().isoformat()
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/kommuner/1280/")
    summary = page.get_by_text("Som registret var en viss dag")
    known = page.get_by_label("Så som registret kände till det den dagen")
    expect(known).to_be_hidden()
    summary.press("Enter")
    known.fill(today)
    page.get_by_role("button", name="Visa dagen").press("Enter")
    expect(page.get_by_text("Så här kände registret till läget den")).to_be_visible()
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Kommuner").press("Enter")
    expect(page).to_have_url(re.compile(rf"/kommuner/\?enligt={today}$"))
    expect(page.get_by_text("Så här kände registret till läget den")).to_be_visible()
    page.get_by_role("link", name="Visa sidan med det som registret vet i dag").press("Enter")
    expect(page.get_by_text("Så här kände registret")).to_have_count(0)
