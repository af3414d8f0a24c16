"""The statistics as page and files."""

import csv
import datetime
import io

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import CollaborationLevel, Completeness, Register
from agreements.positions import Status
from agreements.public.columns import FILES, file_columns
from tests.factories import AgreementFactory, AgreementTypeFactory, DialogueMeetingFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db


def rows(client: Client, slug: str, **query: str) -> list[dict[str, str]]:
    response = client.get(f"/statistik/{slug}/csv/", query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.mark.parametrize("url", ["/statistik/", "/en/statistik/", "/statistik/?per=2023-06-01&type=dua-unga"])
def test_statistics_take_at_most_six_queries_whatever_the_number_of_rows(client: Client, url: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("slug", FILES)
def test_a_file_takes_three_queries_and_has_its_columns(client: Client, slug: str) -> None:
    fill(10)
    with CaptureQueriesContext(connection) as queries:
        file_rows = rows(client, slug)
    assert len(queries) <= 3
    assert file_rows
    assert all(list(row) == [column.name for column in file_columns(slug)] for row in file_rows)
    assert all(row["demo"] == "false" for row in file_rows)


def test_the_page_and_the_file_show_the_chosen_day_and_type(client: Client) -> None:
    AgreementFactory(valid_to=datetime.date(2023, 12, 31)).levels.set(CollaborationLevel.objects.all())
    assert {row["level"]: row["signed"] for row in rows(client, "niva", per="2023-12-31")} == {
        "strategisk": "1",
        "operativ": "1",
    }
    assert {row["signed"] for row in rows(client, "niva", per="2024-01-01")} == {"0"}
    assert {row["type"] for row in rows(client, "niva", type="dua-unga")} == {"dua-unga"}
    skåne = next(row for row in rows(client, "lan", per="2024-01-01") if row["county_code"] == "12")
    assert (skåne["county"], skåne["lapsed"], skåne["none"]) == ("Skåne län", "1", "32")
    page = client.get("/statistik/?per=2024-01-01").content.decode()
    assert "/statistik/lan/csv/?per=2024-01-01" in page
    assert "den 1 januari 2024" in page


def test_each_type_has_a_row(client: Client) -> None:
    AgreementFactory(status=Status.DECLINED)
    AgreementTypeFactory(slug="lokal")
    file_rows = rows(client, "typ")
    assert [(row["type"], row["declined"]) for row in file_rows] == [
        ("lokal", "0"),
        ("samlad", "1"),
        *((slug, "0") for slug in ("dua-unga", "dua-nyanlanda", "lok", "annan")),
    ]


def test_uncertain_and_missing_are_said_apart_and_shares_are_of_the_known(client: Client) -> None:
    Completeness.objects.all().delete()
    AgreementFactory()
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    AgreementFactory(
        municipality_id="1282",
        decided_on=None,
        valid_from=datetime.date(2024, 12, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
    )
    page = client.get("/statistik/?per=2024-01-01").content.decode()
    assert "För 287 kommuner saknas uppgift. För 1 kommun är läget osäkert." in page
    assert "50,0 % av 2 kända" in page
    assert "Registret är inte konstaterat fullständigt för någon dag." in page
    skåne = next(row for row in rows(client, "lan", per="2024-01-01") if row["county_code"] == "12")
    assert (skåne["signed"], skåne["none"], skåne["unknown"]) == ("1", "0", "31")


def test_complete_register_has_no_column_for_the_unknown_and_says_its_ground(client: Client) -> None:
    AgreementFactory()
    page = client.get("/statistik/?per=2024-01-01").content.decode()
    assert "Uppgift saknas" not in page
    assert "Provens register" in page
    assert "3,0 % av 33" in page


def test_agreement_that_ends_on_an_imprecise_day_is_in_no_quarter(client: Client) -> None:
    AgreementFactory(valid_to=datetime.date(2024, 3, 31))
    AgreementFactory(
        municipality_id="1281", valid_to=datetime.date(2024, 6, 1), valid_to_latest=datetime.date(2024, 12, 31)
    )
    assert [row["agreements"] for row in rows(client, "kvartal", per="2024-01-01")][:4] == ["1", "0", "0", "0"]
    page = client.get("/statistik/?per=2024-01-01").content.decode()
    assert "1 överenskommelse till upphör en dag som inte är känd." in page


def test_counties_stand_in_swedish_order(client: Client) -> None:
    assert [row["county"] for row in rows(client, "lan")][-2:] == ["Örebro län", "Östergötlands län"]


def test_days_to_signature_have_a_sentence_and_rows(client: Client) -> None:
    for code, day in (("0180", 11), ("1280", 13), ("1281", 31)):
        AgreementFactory(municipality_id=code, decided_on=datetime.date(2022, 12, day))
    DialogueMeetingFactory(held_on=datetime.date(2022, 12, 1)).municipalities.set(["0180", "1280", "1281"])
    assert "Av 3 kommuner med dialogmöte tecknade hälften inom 12 dagar" in client.get("/statistik/").content.decode()
    assert [(row["days_from"], row["days_to"], row["municipalities"]) for row in rows(client, "tid")] == [
        ("0", "30", "3"),
        ("31", "90", "0"),
        ("91", "180", "0"),
        ("181", "365", "0"),
        ("366", "", "0"),
    ]


def test_excel_and_demo_files_are_marked(client: Client) -> None:
    Register.objects.update(is_demo=True)
    response = client.get("/statistik/typ/csv/?variant=excel&per=2023-06-01")
    assert response.content.startswith(b"\xef\xbb\xbfday;type;signed;")
    header, first = (line.split(b";") for line in response.content.splitlines()[:2])
    assert first[header.index(b"demo")] == b"true"
    assert response["Content-Disposition"] == 'attachment; filename="demo-statistik-typ-2023-06-01.csv"'


@pytest.mark.parametrize(
    ("query", "words"),
    [("per=i+morgon", "ingen dag"), ("type=okand", "type:"), ("variant=ods", "skriv excel")],
)
def test_a_wrong_file_address_is_explained_in_plain_text(client: Client, query: str, words: str) -> None:
    response = client.get(f"/statistik/lan/csv/?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert words in response.content.decode()


@pytest.mark.parametrize("query", ["per=i+morgon", "type=okand"])
def test_a_wrong_page_address_is_explained_beside_its_field(client: Client, query: str) -> None:
    response = client.get(f"/statistik/?{query}")
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    assert "<table" not in response.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "2100-12-31", "9999-12-31"])
def test_any_day_is_answered(client: Client, day: str) -> None:
    AgreementFactory()
    assert client.get(f"/statistik/?per={day}").status_code == 200
    for slug in FILES:
        assert client.get(f"/statistik/{slug}/csv/?per={day}").status_code == 200


def test_unknown_statistics_file_is_not_found(client: Client) -> None:
    assert client.get("/statistik/vad/csv/").status_code == 404


def test_data_dictionary_has_every_statistics_column() -> None:
    text = (settings.BASE_DIR / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    text = text.partition("## The statistics files")[2].partition("\n## ")[0]
    documented = [line for line in text.splitlines() if line.startswith("| `")]
    assert documented == [
        f"| `/statistik/{slug}/csv/` | `{column.name}` | {column.meaning} |"
        for slug in FILES
        for column in file_columns(slug)
    ]
