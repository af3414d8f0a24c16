"""Every municipality is matched by each form of its names, and by no other."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agreements.exchange.municipality_cells import Municipalities
from municipalities.models import Municipality
from municipalities.search import matches_or_resembles

pytestmark = pytest.mark.django_db

FORMS = ["{name}", "{official}", "{name} kommun", "{name} stad"]


def forms() -> list[tuple[str, str]]:
    """The forms of the names of the 290 municipalities, with their codes."""
    return [
        (form.format(name=row.name, official=row.official_name), row.code)
        for row in Municipality.objects.all()
        for form in FORMS
    ]


def test_import_accepts_every_form_of_a_name() -> None:
    known = Municipalities.load()
    for text, code in forms():
        for given_code in ("", code):
            found = known.find(given_code, text)
            assert found, text
            assert found.code == code, text


def test_import_suggests_no_other_municipality_for_a_form_of_a_name() -> None:
    known = Municipalities.load()
    names = {row.code: row.name for row in Municipality.objects.all()}
    for text, code in forms():
        # With a slip in the title alone.
        with pytest.raises(ValidationError) as refused:
            known.find("", text + "x" if " " in text else f"{text} komun")
        assert f"Menade du {names[code]}?" in refused.value.messages[0], text


def test_search_has_named_municipality_first() -> None:
    for text, code in forms():
        assert Municipality.objects.search(text).best_first(text)[0].code == code, text


def test_search_distinguishes_typed_marks() -> None:
    assert [row.name for row in Municipality.objects.search("håbo")] == ["Håbo"]
    assert [row.name for row in Municipality.objects.search("habo").best_first("habo")] == ["Habo", "Håbo"]
    assert [row.name for row in Municipality.objects.filter(matches_or_resembles("Malmö stad"))] == ["Malmö"]


@pytest.mark.parametrize(("text", "name"), [("Håbbo", "Håbo"), ("Habbo kommun", "Habo"), ("Malmmö stad", "Malmö")])
def test_suggestion_for_misspelling_keeps_typed_mark(admin: Client, text: str, name: str) -> None:
    assert admin.get("/kommuner/forslag/", {"q": text}).json()["suggestions"][0]["name"] == name
    with pytest.raises(ValidationError, match=f"Menade du {name}?"):
        Municipalities.load().find("", text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Habo kommun", "Habo"), ("Håbo", "Håbo"), ("Ale kommun", "Ale"), ("Malmö stad", "Malmö"), ("Berg", "Berg")],
)
def test_every_search_field_has_named_municipality_first(admin: Client, text: str, name: str) -> None:
    listed = admin.get("/kommuner/", {"q": text}).context["rows"]
    assert listed[0].municipality.name == name
    suggested = admin.get("/kommuner/forslag/", {"q": text}).json()["suggestions"]
    assert suggested[0]["name"] == name
    field = {"app_label": "agreements", "model_name": "agreement", "field_name": "municipality"}
    chosen = admin.get(reverse("admin:autocomplete"), field | {"term": text}).json()["results"]
    assert chosen[0]["text"].split(",")[0] == name


def test_choice_at_desk_has_county(admin: Client) -> None:
    field = {"app_label": "agreements", "model_name": "agreement", "field_name": "municipality"}
    found = admin.get(reverse("admin:autocomplete"), field | {"term": "habo"}).json()["results"]
    assert [choice["text"] for choice in found] == ["Habo, Jönköpings län", "Håbo, Uppsala län"]
    form = admin.get(reverse("admin:agreements_agreement_add"), {"municipality": "0305"})
    assert "Håbo, Uppsala län" in form.text


def test_existing_municipality_takes_name_of_ceased_one() -> None:
    ceased = Municipality.objects.get(code="0114")
    ceased.code, ceased.ceased_on = "9999", "2020-01-01"
    ceased.save(force_insert=True)
    known = Municipalities.load()
    found = known.find("", "Upplands Väsby kommun")
    assert found
    assert found.code == "0114"
    by_code = known.find("9999", "Upplands Väsby")
    assert by_code
    assert by_code.code == "9999"
