"""Suggestions of the search field."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from municipalities.models import Municipality

pytestmark = pytest.mark.django_db


def get_suggestions(client: Client, query: str, prefix: str = "") -> list[dict[str, Any]]:
    response = client.get(f"{prefix}/kommuner/forslag/?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()["suggestions"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("malm", ["Malmö"]),
        ("1280", ["Malmö"]),
        ("upps", ["Uppsala"]),
        ("got", ["Gotland", "Göteborg", "Götene"]),
        ("väs", ["Västervik", "Västerås", "Upplands Väsby"]),
        ("Malmmö", ["Malmö"]),
        ("Gothenburg", ["Göteborg"]),
        ("", []),
        ("   ", []),
        ("ingenstans", []),
    ],
)
def test_names_that_begin_with_the_text_come_first(client: Client, text: str, names: list[str]) -> None:
    assert [item["name"] for item in get_suggestions(client, f"q={quote(text)}")] == names


def test_at_most_ten(client: Client) -> None:
    assert len(get_suggestions(client, "q=a")) == 10


def test_suggestion_links_keep_language_and_day(client: Client) -> None:
    assert get_suggestions(client, "q=malm&per=2024-01-01", "/en") == [
        {"code": "1280", "name": "Malmö", "county": "Skåne län", "url": "/en/kommuner/1280/?per=2024-01-01"}
    ]


def test_only_municipalities_that_exist_on_the_day_are_suggested(client: Client) -> None:
    Municipality.objects.filter(code="1280").update(ceased_on=datetime.date(2024, 12, 31))
    assert [item["name"] for item in get_suggestions(client, "q=1280&per=2024-12-31")] == ["Malmö"]
    assert get_suggestions(client, "q=1280&per=2025-01-01") == []


def test_suggestions_may_be_cached_by_a_proxy(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/kommuner/forslag/?q=malmmo")
    assert len(queries) <= 3
    assert "public" in response["Cache-Control"]
    again = client.get("/kommuner/forslag/?q=malmmo", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
