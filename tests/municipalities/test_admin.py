"""The admin of municipalities and counties."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from municipalities.models import Municipality
from tests.conftest import post_form
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/municipalities/municipality/"


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["cl"].result_list]


@pytest.mark.parametrize("text", ["malmo", "MALMÖ", "1280"])
def test_search_finds_malmo(admin: Client, text: str) -> None:
    assert names(admin.get(LIST, {"q": text})) == ["Malmö"]


def test_county_search_needs_no_marks(admin: Client) -> None:
    response = admin.get("/admin/municipalities/county/", {"q": "ostergot"})
    assert names(response) == ["Östergötlands län"]


def test_position_today_is_shown_and_filtered(admin: Client) -> None:
    AgreementFactory()
    assert names(admin.get(LIST, {"lage": "signed"})) == ["Malmö"]
    assert "har överenskommelse" in admin.get(LIST, {"q": "malmo"}).content.decode()
    assert len(names(admin.get(LIST, {"lage": "none", "all": ""}))) == 100


def test_page_shows_the_agreements_newest_first_and_registers_more(admin: Client) -> None:
    AgreementFactory(decided_on=datetime.date(2020, 1, 1), valid_to=datetime.date(2020, 12, 31))
    AgreementFactory()
    AgreementFactory(municipality_id="0180")
    page = admin.get(LIST + "1280/change/").content.decode()
    assert page.index(">1280-2<") < page.index(">1280-1<")
    assert "0180-1" not in page
    assert "/admin/agreements/agreement/add/?municipality=1280" in page


def test_code_is_read_only_after_creation(admin: Client) -> None:
    malmo = Municipality.objects.get(code="1280")
    fields = ["name", "official_name", "latitude", "longitude", "tile_column", "tile_row", "jobtech_concept_id"]
    data = {name: getattr(malmo, name) for name in fields} | {"county": "12", "code": "9999"}
    assert post_form(admin, LIST + "1280/change/", data | {"name": "Malmö nya"}).status_code == 302
    assert Municipality.objects.get(code="1280").name == "Malmö nya"
    assert not Municipality.objects.filter(code="9999").exists()


@pytest.mark.parametrize("code", ["12", "abcd", "1280"])
def test_invalid_or_duplicate_code_has_a_field_error(admin: Client, code: str) -> None:
    data = {"code": code, "name": "N", "official_name": "N", "county": "12", "latitude": "55.6", "longitude": "13"}
    response = post_form(admin, LIST + "add/", data)
    assert list(response.context["adminform"].form.errors) == ["code"]


def test_unknown_key_redirects_to_the_list(admin: Client) -> None:
    assert admin.get(LIST + "nix/change/").status_code == 302
