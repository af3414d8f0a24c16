"""The public pages in a browser: accessibility, and use without scripts."""

from __future__ import annotations

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from agreements.models import AgreementType, CollaborationLevel, CooperationArea, Register
from agreements.positions import Status
from tests.browser.conftest import OpenPage, in_every_guise
from tests.factories import (
    AgreementFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    UserFactory,
)

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "?per=2023-06-01",
    "?per=i+morgon",
    "kommuner/",
    "kommuner/?position=lapsed&position=none&q=o&per=2023-06-01",
    "kommuner/?per=x",
    "kommuner/1280/",
    "kommuner/0180/",
    "kommuner/9999/",
    "lan/12/",
    "overenskommelser/",
    "overenskommelser/1280-1/",
    "jamfor/?kommun=0180&kommun=1280",
]


@pytest.fixture
def register(site: str) -> str:
    publisher = UserFactory()
    joint = JointAgreementFactory(public_summary="En text för flera kommuner.")
    malmo = AgreementFactory(
        published_by=publisher,
        joint_agreement=joint,
        public_summary="Samverkan om vägar till arbete.",
        diary_number="Af-2023/0001",
        source_url="https://example.org/protokoll",
    )
    malmo.levels.set(CollaborationLevel.objects.all())
    malmo.areas.set(CooperationArea.objects.all())
    DocumentFactory(agreement=malmo)
    FollowUpFactory(agreement=malmo, findings="Samarbetet fungerar.")
    dua = AgreementType.objects.get(slug="dua")
    day = datetime.date(2019, 1, 1)
    AgreementFactory(type=dua, decided_on=day, valid_to=datetime.date(2021, 12, 31), published_by=publisher)
    AgreementFactory(municipality_id="1281", joint_agreement=joint, published_by=publisher)
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, published_by=publisher)
    AgreementFactory(municipality_id="0180", in_dialogue=True, published_by=publisher)
    AgreementFactory(municipality_id="1480", valid_to=datetime.date(2023, 12, 31), published_by=publisher)
    Register.objects.update(is_demo=True, publisher="Arbetsförmedlingen", contact_email="registret@example.org")
    return site


@in_every_guise
def test_accessible(open_page: OpenPage, register: str, width: int, colours: str, language: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    for path in PAGES:
        page.goto(f"{register}/{language}{path}")
        result = Axe().run(page)
        assert not result.violations_count, f"/{language}{path}\n{result.generate_report()}"


def test_narrow_screen_never_scrolls_sideways(open_page: OpenPage, register: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    for path in PAGES:
        page.goto(f"{register}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_malmo_on_a_past_day_by_keyboard_without_scripts(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(register)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Sök en kommun")).to_be_focused()
    page.keyboard.type("malmo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 av 290 kommuner")).to_be_visible()
    page.get_by_role("link", name="Malmö", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Malmö")
    page.get_by_label("Se läget en annan dag").fill("2023-06-01")
    page.get_by_role("button", name="Visa dagen").press("Enter")
    expect(page).to_have_url(re.compile(r"/kommuner/1280/\?per=2023-06-01&enligt=$"))
    expect(page.get_by_text("Läget den 1 juni 2023")).to_be_visible()
    expect(page.get_by_role("heading", name="Malmö har en överenskommelse.")).to_be_visible()
    page.get_by_label("Se läget en annan dag").fill("2023-02-28")
    page.get_by_role("button", name="Visa dagen").press("Enter")
    expect(page.get_by_role("heading", name="Registret har inget svar från Malmö.")).to_be_visible()


def test_page_sets_no_cookie_and_asks_no_other_server(open_page: OpenPage, register: str) -> None:
    page = open_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for path in PAGES:
        page.goto(f"{register}/{path}")
    assert requests
    assert [url for url in requests if not url.startswith(register)] == []
    assert page.context.cookies() == []
