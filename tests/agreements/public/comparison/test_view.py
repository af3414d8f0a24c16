"""The comparison of municipalities."""

from __future__ import annotations

import datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import AgreementType, CollaborationLevel
from agreements.positions import Status
from tests.factories import AgreementFactory, DocumentFactory, FollowUpFactory, JointAgreementFactory, UserFactory
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

FIVE = ["0114", "0115", "0180", "1280", "1480"]


def url(*codes: str, more: str = "") -> str:
    return "/jamfor/?" + "&".join(f"kommun={quote(code)}" for code in codes) + more


def test_side_by_side_in_the_order_of_the_address(client: Client) -> None:
    joint = JointAgreementFactory()
    malmo = AgreementFactory(joint_agreement=joint)
    malmo.levels.add(CollaborationLevel.objects.get(slug="operativ"))
    AgreementFactory(municipality_id="0180", status=Status.DECLINED)
    document = DocumentFactory(agreement=malmo, title="Egen text")
    shared = DocumentFactory(agreement=None, joint_agreement=joint, title="Gemensam text")
    DocumentFactory(agreement=AgreementFactory(municipality_id="1480"), title="Annan text")
    follow_up = FollowUpFactory(agreement=malmo, findings="Fler fick praktik.")
    page = client.get(url("1280", "0180", "0114", "1280"))
    first, second, third = page.context["rows"]
    assert [row.municipality.code for row in (first, second, third)] == ["1280", "0180", "0114"]
    assert [row.tag.kind for row in (first, second, third)] == ["signed", "declined", "none"]
    assert [level.slug for level in first.levels] == ["operativ"]
    assert first.documents == [document, shared]
    assert (first.follow_ups, second.follow_ups, second.documents) == ([follow_up], [], [])
    assert second.without == "?kommun=1280&kommun=0114"
    text = page.content.decode()
    assert "Fler fick praktik." in text
    assert "Annan text" not in text


def test_on_the_day_and_for_the_type(client: Client) -> None:
    AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), decided_on=datetime.date(2020, 1, 1))
    for more, kind in (
        ("", "lapsed"),
        ("&per=2023-06-01", "signed"),
        ("&per=2022-06-01", "none"),
        ("&type=dua-unga", "signed"),
    ):
        (row,) = client.get(url("1280", more=more)).context["rows"]
        assert row.tag.kind == kind, more


def test_draft_is_not_compared(client: Client) -> None:
    draft = AgreementFactory(draft=True)
    DocumentFactory(agreement=draft, title="Hemlig text")
    assert "Hemlig text" not in client.get(url("1280")).content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (url(*FIVE, "0120"), "Du har valt 6 kommuner"),
        (url("1280", "9999"), "Ingen kommun har koden 9999 den dagen"),
        (url("malmö"), "Ingen kommun har koden malmö den dagen"),
        (url("1280", more="&per=x"), "”x” är ingen dag"),
        (url("1280", more="&type=x"), "x finns inte bland"),
    ],
)
def test_invalid_comparison_is_explained(client: Client, address: str, words: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert 'href="/kommuner/"' in response.content.decode()


def test_comparison_without_municipalities_has_advice(client: Client) -> None:
    response = client.get("/jamfor/")
    assert response.status_code == 200
    assert "Kryssa för upp till 5 kommuner" in response.content.decode()


def test_as_many_queries_for_five_as_for_one(client: Client) -> None:
    publisher = UserFactory()
    for code in FIVE:
        agreement = AgreementFactory(municipality_id=code, published_by=publisher)
        DocumentFactory(agreement=agreement)
        FollowUpFactory(agreement=agreement)
    counts = []
    for codes in (FIVE[:1], FIVE):
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(*codes)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
