"""The pages of levels and areas."""

import datetime

import pytest
from django.test import Client

from agreements.models import AgreementType, CollaborationLevel, Completeness, CooperationArea
from agreements.positions import Status
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operative() -> CollaborationLevel:
    level = CollaborationLevel.objects.get(slug="operativ")
    for code, fields in {
        "1280": {},
        "0180": {},
        "1281": {"valid_to": datetime.date(2023, 5, 31)},
        "1480": {"draft": True},
        "1282": {"status": Status.DECLINED},
        "1283": {"type": AgreementType.objects.get(slug="dua-unga")},
    }.items():
        agreement = AgreementFactory(municipality_id=code, **fields)
        if agreement.status != Status.DECLINED:
            agreement.levels.add(level)
    AgreementFactory(municipality_id="1284")
    return level


def test_level_page_lists_its_municipalities_on_the_day(client: Client, operative: CollaborationLevel) -> None:
    page = client.get("/nivaer/operativ/?per=2023-06-01")
    share = page.context["share"]
    assert (share.number, share.signed, share.per_cent) == (2, 3, "66,7")
    assert [(county.name, [row.name for row in rows]) for county, rows in share.by_county] == [
        ("Skåne län", ["Malmö"]),
        ("Stockholms län", ["Stockholm"]),
    ]
    assert 'href="/kommuner/1280/?per=2023-06-01"' in page.content.decode()
    assert client.get("/nivaer/operativ/?per=2023-05-31").context["share"].number == 3


def test_lists_explain_each_term_with_its_share(client: Client, operative: CollaborationLevel) -> None:
    page = client.get("/nivaer/?per=2023-06-01").content.decode()
    assert "Samverkan kring personer som behöver samordnat stöd." in page
    assert "2 av 3 kommuner med överenskommelse (66,7 procent)" in page
    assert "0 av 3 kommuner med överenskommelse (0,0 procent)" in page
    assert 'href="/nivaer/operativ/?per=2023-06-01"' in page


def test_register_that_is_not_complete_says_how_many_it_does_not_know(
    client: Client, operative: CollaborationLevel
) -> None:
    Completeness.objects.all().delete()
    AgreementFactory(
        municipality_id="1285", decided_on=None, valid_from=datetime.date(2023, 6, 30), valid_from_earliest=None
    )
    AgreementFactory(
        municipality_id="1286",
        decided_on=None,
        valid_from=datetime.date(2023, 6, 30),
        valid_from_earliest=datetime.date(2023, 6, 1),
    )
    for url in ("/nivaer/", "/nivaer/operativ/"):
        page = client.get(f"{url}?per=2023-06-01").content.decode()
        # Of 290: three signed, one declined and one lapsed are known, and one is uncertain.
        assert "För 284 kommuner saknas uppgift. För 1 kommun är läget osäkert." in page
        page = client.get(f"{url}?per=2010-01-01").content.decode()
        assert "Registret känner inte till någon kommun med överenskommelse den dagen." in page
        assert "Ingen kommun" not in page


def test_areas_have_their_own_pages(client: Client) -> None:
    AgreementFactory().areas.add(CooperationArea.objects.get(slug="fordjupat-stod"))
    page = client.get("/omraden/fordjupat-stod/")
    assert page.context["share"].number == 1
    assert "Malmö" in page.content.decode()
    assert len(client.get("/omraden/").context["shares"]) == CooperationArea.objects.count()


@pytest.mark.parametrize("url", ["/nivaer/finns-inte/", "/omraden/operativ/", "/en/omraden/x/"])
def test_unknown_term_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/nivaer/", "/nivaer/operativ/", "/omraden/", "/omraden/fordjupat-stod/"])
def test_empty_register_and_odd_days(client: Client, url: str) -> None:
    assert "Ingen kommun har en överenskommelse den dagen." in client.get(url).content.decode()
    assert client.get(url + "?per=9999-12-31").status_code == 200
    assert client.get(url + "?per=0001-01-01").status_code == 200
    wrong = client.get(url + "?per=i+morgon")
    assert wrong.status_code == 400
    assert "är ingen dag" in wrong.content.decode()


def test_register_without_terms_is_answered(client: Client) -> None:
    CooperationArea.objects.all().delete()
    assert "Registret har inga sådana än." in client.get("/omraden/").content.decode()


def test_english(client: Client, operative: CollaborationLevel) -> None:
    assert "Operative level" in client.get("/en/nivaer/operativ/").content.decode()


def test_agreement_leads_to_its_terms(client: Client, operative: CollaborationLevel) -> None:
    page = client.get("/overenskommelser/1280-1/?per=2023-06-01").content.decode()
    assert 'href="/nivaer/operativ/?per=2023-06-01"' in page
