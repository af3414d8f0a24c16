"""Simultaneous editing, double clicks, unsaved changes, and autocompletes by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Page, Route, expect

from agreements.models import Agreement, DialogueMeeting, JointAgreement
from tests.browser.conftest import OpenPage
from tests.factories import AgreementFactory, DialogueRoundFactory, JointAgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenDesk = Callable[..., Page]


@pytest.fixture
def open_desk(open_page: OpenPage, site: str) -> OpenDesk:
    """Opens a browser context for each registrar, and collects console messages."""

    def open_as(name: str, **options: Any) -> Page:
        User.objects.create_superuser(name.lower(), password="hemligt-ord", first_name=name, last_name="Ek")
        page = open_page(base_url=site, **options)
        page.complaints = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        page.goto("/admin/")
        page.get_by_label("Användarnamn").fill(name.lower())
        page.get_by_label("Lösenord").fill("hemligt-ord")
        page.keyboard.press("Enter")
        expect(page.locator("#user-tools")).to_be_visible()
        return page

    return open_as


def change_url(agreement: Agreement) -> str:
    return f"/admin/agreements/agreement/{agreement.pk}/change/"


def violations(page: Page) -> list[str]:
    result = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in result
        for node in rule["nodes"]
        # The first column of an inline table has no heading in Django's template.
        if not (rule["id"] == "empty-table-header" and 'class="original"' in node["html"])
    ]


def test_two_registrars_at_once(open_desk: OpenDesk) -> None:
    agreement = AgreementFactory(draft=True)
    rut, gun = open_desk("Rut", viewport={"width": 1280, "height": 900}), open_desk("Gun")
    for page in (rut, gun):
        page.goto(change_url(agreement))
    gun.locator("#id_source_note").fill("Guns källa")
    gun.locator("#id_diary_number").fill("G 1")
    gun.get_by_label("Strategisk nivå").check()
    gun.get_by_role("button", name="Spara och fortsätt").click()
    expect(gun.locator(".messagelist .success")).to_be_visible()

    rut.locator("#id_diary_number").fill("R 1")
    rut.locator("#id_municipality_diary_number").fill("KS 2")
    rut.get_by_role("button", name="Spara och fortsätt").click()
    table = rut.locator(".conflicts")
    expect(table).to_contain_text("G 1")
    expect(table).to_contain_text("R 1")
    expect(table).to_contain_text("Gun Ek")
    expect(rut.locator("#id_municipality_diary_number")).to_have_value("KS 2")
    # Fields that she did not change already have Gun's values.
    expect(rut.locator("#id_source_note")).to_have_value("Guns källa")
    result = {"1280": violations(rut)}
    rut.set_viewport_size({"width": 390, "height": 844})
    result["390"] = violations(rut)
    assert rut.evaluate("document.documentElement.scrollWidth") <= 390
    assert {width: faults for width, faults in result.items() if faults} == {}
    rut.set_viewport_size({"width": 1280, "height": 900})

    rut.get_by_label("Använd mitt").check()
    rut.get_by_role("button", name="Spara och fortsätt").click()
    expect(rut.locator(".messagelist .success")).to_be_visible()
    agreement.refresh_from_db()
    assert (agreement.diary_number, agreement.municipality_diary_number) == ("R 1", "KS 2")
    assert agreement.source_note == "Guns källa"
    assert [level.slug for level in agreement.levels.all()] == ["strategisk"]

    # Different fields: both changes are saved, and the message names the users.
    for page in (rut, gun):
        page.goto(change_url(agreement))
    gun.locator("#id_notice_months").fill("6")
    gun.get_by_role("button", name="Spara och fortsätt").click()
    expect(gun.locator(".messagelist .success")).to_be_visible()
    rut.locator("#id_internal_note").fill("Ringt")
    rut.get_by_role("button", name="Spara och fortsätt").click()
    expect(rut.locator(".messagelist .warning")).to_contain_text("Uppsägningstid i månader (Gun Ek")
    agreement.refresh_from_db()
    assert (agreement.notice_months, agreement.internal_note) == (6, "Ringt")
    assert rut.complaints + gun.complaints == []  # type: ignore[attr-defined]


def test_double_click_and_back_save_once(open_desk: OpenDesk) -> None:
    desk = open_desk("Rut")
    desk.goto("/admin/agreements/jointagreement/add/")
    desk.locator("#id_title").fill("En gemensam")
    # Two requests at once, independent of the disabled button.
    desk.evaluate(
        """() => {
          const form = document.getElementById("jointagreement_form");
          const send = () => fetch(form.action, {method: "POST", body: new FormData(form), redirect: "manual"});
          return Promise.all([send(), send()]);
        }"""
    )
    assert JointAgreement.objects.count() == 1
    desk.get_by_role("button", name="Spara", exact=True).dblclick()
    expect(desk.locator(".messagelist")).to_contain_text("var redan sparat")
    assert JointAgreement.objects.count() == 1

    desk.goto("/admin/agreements/jointagreement/add/")
    desk.locator("#id_title").fill("En till")
    desk.get_by_role("button", name="Spara", exact=True).dblclick()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    desk.go_back()
    desk.locator("#id_title").fill("En till")
    desk.get_by_role("button", name="Spara", exact=True).click()
    expect(desk.locator(".errorlist").first).to_contain_text("samma uppgifter är redan sparade")
    assert JointAgreement.objects.count() == 2


def test_buttons_are_off_while_the_form_is_sent(open_desk: OpenDesk) -> None:
    desk = open_desk("Rut")
    desk.goto("/admin/agreements/jointagreement/add/")
    sent: list[str] = []

    def note(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            desk.wait_for_timeout(300)
        route.continue_()

    desk.route("**/jointagreement/add/", note)
    desk.locator("#id_title").fill("En gemensam")
    desk.locator("[name=_continue]").dblclick(no_wait_after=True)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert len(sent) == 1
    assert "_continue" in sent[0]
    expect(desk.locator("[name=_continue]")).to_be_enabled()


def test_unsaved_changes_warn(open_desk: OpenDesk) -> None:
    agreement = AgreementFactory(draft=True, joint_agreement=JointAgreementFactory())
    desk = open_desk("Rut")
    dialogs: list[str] = []

    def answer(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    desk.on("dialog", answer)

    def asks_after(change: Callable[[], object]) -> bool:
        dialogs.clear()
        desk.goto(change_url(agreement))
        desk.locator("#id_internal_note").focus()  # Browsers warn only after a user gesture.
        desk.keyboard.press("End")
        change()
        desk.goto("/admin/agreements/jointagreement/")
        return dialogs == ["beforeunload"]

    note = desk.locator("#id_internal_note")

    def undone() -> None:
        note.press_sequentially("x")
        note.press("Backspace")

    def another_joint_agreement() -> None:
        desk.locator(".field-joint_agreement .select2-selection").press("Enter")
        expect(desk.locator(".select2-results__option--highlighted")).to_be_visible()
        desk.locator(".field-joint_agreement .select2-selection__clear").click()

    def empty_row() -> None:
        desk.locator("#documents-group .add-row a").click()

    def row() -> None:
        empty_row()
        desk.locator("#id_documents-0-title").fill("Avtalet")

    assert not asks_after(lambda: None)
    assert not asks_after(undone)
    assert not asks_after(empty_row)
    assert asks_after(lambda: note.press_sequentially("x"))
    assert asks_after(lambda: desk.get_by_label("Strategisk nivå").check())
    assert asks_after(row)
    assert asks_after(another_joint_agreement)

    dialogs.clear()
    desk.goto(change_url(agreement))
    note.press_sequentially("x")
    desk.get_by_role("button", name="Spara och fortsätt").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert dialogs == []
    # A refused form is not saved: leaving it warns without further changes.
    desk.locator("#id_decided_on").fill("2023-13-01")
    desk.get_by_role("button", name="Spara och fortsätt").click()
    expect(desk.locator(".errornote")).to_be_visible()
    note.focus()
    desk.keyboard.press("End")
    desk.goto("/admin/")
    assert dialogs == ["beforeunload"]
    assert desk.complaints == []  # type: ignore[attr-defined]


def test_autocompletes_are_answered_from_the_keyboard(open_desk: OpenDesk) -> None:
    desk = open_desk("Rut")
    keyboard = desk.keyboard
    highlighted = desk.locator(".select2-results__option--highlighted")

    # One choice: typing opens the list, Tab leaves without a choice.
    desk.goto("/admin/agreements/agreement/add/")
    box = desk.get_by_role("combobox", name="Kommun")
    expect(box).to_be_focused()
    assert box.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    keyboard.type("malm")
    expect(highlighted).to_have_text("Malmö, Skåne län")
    expect(desk.get_by_role("searchbox", name="Kommun")).to_be_focused()
    keyboard.press("Tab")
    expect(desk.locator("#id_type")).to_be_focused()
    expect(desk.locator("#id_municipality")).to_have_value("")
    keyboard.press("Shift+Tab")
    expect(box).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.type("lund")
    expect(highlighted).to_have_text("Lund, Skåne län")
    keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(desk.locator("#id_municipality")).to_have_value("1281")
    assert violations(desk) == []

    # Several choices.
    DialogueRoundFactory(name="Mötesturnén")
    desk.goto("/admin/agreements/dialoguemeeting/add/")
    field = desk.get_by_role("searchbox", name="Kommuner")
    expect(desk.get_by_role("combobox", name="Dialogomgång")).to_be_focused()
    keyboard.type("turn")
    expect(highlighted).to_have_text("Mötesturnén")
    keyboard.press("Enter")
    desk.locator("#id_organisers").fill("Arbetsförmedlingen")
    keyboard.press("Tab")
    expect(field).to_be_focused()
    for name, text in (("Lund, Skåne län", "lund"), ("Malmö, Skåne län", "malmo")):
        keyboard.type(text)
        expect(highlighted).to_have_text(name)
        keyboard.press("Enter")
    expect(field).to_be_focused()
    keyboard.press("Tab")
    expect(field).not_to_be_focused()
    assert desk.evaluate("document.activeElement.closest('form').id") == "dialoguemeeting_form"
    desk.locator("#id_held_on").fill("2022-10-12")
    assert violations(desk) == []
    desk.locator("#id_title").fill("Möte")
    keyboard.press("Enter")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert sorted(DialogueMeeting.objects.get().municipalities.values_list("name", flat=True)) == ["Lund", "Malmö"]
    assert desk.complaints == []  # type: ignore[attr-defined]
