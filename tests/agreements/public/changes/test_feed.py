"""The Atom feed of changes."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from agreements.positions import Status
from tests.factories import AgreementFactory, UserFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def feed(client: Client, url: str = "/forandringar/atom/") -> ElementTree.Element:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314, the register wrote it


def texts(root: ElementTree.Element, name: str = "title") -> list[str]:
    return [element.text or "" for element in root.findall(f"atom:entry/atom:{name}", ATOM)]


def test_feed_has_public_changes_latest_first(client: Client) -> None:
    person = UserFactory()
    agreement = AgreementFactory(draft=True)
    rows = Agreement.objects.filter(pk=agreement.pk)
    rows.update(source_note="Utkast")  # not published
    rows.update(published_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), published_by=person)
    rows.update(internal_note="Hemligt", verified_on=datetime.date(2024, 6, 1))  # no public field has changed
    rows.update(diary_number="Af-2023/1")
    rows.update(valid_to=datetime.date(2025, 12, 31), ending="terminated")
    rows.update(published_at=None, published_by=None)
    agreement.delete()
    AgreementFactory(municipality_id="1281", status=Status.DECLINED, published_by=person)
    AgreementFactory(municipality_id="1282", in_dialogue=True, published_by=person)
    assert texts(feed(client)) == [
        "Landskrona är i dialog om en överenskommelse (1282-1)",
        "Lund har avböjt en överenskommelse (1281-1)",
        "Registret visar inte längre 1280-1, Malmö",
        "1280-1, Malmö, gäller till och med den 31 december 2025",
        "Uppgifterna om 1280-1, Malmö, är ändrade",
        "Malmö har tecknat en överenskommelse (1280-1)",
    ]


def test_imprecise_days_are_written_as_they_are_known(client: Client) -> None:
    agreement = AgreementFactory(
        decided_on=None, valid_from=datetime.date(2016, 2, 29), valid_from_earliest=datetime.date.min
    )
    rows = Agreement.objects.filter(pk=agreement.pk)
    rows.update(valid_from_earliest=datetime.date(2016, 2, 1))
    rows.update(valid_to=datetime.date(2022, 1, 1), valid_to_latest=datetime.date(2022, 12, 31))
    root = feed(client)
    assert texts(root) == [
        "1280-1, Malmö, har fått en sista dag",
        "Uppgifterna om 1280-1, Malmö, är ändrade",
        "Malmö har tecknat en överenskommelse (1280-1)",
    ]
    summaries = texts(root, "summary")
    assert "Det upphörde någon gång under 2022." in summaries[0]
    assert "Svaret började gälla någon gång i februari 2016." in summaries[1]
    assert "Svaret började gälla senast i februari 2016." in summaries[2]


def test_entry_ids_are_stable_and_unique(client: Client) -> None:
    fill(3)
    ids = texts(feed(client), "id")
    assert len(set(ids)) == 3
    assert all(identity.startswith("urn:uuid:") for identity in ids)
    assert texts(feed(Client(headers={"Host": "localhost"})), "id") == ids
    AgreementFactory(municipality_id="2584")
    forget_pages()
    assert texts(feed(client), "id")[1:] == ids


def test_entry_links_open(client: Client) -> None:
    person = UserFactory()
    AgreementFactory(published_by=person)
    gone = AgreementFactory(municipality_id="1281", published_by=person)
    Agreement.objects.filter(pk=gone.pk).update(published_at=None, published_by=None)
    links = [link.get("href") for link in feed(client).findall("atom:entry/atom:link", ATOM)]
    assert links[0] == "http://testserver/kommuner/1281/"
    assert links[-1] == "http://testserver/overenskommelser/1280-1/"
    assert client.get(links[0] or "").status_code == 200


def test_county_has_a_feed(client: Client) -> None:
    person = UserFactory()
    AgreementFactory(published_by=person)
    AgreementFactory(municipality_id="0180", published_by=person)
    assert len(texts(feed(client))) == 2
    county_feed = feed(client, "/lan/12/atom/")
    assert texts(county_feed) == ["Malmö har tecknat en överenskommelse (1280-1)"]
    assert county_feed.findtext("atom:title", namespaces=ATOM) == "Förändringar i Skåne län"
    assert client.get("/lan/99/atom/").status_code == 404


def test_language_follows_the_address(client: Client) -> None:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    assert feed(client).get(xml) == "sv"
    assert feed(client, "/en/forandringar/atom/").get(xml) == "en"


@pytest.mark.parametrize("url", ["/forandringar/atom/", "/lan/01/atom/"])
def test_at_most_fifty_entries_at_the_same_three_queries(client: Client, url: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            entries = texts(feed(client, url))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3
    assert len(entries) <= 50


def test_empty_register_has_an_empty_feed(client: Client) -> None:
    assert texts(feed(client)) == []


def test_every_page_links_to_the_feed(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/forandringar/atom/"' in page
