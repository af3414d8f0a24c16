"""The pages of municipalities, counties, agreements and terms, on screen and in print."""

from __future__ import annotations

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from agreements.models import AgreementType, CollaborationLevel, CooperationArea, Ending, Naming, TargetGroup
from agreements.positions import Status
from municipalities.models import Municipality
from tests.browser.conftest import OpenPage, in_every_guise
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.browser

PAGES = [
    "kommuner/1280/",
    "kommuner/1280/?per=2022-11-15",
    "kommuner/0180/",
    "kommuner/1281/?per=2025-01-01",
    "lan/12/",
    "overenskommelser/1280-2/",
    "overenskommelser/1281-1/?per=2017-03-01",
    "nivaer/",
    "nivaer/operativ/",
    "omraden/",
    "omraden/fordjupat-stod/?per=x",
]


@pytest.fixture
def register(site: str) -> str:
    publisher = UserFactory()
    dua = AgreementType.objects.get(slug="dua-unga")
    first = AgreementFactory(
        type=dua,
        decided_on=datetime.date(2019, 1, 1),
        valid_to=datetime.date(2021, 12, 31),
        published_by=publisher,
    )
    FollowUpFactory(agreement=first, year=2020, done_on=datetime.date(2020, 11, 1), findings="Samarbetet fungerar.")
    second = AgreementFactory(
        joint_agreement=JointAgreementFactory(),
        decided_on=datetime.date(2022, 11, 1),
        valid_from=datetime.date(2022, 12, 1),
        valid_to=datetime.date(2024, 12, 31),
        ending=Ending.REPLACED,
        published_by=publisher,
    )
    AgreementFactory(
        replaces=second,
        decided_on=datetime.date(2025, 1, 1),
        source_url="https://example.org/protokoll",
        published_by=publisher,
    )
    second.levels.set(CollaborationLevel.objects.all())
    second.areas.set(CooperationArea.objects.all())
    DocumentFactory(agreement=second, dated_on=datetime.date(2022, 12, 1))
    DocumentFactory(agreement=second)
    DialogueMeetingFactory(place="Malmö").municipalities.add("1280")
    lund = AgreementFactory(
        municipality_id="1281",
        joint_agreement=second.joint_agreement,
        published_by=publisher,
        type=AgreementType.objects.get(slug="lok"),
        decided_on=datetime.date(2016, 12, 31),
        decided_on_earliest=datetime.date(2016, 1, 1),
        valid_from=datetime.date(2017, 6, 30),
        valid_from_earliest=datetime.date(2017, 1, 1),
        valid_to=datetime.date(2019, 1, 1),
        valid_to_latest=datetime.date(2019, 12, 31),
    )
    lund.parties.add(PartyFactory())
    lund.target_groups.set(TargetGroup.objects.all())
    SourceFactory(agreement=lund, is_copy=True, url="https://example.org/sou", file=StoredFileFactory())
    AgreementRevisionFactory(agreement=lund, revised_on_earliest=datetime.date(2024, 1, 1))
    ReportedTotalFactory(naming=Naming.THOSE).municipalities.add("1281")
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, published_by=publisher)
    AgreementFactory(municipality_id="0180", in_dialogue=True, published_by=publisher)
    Municipality.objects.filter(code="1262").update(ceased_on=datetime.date(2024, 12, 31), successor="1281")
    return site


@in_every_guise
def test_accessible_and_never_wider_than_the_screen(
    open_page: OpenPage, register: str, width: int, colours: str, language: str
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    for path in PAGES:
        page.goto(f"{register}/{language}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        result = Axe().run(page)
        assert not result.violations_count, f"/{language}{path}\n{result.generate_report()}"


def test_timeline_has_a_text_for_every_mark(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/kommuner/1280/")
    timeline = page.get_by_role("region", name="Vad som har hänt")
    expect(timeline.get_by_role("listitem").first).to_contain_text("1 januari 2025")
    expect(timeline.get_by_role("listitem")).to_have_count(10)
    chart = timeline.locator("svg.timeline-chart")
    expect(chart).to_have_attribute("aria-hidden", "true")
    assert chart.locator("rect").count() == 3
    for mark in chart.locator(".timeline-mark .mark").all():
        box = mark.bounding_box()
        assert box
        assert box["width"] > 5


@pytest.mark.parametrize("media", [{"media": "print"}, {"forced_colors": "active"}])
def test_uncertain_time_is_striped_in_print_and_forced_colours(
    open_page: OpenPage, register: str, media: dict[str, str]
) -> None:
    page = open_page(java_script_enabled=False)
    page.emulate_media(**media)
    page.goto(f"{register}/kommuner/1281/")
    timeline = page.get_by_role("region", name="Vad som har hänt")
    assert timeline.locator(".timeline-chart rect").count() == 1
    # Before and after the certain time of the answer, and the years within which decision and revision lie.
    stretches = timeline.locator(".timeline-chart .timeline-uncertain").all()
    assert len(stretches) == 4
    for stretch in stretches:
        dashes, stroke = stretch.evaluate(
            "line => [getComputedStyle(line).strokeDasharray, getComputedStyle(line).stroke]"
        )
        assert dashes != "none"
        assert stroke != "none"
    expect(timeline.locator(".timeline-legend")).to_contain_text("Det randiga är tid")
    expect(timeline.get_by_role("listitem").last).to_contain_text("Någon gång under 2016")


def test_keyboard_navigation_keeps_the_day(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/kommuner/1280/?per=2023-06-01")
    page.get_by_role("link", name="Läs mer om 1280-2").press("Enter")
    expect(page.get_by_role("heading", name="Överenskommelsen gäller.")).to_be_visible()
    page.get_by_role("link", name="Operativ nivå").press("Enter")
    expect(page).to_have_url(re.compile(r"/nivaer/operativ/\?per=2023-06-01$"))
    expect(page.get_by_role("heading", name="1 kommun", exact=True)).to_be_visible()
    page.get_by_role("link", name="Malmö", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"/kommuner/1280/\?per=2023-06-01$"))


def test_printed_page_has_its_address_and_no_navigation(open_page: OpenPage, register: str) -> None:
    page = open_page(viewport={"width": 673, "height": 1000})
    page.goto(f"{register}/kommuner/1280/?per=2023-06-01")
    expect(page.locator(".print-line")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".print-line")).to_contain_text("Uppgifterna gäller den 1 juni 2023")
    expect(page.locator(".print-line")).to_contain_text("/kommuner/1280/?per=2023-06-01")
    for gone in (".masthead", ".crumbs", ".day-form", ".around >> nth=0", ".foot"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
