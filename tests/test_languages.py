"""Every text of the public pages has an English translation."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from agreements.models import AgreementType, CollaborationLevel, CooperationArea, Register
from agreements.positions import Status
from agreements.public import urls
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
)

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
SHORTEST = 12  # a shorter text may be the same word, or part of another
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%s|<[^>]+>")
# Arguments of the addresses of the public pages.
ARGUMENTS: list[dict[str, str]] = [
    {},
    {"code": "12"},
    {"code": "1280"},
    {"public_id": "1280-2"},
    {"slug": "lan"},
    {"slug": "strategisk"},
    {"slug": "fullstandighet"},
    {"sha256": "0" * 64},
    {"token": "inte-hel"},
]
# Includes pages with an invalid choice and without results.
QUERIES = ["", "?per=i+morgon", "?per=2023-06-01", "?q=zzz", "?position=none&per=2023-06-01"]


def messages() -> list[Any]:
    assert CATALOGUE.exists(), "There is no English translation: make messages"
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_text_of_the_catalogue_is_translated() -> None:
    entries = messages()
    assert entries
    assert [texts(message.id)[0] for message in entries if message.fuzzy or not all(texts(message.string))] == []


def swedish() -> set[str]:
    """The parts of Swedish texts between placeholders that differ from the English ones."""
    pieces = set()
    for message in messages():
        english = " ".join(texts(message.string))
        for text in texts(message.id):
            whole = [" ".join(piece.split()) for piece in PLACEHOLDER.split(text)]
            pieces |= {piece for piece in whole if len(piece) > SHORTEST and piece not in english}
    return pieces


def addresses() -> Iterator[str]:
    """Every address of the public pages in English, with each query."""
    with override("en"):
        for pattern in urls.urlpatterns:
            assert isinstance(pattern, URLPattern)
            assert pattern.name
            pages = [url for arguments in ARGUMENTS if (url := address(pattern.name, arguments))]
            assert pages, f"{pattern.name}: add what its address holds to ARGUMENTS"
            for url in pages:
                yield from (url + query for query in QUERIES)
        yield "/en/finns-inte/"


def address(name: str, arguments: dict[str, str]) -> str:
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""


@pytest.fixture
def _register(db: None) -> None:
    """Rows of every kind, with texts that are not in the catalogue."""
    Register.objects.update(name="R")
    joint = JointAgreementFactory(title="J", public_summary="J")
    earlier = AgreementFactory(valid_to=datetime.date(2024, 1, 31), ending="replaced")
    malmo = AgreementFactory(
        decided_on=datetime.date(2024, 2, 1),
        valid_to=datetime.date(2030, 1, 1),
        replaces=earlier,
        joint_agreement=joint,
    )
    malmo.levels.set(CollaborationLevel.objects.all())
    malmo.areas.set(CooperationArea.objects.all())
    for agreement in (earlier, malmo):
        DocumentFactory(agreement=agreement, title="D")
        FollowUpFactory(agreement=agreement, findings="F")
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(type=dua, decided_on=datetime.date(2019, 1, 1), valid_to=datetime.date(2021, 12, 31))
    AgreementFactory(municipality_id="1281", joint_agreement=joint)
    AgreementFactory(municipality_id="1282", status=Status.DECLINED)
    AgreementFactory(municipality_id="1282", in_dialogue=True)
    AgreementFactory(municipality_id="1283", valid_to=datetime.date(2023, 12, 31))
    DialogueMeetingFactory(title="M", held_on=datetime.date(2022, 10, 12)).municipalities.set(["1280", "1281"])


def visible_text(page: str) -> str:
    """The visible texts of the page, and those of attributes."""
    attributes = re.findall(r'\s(?:alt|aria-label|content|label|placeholder|title|value|data-label)="([^"]*)"', page)
    return " ".join(html.unescape(" ".join([strip_tags(page), *attributes])).split())


@pytest.mark.usefixtures("_register")
def test_english_pages_have_no_swedish_text(client: Client) -> None:
    pieces = swedish()
    swedish_by_url = {}
    for url in addresses():
        response = client.get(url)
        content_type = response.headers.get("Content-Type", "")
        if not content_type.startswith(("text/html", "text/plain")) or response.streaming:
            continue
        page = visible_text(response.content.decode())
        if left := sorted(
            piece for piece in pieces if piece in page and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", page)
        ):
            swedish_by_url[url] = left
    assert swedish_by_url == {}


@pytest.mark.usefixtures("_register")
def test_every_page_has_its_language_and_a_link_to_the_other(client: Client) -> None:
    for url in ("/", "/kommuner/1280/?per=2023-06-01", "/statistik/?type=dua-unga", "/om/", "/kontakt/"):
        swedish_page, english_page = (client.get(prefix + url).content.decode() for prefix in ("", "/en"))
        assert '<html lang="sv">' in swedish_page
        assert '<html lang="en">' in english_page
        assert f'href="/en{url}"' in swedish_page
        assert f'href="{url}"' in english_page
