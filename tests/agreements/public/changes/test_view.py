"""The page and the file of changes."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.days import year_before
from agreements.models import AgreementType, CollaborationLevel, Completeness, Register, ReportedTotal
from agreements.positions import Status
from tests.factories import AgreementFactory, UserFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

DAYS = "?from=2024-01-01&till=2025-01-01"


@pytest.fixture
def register() -> None:
    person = UserFactory()
    strategic, operative = CollaborationLevel.objects.all()
    first = AgreementFactory(
        decided_on=datetime.date(2023, 1, 1), valid_to=datetime.date(2024, 5, 31), published_by=person
    )
    first.levels.set([strategic])
    AgreementFactory(decided_on=datetime.date(2024, 6, 1), published_by=person).levels.set([operative])
    for code, day in (("1281", datetime.date(2024, 2, 1)), ("0180", datetime.date(2024, 3, 1))):
        AgreementFactory(municipality_id=code, decided_on=day, published_by=person)
    AgreementFactory(
        municipality_id="1480", status=Status.DECLINED, decided_on=datetime.date(2024, 3, 1), published_by=person
    )


def get_page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.usefixtures("register")
def test_page_groups_by_kind_with_totals_in_words(client: Client) -> None:
    response = client.get(f"/forandringar/{DAYS}")
    assert [(group.kind.value, group.total) for group in response.context["groups"]] == [
        ("signed", "2 kommuner tecknade"),
        ("renewed", "1 kommun förnyade eller ändrade"),
        ("declined", "1 kommun avböjde"),
    ]
    page = response.content.decode()
    assert "4 kommuner med en förändring" in page
    assert "Från den 1 januari 2024 till den 1 januari 2025" in page
    assert "Operativ nivå har tillkommit, Strategisk nivå har fallit bort" in page
    assert 'href="/overenskommelser/1280-2/?per=2025-01-01"' in page


def test_imprecise_event_is_dated_in_words_and_marked_where_it_may_be_outside_the_period(client: Client) -> None:
    AgreementFactory(
        decided_on=None, valid_from=datetime.date(2024, 3, 31), valid_from_earliest=datetime.date(2024, 3, 1)
    )
    AgreementFactory(
        municipality_id="1281",
        decided_on=None,
        valid_from=datetime.date(2024, 12, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
    )
    response = client.get(f"/forandringar/{DAYS}")
    assert [(group.kind.value, group.total) for group in response.context["groups"]] == [
        ("signed", "1 kommun tecknade"),
        ("uncertain", "1 kommun kan ha ändrat läge"),
    ]
    page = " ".join(response.content.decode().split())
    assert "1 kommun med en förändring och 1 som kan ha en" in page
    assert "någon gång i mars 2024" in page
    assert "någon dag från den 1 januari 2023 till den 31 december 2024" in page
    assert "2024-03-31" not in page
    assert "går att säga om det var mellan dagarna" in page


@pytest.mark.usefixtures("register")
def test_county_and_type_filter_the_changes(client: Client) -> None:
    groups = client.get(f"/forandringar/{DAYS}&county=12").context["groups"]
    assert [change.municipality.code for group in groups for change in group.changes] == ["1281", "1280"]
    assert client.get(f"/forandringar/{DAYS}&type=dua-unga").context["groups"] == []


def test_default_period_is_the_last_twelve_months(client: Client) -> None:
    today = timezone.localdate()
    response = client.get("/forandringar/")
    assert (response.context["first"].day, response.context["day"].day) == (year_before(today), today)
    response = client.get("/forandringar/?till=2024-02-29")
    assert response.context["first"].day == datetime.date(2023, 2, 28)
    assert client.get("/forandringar/?till=0001-01-01").context["form"].is_one_day


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("from=2025-01-01&till=2024-01-01", 400, "Den andra dagen är före den första."),
        ("from=2025-02-30", 400, "är ingen dag"),
        ("till=snart", 400, "är ingen dag"),
        ("county=99", 400, "99 finns inte"),
        ("from=2024-01-01&till=2024-01-01", 200, "samma dag två gånger"),
        ("from=2024-01-01&till=2024-02-01", 200, "Inget är annorlunda den andra dagen."),
    ],
)
def test_unusual_and_invalid_days_are_answered(client: Client, query: str, status: int, message: str) -> None:
    page = get_page(client, f"/forandringar/?{query}", status)
    assert message in page
    assert ("kommuner med en förändring" in page) == (status == 200)
    if status == 400:
        assert message.encode() in client.get(f"/forandringar/csv/?{query}").content


@pytest.mark.usefixtures("register")
def test_file_has_the_rows_of_the_page(client: Client) -> None:
    response = client.get(f"/forandringar/csv/{DAYS}&county=12")
    assert response["Content-Disposition"] == 'attachment; filename="forandringar-2024-01-01-2025-01-01.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    assert [row["municipality_code"] for row in rows] == ["1281", "1280"]
    assert rows[1] == {
        "municipality_code": "1280",
        "municipality": "Malmö",
        "county_code": "12",
        "county": "Skåne län",
        "change": "renewed",
        "position_before": "signed",
        "position_after": "signed",
        "since": "2024-06-01",
        "agreement_id": "1280-2",
        "levels_added": "operativ",
        "levels_removed": "strategisk",
        "type": "samlad",
        "from": "2024-01-01",
        "till": "2025-01-01",
        "demo": "false",
        "event": "renewed",
        "since_edtf": "2024-06-01",
    }


@pytest.mark.usefixtures("register")
def test_excel_file_neutralises_formulas_and_is_named_demo(client: Client) -> None:
    AgreementType.objects.filter(is_headline=True).update(slug="-1+1")
    Register.objects.update(is_demo=True)
    response = client.get(f"/forandringar/csv/{DAYS}&variant=excel")
    assert response.content.startswith(b"\xef\xbb\xbfmunicipality_code;")
    assert ";'-1+1;2024-01-01;2025-01-01;true;" in response.content.decode()
    assert ",-1+1," in client.get(f"/forandringar/csv/{DAYS}").content.decode()
    assert 'filename="demo-' in response["Content-Disposition"]
    assert client.get("/forandringar/csv/?variant=pdf").status_code == 400


@pytest.mark.parametrize("url", ["/forandringar/", "/forandringar/csv/"])
def test_six_queries_whatever_the_number_of_rows(client: Client, url: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{url}?from=2022-01-01").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_register_without_types_has_no_changes(client: Client) -> None:
    ReportedTotal.objects.all().delete()
    Completeness.objects.all().delete()
    AgreementType.objects.all().delete()
    get_page(client, "/forandringar/")
