"""The page of published totals."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import AgreementType, Naming, ReportedTotal
from agreements.positions import Status
from tests.factories import AgreementFactory, ReportedTotalFactory, SourceFactory
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

DAY = datetime.date(2016, 2, 29)
URL = "/statistik/publicerade-siffror/"


def dua_total(codes: list[str], **fields: object) -> ReportedTotal:
    dua = AgreementType.objects.get(slug="dua-unga")
    total: ReportedTotal = ReportedTotalFactory(
        **{"type": dua, "publisher": "Dua", "reported_on": DAY, "naming": Naming.THOSE, "total": len(codes), **fields}
    )
    total.municipalities.set(codes)
    return total


def test_page_shows_where_the_report_and_the_register_differ(client: Client) -> None:
    total = dua_total(["1280", "1281"])
    SourceFactory(
        agreement=None, reported_total=total, title="SOU 2017:19", url="https://example.org/sou", is_copy=True
    )
    for code, status in (("1280", Status.SIGNED), ("1281", Status.DECLINED)):
        AgreementFactory(municipality_id=code, type=total.type, status=status, decided_on=datetime.date(2015, 1, 1))
    page = " ".join(client.get(URL).content.decode().split())
    assert "Dua, 29 februari 2016: 2 kommuner har överenskommelse" in page
    assert "Registret har samma läge för 1 av dem. Registret har ett annat läge för 1." in page
    assert 'href="/kommuner/1281/?per=2016-02-29">Lund</a>' in page
    assert 'href="https://example.org/sou"' in page
    assert "läst som kopia" in page
    assert "Registrets summa" in page
    assert 'href="/kommuner/?position=signed&amp;type=dua-unga&amp;per=2016-02-29">1</a>' in page


def test_draft_is_not_shown(client: Client) -> None:
    dua_total(["1280"], published_at=None)
    context = client.get(URL).context
    assert ([kind.slug for kind, _comparisons in context["types"]], context["named"]) == (["samlad"], [])


def test_page_without_totals_says_so(client: Client) -> None:
    ReportedTotal.objects.all().delete()
    assert "inga publicerade siffror" in client.get(URL).content.decode()


def test_at_most_six_queries_whatever_the_number_of_totals(client: Client) -> None:
    counts = []
    for number in (1, 12):
        for place in range(number):
            dua_total(["1280", "1281", "0180"], publisher=f"Utgivare {number} {place}")
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
