"""The statistics, the pages of text and the contact form in a browser."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect

from agreements.models import CollaborationLevel, ContactMessage, CooperationArea, Register
from agreements.public.contact import form
from tests.browser.conftest import OpenPage, in_every_guise
from tests.factories import AgreementFactory, DialogueMeetingFactory, DocumentFactory, LinkCheckFactory, UserFactory

pytestmark = pytest.mark.browser

PAGES = [
    "statistik/",
    "statistik/?per=i+morgon",
    "statistik/?type=dua-unga",
    "statistik/kvalitet/",
    "om/",
    "tillganglighet/",
    "oppna-data/",
    "kontakt/",
    "kontakt/tack/",
]


@pytest.fixture
def register(site: str) -> str:
    publisher = UserFactory()
    malmo = AgreementFactory(
        published_by=publisher, source_url="https://example.org/borta", valid_to=datetime.date(2030, 12, 31)
    )
    malmo.levels.set(CollaborationLevel.objects.all())
    malmo.areas.set(CooperationArea.objects.all())
    DocumentFactory(agreement=malmo)
    DialogueMeetingFactory().municipalities.set(["1280"])
    LinkCheckFactory(url="https://example.org/borta", is_alive=False, status=404)
    AgreementFactory(municipality_id="0180", published_by=publisher)
    Register.objects.update(publisher="Arbetsförmedlingen", contact_email="registret@example.org")
    return site


@in_every_guise
def test_accessible(open_page: OpenPage, register: str, width: int, colours: str, language: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=colours)
    for path in PAGES:
        page.goto(f"{register}/{language}{path}")
        for details in page.locator("summary").all():
            details.click()
        result = Axe().run(page)
        assert not result.violations_count, f"/{language}{path}\n{result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_write_to_the_register_by_keyboard_alone_and_without_scripts(
    open_page: OpenPage, register: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "MIN_FORM_AGE", datetime.timedelta(0))
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/om/")
    page.get_by_role("contentinfo").get_by_role("link", name="Kontakt").press("Enter")
    page.get_by_label("Ämne").focus()
    page.keyboard.type("Fel datum för Malmö")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Meddelande")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("malmo")
    page.keyboard.press("Tab")
    # The honeypot field is skipped.
    expect(page.get_by_role("button", name="Skicka")).to_be_focused()
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Meddelandet är inte skickat")
    summary.get_by_role("link", name="Skriv ditt meddelande.").press("Enter")
    expect(page.get_by_label("Ämne")).to_have_value("Fel datum för Malmö")
    page.keyboard.press("Tab")
    page.get_by_label("Meddelande").fill("Malmö tecknade den 3 mars.")
    page.get_by_label("Din e-postadress").fill("registrator@malmo.example")
    page.get_by_label("Din e-postadress").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")
    assert [message.subject for message in ContactMessage.objects.exclude(sent_at=None)] == ["Fel datum för Malmö"]
    assert len(mail.outbox) == 1
    assert page.context.cookies() == []


def test_accessible_when_the_message_is_refused(open_page: OpenPage, register: str) -> None:
    page = open_page()
    page.goto(f"{register}/kontakt/")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Ämne")).to_have_attribute("aria-invalid", "true")
    result = Axe().run(page)
    assert not result.violations_count, result.generate_report()


def test_no_page_sets_a_cookie_asks_another_server_or_breaks_the_content_security_policy(
    open_page: OpenPage, register: str
) -> None:
    page = open_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in ["", *PAGES]:
        page.goto(f"{register}/{path}")
    assert [url for url in requests if not url.startswith(register)] == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert page.context.cookies() == []


def test_the_other_statistics_are_a_choice_away(open_page: OpenPage, register: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{register}/statistik/")
    page.get_by_label("Typ", exact=True).select_option("dua-unga")
    page.get_by_label("Se läget en annan dag").fill("2019-06-01")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text("siffror den 1 juni 2019")).to_be_visible()
    expect(page.get_by_label("Typ", exact=True)).to_have_value("dua-unga")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som CSV").first.click()
    assert download.value.suggested_filename == "statistik-lan-2019-06-01.csv"
