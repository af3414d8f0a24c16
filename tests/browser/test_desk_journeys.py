"""The work of each role at the desk, from a draft to its publication."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page, expect

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals
from agreements.models import Agreement, Proposal
from tests.browser.conftest import OpenPage
from tests.browser.test_admin import violations
from tests.factories import AgreementFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LogIn = Callable[..., Page]


@pytest.fixture
def log_in(site: str, open_page: OpenPage) -> LogIn:
    """Opens the desk as a user with the role, in a new browser context."""

    def open_as(role: str, width: int = 1280) -> Page:
        user = UserFactory(username=f"{role}{width}", first_name=role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        page = open_page(
            base_url=site, color_scheme="light", viewport={"width": width, "height": 900}, locale=settings.LANGUAGE_CODE
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page.set_default_timeout(15_000)
        return page

    return open_as


def address(agreement: Agreement, act: str = "change") -> str:
    return f"/admin/agreements/agreement/{agreement.pk}/{act}/"


def is_accessible(page: Page) -> None:
    page.wait_for_load_state("networkidle")  # a script fills the autocomplete fields
    assert violations(page) == [], page.url


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def expect_message(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def choose(page: Page, within: str, typed: str, name: str) -> None:
    """Searches for a municipality in the field and selects it."""
    page.locator(f"{within} .select2-selection").click()
    page.locator(".select2-dropdown .select2-search__field").fill(typed)
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(name)
    page.keyboard.press("Enter")


def test_draft_is_completed_returned_corrected_and_published(log_in: LogIn) -> None:
    registrar, publisher = log_in("Registrator"), log_in("Granskare")
    registrar.goto("/admin/agreements/agreement/add/")
    choose(registrar, ".field-municipality", "malmo", "Malmö, Skåne län")
    expect(registrar.get_by_role("button", name="Spara och publicera")).to_have_count(0)
    press(registrar, "Spara och lämna för granskning")
    expect_message(registrar, "Utkastet är sparat, men det är inte färdigt")
    expect(registrar.get_by_role("heading", name="Utkastet är inte färdigt att publicera")).to_be_visible()
    is_accessible(registrar)
    draft = Agreement.objects.get()
    assert draft.submitted_at is None

    registrar.locator("#id_decided_on").fill("2023-03-01")
    registrar.locator("#id_source_note").fill("Protokoll § 14")
    registrar.get_by_label("Jag har jämfört med källan i dag").check()
    registrar.get_by_label("Din funktion").fill("Handläggare, Arbetsförmedlingen Malmö")
    press(registrar, "Spara och lämna för granskning")
    expect_message(registrar, "1280-1 är lämnad för granskning.")
    is_accessible(registrar)

    publisher.goto(address(draft))
    expect(publisher.get_by_role("heading", name="Utkastet väntar på granskning")).to_be_visible()
    publisher.get_by_role("link", name="Skicka tillbaka").click()
    press(publisher, "Skicka tillbaka utkastet")
    expect(publisher.get_by_text("Skriv vad som behöver rättas innan du skickar tillbaka.")).to_be_visible()
    is_accessible(publisher)
    publisher.get_by_label("Vad behöver rättas?").fill("Det är § 41.")
    press(publisher, "Skicka tillbaka utkastet")
    expect_message(publisher, "Tillbakaskickad: 1280-1")

    registrar.goto(address(draft))
    expect(registrar.get_by_role("region", name="Skickat tillbaka av granskaren")).to_contain_text("Det är § 41.")
    is_accessible(registrar)
    registrar.locator("#id_source_note").fill("Protokoll § 41")
    press(registrar, "Spara och lämna för granskning")
    expect_message(registrar, "1280-1 är lämnad för granskning.")

    assert registrar.request.get(draft.get_absolute_url()).status == 404
    publisher.goto(address(draft))
    press(publisher, "Spara och publicera")
    expect_message(publisher, "1280-1 är publicerad.")
    registrar.goto(draft.get_absolute_url())
    expect(registrar.get_by_text("Protokoll § 41")).to_be_visible()
    is_accessible(registrar)


def test_the_public_sees_a_change_when_it_has_been_approved(log_in: LogIn) -> None:
    registrar, publisher = log_in("Registrator"), log_in("Granskare")
    agreement = AgreementFactory(source_note="Protokoll § 14")
    registrar.goto(address(agreement))
    expect(registrar.get_by_role("button", name="Publicera ändringen direkt")).to_have_count(0)
    registrar.locator("#id_source_note").fill("Protokoll § 41")
    registrar.get_by_label("Rättelse: uppgiften har varit fel i registret").check()
    press(registrar, "Föreslå ändringen")
    expect(registrar.get_by_text("Skriv vad som var fel.").first).to_be_visible()
    is_accessible(registrar)
    registrar.get_by_label("Varför").fill("Fel paragraf.")
    press(registrar, "Föreslå ändringen")
    expect_message(registrar, "allmänheten ser uppgifterna som förut")
    expect(registrar.get_by_role("region", name="En ändring väntar på granskning")).to_be_visible()
    is_accessible(registrar)
    registrar.goto(agreement.get_absolute_url())
    expect(registrar.get_by_text("Protokoll § 14")).to_be_visible()
    expect(registrar.get_by_text("Protokoll § 41")).to_have_count(0)

    publisher.goto("/admin/agreements/proposal/?lista=vantar")
    is_accessible(publisher)
    publisher.get_by_role("link", name="1280-1 Malmö").click()
    change = publisher.get_by_role("row", name="Protokoll")
    expect(change.locator("del")).to_have_text("Protokoll § 14")
    expect(change.locator("ins")).to_have_text("Protokoll § 41")
    is_accessible(publisher)
    press(publisher, "Publicera ändringen")
    expect_message(publisher, "är publicerad.")
    registrar.reload()
    expect(registrar.get_by_text("Protokoll § 41")).to_be_visible()


def test_ending_early_becomes_a_proposal(log_in: LogIn) -> None:
    registrar = log_in("Registrator")
    agreement = AgreementFactory()
    registrar.goto(address(agreement))
    registrar.get_by_role("link", name="Avsluta").click()
    expect(registrar.get_by_text("Avslutet blir ett ändringsförslag")).to_be_visible()
    is_accessible(registrar)
    registrar.locator("#id_valid_to").fill("2024-12-31")
    registrar.get_by_label("sades upp").check()
    registrar.get_by_label("Varför").fill("Kommunen sade upp den.")
    press(registrar, "Avsluta överenskommelsen")
    expect_message(registrar, "Ändringen väntar på granskning")
    expect(registrar.get_by_role("heading", name="Ändringsförslag")).to_be_visible()
    expect(registrar.get_by_role("button", name="Publicera ändringen")).to_have_count(0)
    is_accessible(registrar)
    agreement.refresh_from_db()
    assert agreement.valid_to is None
    assert Proposal.objects.get().act == Proposal.Act.END


def test_two_municipalities_are_registered_together(log_in: LogIn) -> None:
    registrar = log_in("Registrator")
    registrar.goto("/admin/agreements/agreement/")
    registrar.get_by_role("link", name="Registrera flera kommuner").click()
    is_accessible(registrar)
    registrar.get_by_label("Titel på en ny").fill("Samverkan i Skåne")
    for row, (typed, name) in enumerate((("malmo", "Malmö"), ("lund", "Lund")), start=1):
        choose(registrar, f".decisions tbody tr:nth-child({row})", typed, f"{name}, Skåne län")
        registrar.locator(f"#id_rows-{row - 1}-decided_on").fill(f"2023-03-0{row}")
    press(registrar, "Spara utkasten")
    expect_message(registrar, "2 utkast är sparade.")
    is_accessible(registrar)
    agreements = Agreement.objects.order_by("decided_on").values_list("municipality__name", "joint_agreement__title")
    assert list(agreements) == [("Malmö", "Samverkan i Skåne"), ("Lund", "Samverkan i Skåne")]


def test_a_reader_sees_everything_and_changes_nothing(log_in: LogIn) -> None:
    reader = log_in("Läsare")
    draft, published = AgreementFactory(draft=True), AgreementFactory(municipality_id="0180")
    proposal = proposals.propose(published, {"source_note": "Ny"}, kind=Proposal.Act.CHANGE, by=UserFactory())
    reader.goto("/admin/")
    is_accessible(reader)
    for url in (address(draft), address(published), f"/admin/agreements/proposal/{proposal.pk}/change/"):
        reader.goto(url)
        expect(reader.get_by_role("link", name="Historik")).to_be_visible()
        expect(reader.locator("#content-main").get_by_role("button")).to_have_count(0)
        expect(reader.locator("#content-main").get_by_role("textbox")).to_have_count(0)
        for act in ("Avsluta", "Förnya", "Skicka tillbaka"):
            expect(reader.get_by_role("link", name=act)).to_have_count(0)
        is_accessible(reader)
    for forbidden in (address(published, "end"), address(published, "renew"), "/admin/agreements/agreement/add/"):
        assert reader.request.get(forbidden).status == 403, forbidden


def test_the_desk_fits_a_telephone(log_in: LogIn) -> None:
    publisher = log_in("Granskare", width=390)
    by = UserFactory()
    published, submitted = AgreementFactory(), AgreementFactory(draft=True, municipality_id="0180")
    agreement_acts.submit(Agreement.objects.filter(pk=submitted.pk), by=by)
    other = AgreementFactory(municipality_id="1281")
    proposal = proposals.propose(other, {"source_note": "Ny"}, kind=Proposal.Act.CHANGE, by=by)
    wide = {}
    for url in (
        "/admin/",
        "/admin/agreements/agreement/",
        "/admin/agreements/agreement/joint/",
        address(submitted),
        address(submitted, "send_back"),
        address(published, "end"),
        address(published, "renew"),
        address(other),
        f"/admin/agreements/proposal/{proposal.pk}/change/",
    ):
        response = publisher.goto(url)
        assert response is not None
        assert (response.status, publisher.url.endswith(url)) == (200, True), url
        wide[url] = publisher.evaluate("document.documentElement.scrollWidth")
    assert {url: width for url, width in wide.items() if width > 390} == {}
