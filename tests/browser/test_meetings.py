"""A dialogue meeting, from the desk to the pages of its municipalities."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agreements.models import DialogueMeeting
from tests.browser.test_admin import desk, violations
from tests.factories import DialogueRoundFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["desk"]


def test_meeting_is_on_the_page_of_each_municipality(desk: Page, live_server: Any) -> None:
    DialogueRoundFactory()
    keyboard = desk.keyboard
    desk.goto(f"{live_server.url}/admin/agreements/dialoguemeeting/add/")
    desk.locator(".field-round .select2-selection").focus()
    keyboard.press("Enter")
    keyboard.type("mötesturnén")
    expect(desk.locator(".select2-results__option--highlighted")).to_have_text("Mötesturnén 2022")
    keyboard.press("Enter")
    desk.locator("#id_held_on").fill("2022-10-12")
    desk.get_by_label("Plats").fill("Malmö")
    desk.get_by_label("Rubrik").fill("Dialogmöte i Skåne")
    desk.get_by_label("Arrangörer").fill("Arbetsförmedlingen och SKR")
    search = desk.locator(".field-municipalities .select2-search__field")
    for typed, name in (("malmo", "Malmö"), ("lund", "Lund"), ("Svalöv", "Svalöv")):
        search.click()
        keyboard.type(typed)
        expect(desk.locator(".select2-results__option--highlighted")).to_have_text(f"{name}, Skåne län")
        keyboard.press("Enter")
    desk.get_by_label("Sammanfattning").fill("Mötet handlade om unga utan arbete.")
    assert desk.complaints == [], "\n".join(desk.complaints)  # type: ignore[attr-defined]
    assert violations(desk) == []
    desk.get_by_role("button", name="Spara och publicera").click()
    expect(desk.get_by_text("2022-10-12 Dialogmöte i Skåne är publicerad.")).to_be_visible()

    meeting = DialogueMeeting.objects.get()
    assert [municipality.name for municipality in meeting.municipalities.all()] == ["Lund", "Malmö", "Svalöv"]
    for code in ("1280", "1281", "1214"):
        desk.goto(f"{live_server.url}/kommuner/{code}/")
        expect(desk.get_by_text("Dialogmöte i Skåne")).to_be_visible()
        expect(desk.get_by_text("Mötet handlade om unga utan arbete.")).to_be_visible()
    desk.goto(f"{live_server.url}/kommuner/0180/")
    expect(desk.get_by_text("Dialogmöte i Skåne")).to_have_count(0)


def test_missing_value_has_a_field_error(desk: Page, live_server: Any) -> None:
    DialogueRoundFactory()
    desk.goto(f"{live_server.url}/admin/agreements/dialoguemeeting/add/")
    desk.get_by_role("button", name="Spara och publicera").click()
    expect(desk.locator(".errornote")).to_be_visible()
    expect(desk.locator(".field-title .errorlist, .field-box.field-title .errorlist").first).to_be_visible()
    desk.complaints.clear()  # type: ignore[attr-defined]
    assert violations(desk) == []
    assert not DialogueMeeting.objects.exists()
