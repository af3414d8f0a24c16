"""Gaps of the published agreements, and their page."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.lookup.quality import GAP_ROWS, GAPS, Gap, gaps_on
from agreements.models import Agreement, Revision
from tests.factories import AgreementFactory, DocumentFactory, JointAgreementFactory, LinkCheckFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 6, 30)


def gaps() -> dict[str, Gap]:
    return dict(zip(GAPS, gaps_on(DAY), strict=True))


def complete_agreement(**fields: object) -> Agreement:
    """An agreement without gaps on the day."""
    fields = {
        "source_url": "https://example.org/protokoll",
        "diary_number": "Af-2023/0001",
        "verified_on": datetime.date(2024, 1, 15),
    } | fields
    agreement: Agreement = AgreementFactory(**fields)
    DocumentFactory(agreement=agreement)
    return agreement


def test_complete_agreement_has_no_gap() -> None:
    complete_agreement()
    LinkCheckFactory(url="https://example.org/protokoll")
    assert {name: gap.number for name, gap in gaps().items()} == dict.fromkeys(GAPS, 0)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("source", {"source_url": ""}),
        ("dead", {"source_url": "https://example.org/borta"}),
        ("diary_number", {"diary_number": ""}),
        ("unverified", {"verified_on": datetime.date(2023, 6, 30)}),
    ],
)
def test_each_gap_is_counted_and_listed(name: str, fields: dict[str, object]) -> None:
    LinkCheckFactory(url="https://example.org/borta", is_alive=False, status=404)
    complete_agreement(municipality_id="0180")
    complete_agreement(**fields)
    result = {key: gap for key, gap in gaps().items() if gap.number}
    assert list(result) == [name]
    assert result[name].agreements == [("1280-1", "Malmö")]
    assert (result[name].number, result[name].of, result[name].share) == (1, 2, 50)


def test_municipality_diary_number_and_shared_document_close_the_gaps() -> None:
    joint = JointAgreementFactory()
    DocumentFactory(agreement=None, joint_agreement=joint)
    AgreementFactory(joint_agreement=joint, municipality_diary_number="KS 2023/1")
    result = gaps()
    assert (result["document"].number, result["diary_number"].number) == (0, 0)
    AgreementFactory(municipality_id="0180")
    result = gaps()
    assert result["document"].agreements == result["diary_number"].agreements == [("0180-1", "Stockholm")]


def test_agreement_verified_exactly_a_year_ago_has_no_gap() -> None:
    complete_agreement(verified_on=DAY - datetime.timedelta(days=365))
    assert gaps()["unverified"].number == 0


def test_draft_is_not_counted_as_a_gap() -> None:
    AgreementFactory(draft=True)
    assert {gap.of for gap in gaps_on(DAY)} == {0}


def test_list_of_gaps_is_limited_and_counts_the_rest(client: Client) -> None:
    fill(GAP_ROWS + 5)
    gap = gaps()["source"]
    assert (len(gap.agreements), gap.more) == (GAP_ROWS, 5)
    assert "Och 5 till." in client.get("/statistik/kvalitet/").content.decode()


def test_the_page_takes_at_most_six_queries_whatever_the_number_of_rows(client: Client) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/statistik/kvalitet/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_page_counts_the_checked_links(client: Client) -> None:
    assert "inga publicerade" in client.get("/statistik/kvalitet/").content.decode()
    complete_agreement()
    forget_pages()
    assert "Ingen länk har kontrollerats" in client.get("/statistik/kvalitet/").content.decode()
    LinkCheckFactory(url="https://example.org/protokoll", is_alive=False, status=404)
    forget_pages()
    page = client.get("/statistik/kvalitet/").content.decode()
    assert "Registret har kontrollerat 1 adresser" in page
    assert "Av dem svarade 1 inte" in page


def test_link_check_raises_the_revision() -> None:
    Revision.objects.update(transaction=0)
    before = Revision.objects.get().number
    LinkCheckFactory()
    assert Revision.objects.get().number == before + 1
