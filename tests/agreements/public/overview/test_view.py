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
from agreements.models import Completeness, Naming
from agreements.positions import Status
from agreements.public.overview.comparisons import change_sentence
from municipalities.models import Municipality
from tests.factories import (
    AgreementFactory,
    BoundaryFactory,
    CompletenessFactory,
    ReportedTotalFactory,
    SourceFactory,
    UserFactory,
    fill,
)
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


SKANE = ["1231", "1285", "1266", "1267", "1261", "1262", "1281", "1280", "1263", "1264", "1233"]


@pytest.fixture
def eleven_known() -> None:
    """Eleven known agreements, and what others have published."""
    Completeness.objects.all().delete()
    person = UserFactory()
    for code in SKANE:
        AgreementFactory(
            municipality_id=code, decided_on=None, valid_from=datetime.date(2023, 1, 1), published_by=person
        )


@pytest.mark.usefixtures("eleven_known")
def test_incomplete_register_says_what_it_knows_and_claims_nothing_of_the_others(client: Client) -> None:
    response = client.get("/?per=2024-01-01")
    page = response.content.decode()
    assert 'Registret känner till <span class="figure">11 kommuner</span> med överenskommelse' in page
    assert "För 279 kommuner saknas uppgift." in page
    assert "SKR, 5 oktober 2023: 2 kommuner har avböjt" in page
    assert "Registret är inte fullständigt." in page
    assert "100,0 % av 11 kända" in page
    assert "av 290</span>" not in page
    assert response.context["overview"].counts["none"] == 0
    assert cells(page)["Kiruna: uppgift saknas"] == "/kommuner/2584/?per=2024-01-01"
    assert 'href="#cell-unknown"' in page
    assert "färre" not in page


@pytest.mark.usefixtures("eleven_known")
def test_day_before_everything_known_has_no_zero(client: Client) -> None:
    page = client.get("/?per=2010-01-01").content.decode()
    assert "Registret känner inte till någon överenskommelse den dagen" in page
    assert "För 290 kommuner saknas uppgift." in page


@pytest.mark.usefixtures("eleven_known")
def test_uncertain_position_is_counted_apart_from_the_missing(client: Client) -> None:
    AgreementFactory(
        municipality_id="2584",
        decided_on=None,
        valid_from=datetime.date(2024, 12, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
    )
    page = client.get("/?per=2024-01-01").content.decode()
    assert "För 278 kommuner saknas uppgift. För 1 kommun är läget osäkert." in page
    assert "Kiruna: osäkert läge" in cells(page)
    assert "Ljust band" in page


def test_complete_register_says_for_which_days(client: Client) -> None:
    AgreementFactory()
    Completeness.objects.all().delete()
    CompletenessFactory(last_day=datetime.date(2023, 12, 31))
    page = client.get("/?per=2023-06-01").content.decode()
    assert '<span class="figure">1 av 290</span> kommuner har en överenskommelse' in page
    assert "Registret är fullständigt från den 1 januari 2022 till och med den 31 december 2023." in page
    page = client.get("/?per=2024-01-01").content.decode()
    assert "Registret är inte fullständigt för den dagen, bara från den 1 januari 2022" in page
    assert "av 290</span>" not in page


@pytest.mark.usefixtures("eleven_known")
@pytest.mark.parametrize("number", [1, 30])
def test_incomplete_overview_takes_at_most_six_queries(client: Client, number: int) -> None:
    for place in range(number):
        total = ReportedTotalFactory(publisher=f"Utgivare {place}", naming=Naming.THOSE)
        total.municipalities.set(SKANE[:5])
        SourceFactory(agreement=None, reported_total=total)
    forget_pages()
    with CaptureQueriesContext(connection) as queries:
        client.get("/?per=2024-04-01")
    assert len(queries) <= 6


@pytest.mark.parametrize("is_stated", [False, True])
def test_empty_register_never_counts_to_zero(client: Client, is_stated: bool) -> None:
    if not is_stated:
        Completeness.objects.all().delete()
    page = client.get("/").content.decode()
    assert "Registret har inga överenskommelser ännu" in page
    assert "0 av 290" not in page


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
    signed = [{"signed": number} for number in range(6)]
    assert change_sentence(signed[0], signed[0]) == ""
    assert change_sentence(signed[3], signed[3]) == "Lika många som ett år tidigare."
    assert change_sentence(signed[5], signed[2]) == "3 fler än ett år tidigare."
    assert change_sentence(signed[2], signed[5]) == "3 färre än ett år tidigare."


def test_what_the_register_has_learnt_is_no_change() -> None:
    assert change_sentence({"signed": 5, "unknown": 1}, {"signed": 2}) == ""
    assert change_sentence({"signed": 5}, {"signed": 2, "unknown": 1}) == ""


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
    assert "jämförs inte" in page
    assert "färre" not in page
    assert "Så har det utvecklats" not in page
