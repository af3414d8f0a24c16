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


def suggested(client: Client, query: str, prefix: str = "") -> list[dict[str, Any]]:
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
def test_what_begins_with_the_text_comes_first(client: Client, text: str, names: list[str]) -> None:
    assert [item["name"] for item in suggested(client, f"q={quote(text)}")] == names


def test_at_most_ten(client: Client) -> None:
    assert len(suggested(client, "q=a")) == 10


def test_goes_to_the_municipality_in_the_language_and_on_the_day(client: Client) -> None:
    assert suggested(client, "q=malm&per=2024-01-01", "/en") == [
        {"code": "1280", "name": "Malmö", "county": "Skåne län", "url": "/en/kommuner/1280/?per=2024-01-01"}
    ]


def test_only_what_exists_on_the_day(client: Client) -> None:
    Municipality.objects.filter(code="1280").update(ceased_on=datetime.date(2024, 12, 31))
    assert [item["name"] for item in suggested(client, "q=1280&per=2024-12-31")] == ["Malmö"]
    assert suggested(client, "q=1280&per=2025-01-01") == []


def test_may_be_kept_by_a_cache_in_front(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/kommuner/forslag/?q=malmmo")
    assert len(queries) <= 3
    assert "public" in response["Cache-Control"]
    again = client.get("/kommuner/forslag/?q=malmmo", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
