"""The map by keyboard and pointer, with and without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.factories import AgreementFactory, BoundaryFactory

pytestmark = pytest.mark.browser


def test_cell_shows_its_card_escape_hides_it_and_enter_opens_the_municipality(open_page: OpenPage, site: str) -> None:
    AgreementFactory(municipality_id="1280")
    page = open_page()
    page.goto(site)
    card = page.get_by_role("tooltip")
    page.get_by_role("link", name="Malmö: har överenskommelse").focus()
    expect(card).to_contain_text("Skåne län")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(card).to_be_visible()
    page.get_by_role("link", name="Malmö: har överenskommelse").press("Enter")
    expect(page).to_have_url(re.compile(r"/kommuner/1280/$"))


def test_map_can_be_skipped_and_read_without_scripts(open_page: OpenPage, site: str) -> None:
    AgreementFactory(municipality_id="1280")
    page = open_page(java_script_enabled=False)
    page.goto(site)
    expect(page.get_by_role("link", name="Malmö: har överenskommelse")).to_be_visible()
    page.get_by_role("link", name="Hoppa över kartan").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Diagrammet som tabell")).to_be_focused()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_accessible_with_both_maps(open_page: OpenPage, site: str, colours: str) -> None:
    AgreementFactory(municipality_id="1280")
    BoundaryFactory(municipality_id="1280")
    page = open_page(color_scheme=colours)
    page.goto(site)
    page.get_by_role("link", name="Malmö: har överenskommelse").focus()
    result = Axe().run(page)
    assert not result.violations_count, result.generate_report()
