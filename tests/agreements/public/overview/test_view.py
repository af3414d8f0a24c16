"""The maps and comparisons of the overview."""

import datetime
import gzip
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.days import year_before
from agreements.positions import Status
from agreements.public.overview.comparisons import change_sentence
from municipalities.models import Municipality
from tests.factories import AgreementFactory, BoundaryFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db


def cells(page: str) -> dict[str, str]:
    """The address of each cell by name, in keyboard order."""
    markup = page[page.index('class="map"') : page.index('id="after-map"')]
    return {title: url for url, title in re.findall(r'<a\s+href="([^"]+)"[^>]*>\s*<title>([^<]+)</title>', markup)}


def test_every_municipality_has_a_cell_with_its_position_and_day(client: Client) -> None:
    AgreementFactory(municipality_id="1280")
    AgreementFactory(municipality_id="0180", status=Status.DECLINED)
    AgreementFactory(municipality_id="1480", valid_to=datetime.date(2023, 5, 31))
    names = cells(client.get("/?per=2023-06-01").content.decode())
    assert len(names) == 290
    assert names["Malmö: har överenskommelse"] == "/kommuner/1280/?per=2023-06-01"
    assert "Stockholm: har avböjt" in names
    assert "Göteborg: har upphört" in names
    assert "Kiruna: inget svar" in names


def test_cell_says_that_a_municipality_is_in_dialogue(client: Client) -> None:
    AgreementFactory(municipality_id="1280", in_dialogue=True)
    assert "Malmö: inget svar, i dialog" in cells(client.get("/").content.decode())


def test_cells_stand_county_by_county_in_swedish_order(client: Client) -> None:
    order = [title.split(":")[0] for title in cells(client.get("/").content.decode())]
    expected = Municipality.objects.order_by("county__sort_key", "sort_key").values_list("name", flat=True)
    assert order == list(expected)


def test_lengths_are_written_as_svg_wants_them(client: Client) -> None:
    fill(10)
    page = client.get("/").content.decode()
    assert re.search(r'<use\s+href="#cell-signed"\s+x="[\d.]+"\s+y="[\d.]+"', page)
    assert not re.search(r'\s(?:x|y|cx|cy|viewBox|d)="[^"]*\d,\d', page)


def test_legend_leads_to_the_list_of_the_same_day(client: Client) -> None:
    AgreementFactory()
    page = client.get("/?per=2023-06-01").content.decode()
    for position in ("signed", "declined", "lapsed", "none"):
        assert f'href="/kommuner/?position={position}&amp;per=2023-06-01"' in page
        assert f'href="#cell-{position}"' in page


@pytest.mark.parametrize("with_boundaries", [False, True])
def test_at_most_six_queries_and_100_kb(client: Client, with_boundaries: bool) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        if with_boundaries:
            for municipality in Municipality.objects.filter(boundary=None)[:number]:
                BoundaryFactory(municipality=municipality)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/?per=2024-01-01").content
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
    files = [path.read_bytes() for path in (settings.BASE_DIR / "static").rglob("*") if path.suffix in (".css", ".js")]
    assert sum(len(gzip.compress(file)) for file in [page, *files]) < 100_000


def test_real_boundaries_appear_when_there_are_any(client: Client) -> None:
    assert "map-boundaries" not in client.get("/").content.decode()
    boundary = BoundaryFactory(municipality_id="1280")
    forget_pages()
    page = client.get("/").content.decode()
    assert "map-boundaries" in page
    assert f'd="{boundary.path}"' in page


def test_a_year_before_is_the_last_of_february_for_a_leap_day() -> None:
    assert year_before(datetime.date(2024, 2, 29)) == datetime.date(2023, 2, 28)
    assert year_before(datetime.date(1, 1, 1)) is None


def test_change_in_a_year_is_a_sentence() -> None:
    assert change_sentence(0, 0) == ""
    assert change_sentence(3, 3) == "Lika många som ett år tidigare."
    assert change_sentence(5, 2) == "3 fler än ett år tidigare."
    assert change_sentence(2, 5) == "3 färre än ett år tidigare."


def test_change_counts_from_the_same_day_a_year_before(client: Client) -> None:
    AgreementFactory(municipality_id="1280", decided_on=datetime.date(2022, 1, 1))
    AgreementFactory(municipality_id="0180", decided_on=datetime.date(2023, 6, 1))
    assert "1 fler än ett år tidigare." in client.get("/?per=2023-06-01").content.decode()
    assert "Lika många som ett år tidigare." in client.get("/?per=2024-06-01").content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "2999-01-01", "9999-12-31"])
@pytest.mark.parametrize("number", [0, 1])
def test_any_day_is_answered(client: Client, day: str, number: int) -> None:
    AgreementFactory.create_batch(number)
    page = client.get(f"/?per={day}").content.decode()
    assert ("Dagen som sidan visar ligger utanför diagrammet" in page) == bool(number)
    assert len(cells(page)) == 290
    assert client.get(f"/bild.png?per={day}").status_code == 200


def test_empty_register_is_not_compared_with_published_totals(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "registret har inga svar för den dagen" in page
    assert "färre" not in page
    assert "Så har det utvecklats" not in page
