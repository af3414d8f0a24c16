from __future__ import annotations

import re

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/overenskommelser/",
        "/kommuner/",
        "/kommuner/1280/",
        "/lan/12/",
        "/forandringar/",
        "/statistik/",
        "/nivaer/",
    ],
)
def test_title_of_invalid_page_begins_with_error(client: Client, path: str) -> None:
    title = r"<title>\s*Fel: "
    assert not re.search(title, client.get(path).text)
    name = "till" if path == "/forandringar/" else "per"
    assert re.search(title, client.get(path, {name: "2023-02-30"}).text)


@pytest.mark.django_db
def test_list_head_has_day_only_if_valid(client: Client) -> None:
    right, wrong = client.get("/kommuner/?per=2023-03-01").text, client.get("/kommuner/?per=2023-02-30").text
    assert "Läget den 1 mars 2023" in right
    assert "Läget den" not in wrong
    assert "Något i valen behöver ändras." in wrong


@pytest.mark.django_db
def test_breadcrumb_of_county_keeps_the_day(client: Client) -> None:
    page = client.get("/lan/12/?per=2023-03-01").text
    assert '<a href="/?per=2023-03-01">Översikt</a>' in page
