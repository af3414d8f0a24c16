"""The list of municipalities with and without scripts."""

from __future__ import annotations

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from agreements.positions import Status
from tests.browser.conftest import OpenPage, in_every_guise
from tests.factories import AgreementFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def register(site: str) -> str:
    publisher = UserFactory()
    AgreementFactory(published_by=publisher)
    AgreementFactory(municipality_id="1281", published_by=publisher)
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, published_by=publisher)
    AgreementFactory(municipality_id="1480", valid_to=datetime.date(2023, 12, 31), published_by=publisher)
    return site


def names(page: Page) -> list[str]:
    return page.locator("#rows tbody th").all_inner_texts()


def watch(page: Page) -> list[str]:
    """Collects console errors, such as violations of the content security policy."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def test_choices_take_effect_at_once_and_the_address_gives_the_same_view(open_page: OpenPage, register: str) -> None:
    page = open_page()
    complaints = watch(page)
    page.goto(f"{register}/kommuner/")
    page.get_by_role("checkbox", name="har överenskommelse").check()
    expect(page.locator("#count")).to_have_text("2 av 290 kommuner")
    expect(page).to_have_url(f"{register}/kommuner/?position=signed")
    expect(page.get_by_role("checkbox", name="har överenskommelse")).to_be_focused()
    page.get_by_text("Fler filter").click()
    page.get_by_role("combobox", name="Län").select_option("12")
    expect(page).to_have_url(re.compile("county=12"))
    expect(page.get_by_role("combobox", name="Samverkansområde")).to_be_visible()
    page.locator("#sort-name").click()
    expect(page.locator("th[aria-sort=descending]")).to_be_visible()
    names_before = names(page)
    assert names_before == ["Malmö", "Lund"]
    expect(page.get_by_role("link", name="English")).to_have_attribute("href", re.compile("county=12"))
    page.reload()
    assert names(page) == names_before
    page.get_by_role("link", name="Län: Skåne län").click()
    expect(page).not_to_have_url(re.compile("county"))
    expect(page.get_by_role("combobox", name="Län")).to_have_value("")
    expect(page.locator("#count")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("county=12"))
    expect(page.get_by_role("combobox", name="Län")).to_have_value("12")
    page.get_by_role("link", name="Rensa alla val").click()
    expect(page.locator("#count")).to_have_text("290 av 290 kommuner")
    assert complaints == []


def test_typing_filters_and_keeps_the_text(open_page: OpenPage, register: str) -> None:
    page = open_page()
    complaints = watch(page)
    page.goto(f"{register}/kommuner/")
    field = page.get_by_role("searchbox", name="Sök").or_(page.get_by_role("combobox", name="Sök"))
    field.press_sequentially("göteborrg", delay=40)
    expect(page.locator("#count")).to_contain_text("Menade du")
    assert names(page) == ["Göteborg"]
    expect(field).to_be_focused()
    expect(field).to_have_value("göteborrg")
    field.fill("malmo")
    expect(page.locator("#count")).to_have_text("1 av 290 kommuner")
    expect(page).to_have_url(f"{register}/kommuner/?q=malmo")
    page.reload()
    assert names(page) == ["Malmö"]
    assert complaints == []


def test_same_without_scripts(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/kommuner/")
    page.get_by_role("checkbox", name="har överenskommelse").check()
    page.get_by_role("combobox", name="Län").select_option("12")
    page.get_by_label("Sortera efter").select_option("-name")
    page.get_by_role("button", name="Visa").click()
    assert names(page) == ["Malmö", "Lund"]
    expect(page.locator("#count")).to_have_text("2 av 290 kommuner")
    page.get_by_label("Jämför Malmö").check()
    page.get_by_label("Jämför Lund").check()
    page.get_by_role("button", name="Jämför de valda").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jämför kommuner")
    expect(page.locator(".compared thead th")).to_have_count(2)


@pytest.mark.parametrize("path", ["", "kommuner/"])
def test_suggestion_is_chosen_from_the_keyboard(open_page: OpenPage, register: str, path: str) -> None:
    page = open_page()
    page.goto(f"{register}/{path}")
    field = page.get_by_role("combobox", name=re.compile("^Sök"))
    field.focus()
    field.press_sequentially("got", delay=40)
    expect(page.locator(".suggestions li")).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Göteborg")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_contain_text("Göteborg")
    assert not Axe().run(page).violations_count
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions li")).to_have_count(0)
    expect(field).to_have_value("got")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestions li")).to_have_count(3)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Götene")


def test_ticks_stay_while_the_list_is_filtered(open_page: OpenPage, register: str) -> None:
    page = open_page()
    page.goto(f"{register}/kommuner/?q=malmo")
    page.get_by_label("Jämför Malmö").check()
    page.get_by_role("searchbox", name="Sök").or_(page.get_by_role("combobox", name="Sök")).fill("lund")
    expect(page.get_by_label("Jämför Lund")).to_be_visible()
    page.get_by_label("Jämför Lund").check()
    page.get_by_role("button", name="Jämför de valda").click()
    expect(page.locator(".compared thead th")).to_have_count(2)


@in_every_guise
def test_accessible(open_page: OpenPage, register: str, width: int, colours: str, language: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    for path in (
        "kommuner/?county=12&position=signed&lapses=12&sort=-since",
        "kommuner/?q=malmo",
        "kommuner/?q=malmmo",
        "kommuner/?sort=x&county=99",
        "jamfor/?kommun=0180&kommun=1280&kommun=1480",
        "jamfor/?kommun=9999",
        "jamfor/",
    ):
        page.goto(f"{register}/{language}{path}")
        result = Axe().run(page)
        assert not result.violations_count, f"/{path}\n{result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
