"""Addresses with the same canonical form share one cached page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.agreements.public.test_cache import next_revision
from tests.factories import AgreementFactory, fill

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/kommuner/",
    "/kommuner/1280/",
    "/lan/12/",
    "/overenskommelser/",
    "/overenskommelser/1280-1/",
    "/forandringar/",
    "/statistik/",
    "/statistik/kvalitet/",
    "/nivaer/",
    "/omraden/",
    "/om/",
    "/oppna-data/",
    "/tillganglighet/",
    "/kontakt/tack/",
    "/jamfor/",
]
SMALL_FILES = [
    "/forandringar/csv/",
    "/forandringar/atom/",
    "/lan/12/atom/",
    "/statistik/lan/csv/",
    "/kommuner/forslag/",
    "/bild.png",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-kommuner.xml",
]
LARGE_FILES = ["/kommuner/csv/", "/overenskommelser/csv/"]
EXTRAS = [
    "z=1",
    "utm_source=brev&utm_medium=e-post",
    "per=&enligt=&q=&county=&position=&variant=&page=&kommun=",
    "=&&a",
]


@pytest.fixture(autouse=True)
def _malmo() -> None:
    AgreementFactory()


def etag(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    b"".join(response)
    return response["ETag"]


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("url", PAGES + SMALL_FILES)
def test_unknown_or_empty_parameter_hits_the_cache(client: Client, url: str, extra: str) -> None:
    first = client.get(url)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(f"{url}?{extra}")
    assert len(queries) == 1
    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    assert second["Content-Type"] == first["Content-Type"]


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("url", LARGE_FILES)
def test_unknown_or_empty_parameter_gives_the_same_file(client: Client, url: str, extra: str) -> None:
    known = etag(client, url)
    assert client.get(f"{url}?{extra}", headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/kommuner/?q=malm&county=12", "/kommuner/?county=12&z=1&q=+malm+"),
        ("/kommuner/?county=12", "/kommuner/?county=01&county=12"),
        ("/kommuner/", "/kommuner/?county=12&county="),
        (
            "/kommuner/?position=signed&position=declined",
            "/kommuner/?position=declined&position=signed&position=signed",
        ),
        ("/?per=2023-06-01", "/?per=2023-6-1"),
        ("/jamfor/?kommun=1280&kommun=0180", "/jamfor/?kommun=1280&kommun=&kommun=0180&kommun=1280"),
        ("/overenskommelser/", "/overenskommelser/?page=1"),
        ("/overenskommelser/", "/overenskommelser/?page=0"),
        ("/overenskommelser/", "/overenskommelser/?page=sista"),
        ("/overenskommelser/", "/overenskommelser/?page=" + "9" * 5000),
        ("/kommuner/csv/?county=12&variant=excel", "/kommuner/csv/?variant=excel&county=12&utm_source=x"),
    ],
)
def test_equivalent_addresses_share_one_page(client: Client, one: str, other: str) -> None:
    assert etag(client, one) == etag(client, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/kommuner/", "/kommuner/?q=malm"),
        ("/kommuner/?county=12", "/kommuner/?county=01"),
        ("/overenskommelser/", "/overenskommelser/?page=2"),
        ("/jamfor/?kommun=1280&kommun=0180", "/jamfor/?kommun=0180&kommun=1280"),
        ("/kommuner/csv/", "/kommuner/csv/?variant=excel"),
        ("/sitemap-kommuner.xml", "/sitemap-kommuner.xml?p=1"),
        ("/forandringar/", "/forandringar/?from=2023-01-01"),
        ("/kommuner/forslag/?q=ma", "/kommuner/forslag/?q=mal"),
    ],
)
def test_known_parameter_gives_another_page(client: Client, one: str, other: str) -> None:
    assert etag(client, one) != etag(client, other)


def test_links_have_no_unknown_parameters(client: Client) -> None:
    page = client.get("/kommuner/?county=12&fbclid=spårning").content.decode()
    assert "fbclid" not in page
    assert "/kommuner/csv/?county=12&amp;variant=excel" in page
    assert 'href="/en/kommuner/?county=12"' in page


def names(url: str) -> set[str]:
    return set(parse_qs(urlsplit(url).query))


def address_of(page: str) -> str:
    found = re.search(r'<meta property="og:url"\s+content="([^"]+)">', page)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("url", [*PAGES, f"/kommuner/?enligt={timezone.localdate()}&per=2023-06-01&position=signed"])
def test_page_accepts_parameters_of_its_forms_and_links(client: Client, url: str) -> None:
    fill(60)
    page = client.get(url).content.decode()
    asked = []
    for form in re.findall(r"<form[^>]*method=\"get\".*?</form>", page, re.DOTALL):
        action = re.search(r'<form[^>]*action="([^"]+)"', form)
        fields = re.findall(r'<(?:input|select)[^>]*name="([^"]+)"', form)
        asked.append(f"{action[1] if action else urlsplit(url).path}?{'&'.join(f'{name}=2' for name in fields)}")
    links = [unescape(link) for link in re.findall(r'href="(\??[^"]*\?[^"]*)"', page)]
    asked += [link if link.startswith("/") else urlsplit(url).path + link for link in links if "://" not in link]
    for address in asked:
        response = client.get(address)
        content = b"".join(response).decode(errors="replace")
        if response["Content-Type"].startswith("text/html"):
            assert names(address_of(content)) == names(address), address


def test_pages_with_parameters_evict_no_other_pages(client: Client, settings: Any) -> None:
    settings.CACHES = {
        alias: cache | {"LOCATION": f"few-{alias}", "OPTIONS": {"MAX_ENTRIES": 3}}
        for alias, cache in settings.CACHES.items()
    }
    client.get("/")
    for text in range(10):
        client.get(f"/kommuner/?q={text}")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 1


def test_small_file_is_rendered_again_after_revision(client: Client) -> None:
    assert client.get("/forandringar/atom/").content.count(b"<entry>") == 1
    AgreementFactory(municipality_id="1281")
    assert client.get("/forandringar/atom/").content.count(b"<entry>") == 1
    next_revision()
    assert client.get("/forandringar/atom/").content.count(b"<entry>") == 2
