"""The page of a municipality."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.history.as_known import register_as_known
from agreements.models import Agreement, AgreementType, CollaborationLevel, CooperationArea
from agreements.positions import Status
from agreements.public.municipality.surroundings import with_page_fields
from municipalities.models import Municipality
from tests.agreements.history.test_as_known import known_since
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    UserFactory,
)
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

URL = "/kommuner/1280/"


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def long_history(years: range) -> None:
    """A renewal each year, with attachments of every kind."""
    publisher, meetings, joint = UserFactory(), DialogueRoundFactory(), JointAgreementFactory()
    earlier = Agreement.objects.filter(municipality="1280").order_by("-number").first()
    for year in years:
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        agreement = AgreementFactory(
            decided_on=first, valid_to=last, replaces=earlier, published_by=publisher, joint_agreement=joint
        )
        agreement.levels.set(CollaborationLevel.objects.all())
        agreement.areas.set(CooperationArea.objects.all())
        DocumentFactory.create_batch(3, agreement=agreement, dated_on=first)
        DocumentFactory(agreement=agreement)
        FollowUpFactory(agreement=agreement, year=year, done_on=last)
        DialogueMeetingFactory(round=meetings, held_on=first).municipalities.add("1280")
        AgreementFactory(
            municipality_id="1281", joint_agreement=joint, decided_on=first, valid_to=last, published_by=publisher
        )
        earlier = agreement


@pytest.mark.parametrize("url", [URL, "/overenskommelser/1280-2/", "/lan/12/", "/nivaer/operativ/", "/omraden/"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_at_most_six_queries_for_any_history(client: Client, url: str, prefix: str) -> None:
    counts = []
    for years in (range(2001, 2004), range(2004, 2026)):
        long_history(years)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            text(client, prefix + url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_answer_comes_first_with_other_types_and_since_when(client: Client) -> None:
    dua = AgreementType.objects.get(slug="dua-unga")
    AgreementFactory(type=dua, decided_on=datetime.date(2019, 1, 1), valid_to=datetime.date(2021, 12, 31))
    AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(decided_on=datetime.date(2024, 1, 1)).levels.add(CollaborationLevel.objects.get(slug="operativ"))
    page = text(client, URL + "?per=2024-06-01")
    output = [
        "Malmö har en överenskommelse.",
        "Svaret gäller från den 1 januari 2024 och tills vidare.",
        "Samverkan sker på operativ nivå.",
        "Kommunen har haft en överenskommelse utan avbrott sedan den 1 mars 2023.",
        "Svaret gällde från den 1 januari 2019 till och med den 31 december 2021.",
        "Vad som har hänt",
    ]
    places = [page.find(sentence) for sentence in output]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(("per", "verb"), [("2023-12-31", "sker"), ("2024-01-01", "skedde")])
def test_levels_are_written_in_the_tense_of_the_day(client: Client, per: str, verb: str) -> None:
    AgreementFactory(valid_to=datetime.date(2023, 12, 31)).levels.add(CollaborationLevel.objects.get(slug="operativ"))
    assert f"Samverkan {verb} på operativ nivå." in text(client, f"{URL}?per={per}")


def test_document_without_a_day_is_beside_the_timeline(client: Client) -> None:
    DocumentFactory(agreement=AgreementFactory(), title="Odaterad bilaga")
    page = text(client, URL)
    assert page.index("Dokument utan datum") < page.index("Odaterad bilaga")


def test_neighbours_and_county_come_with_their_position_and_the_day(client: Client) -> None:
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    response = client.get(URL + "?per=2023-06-01")
    county, nearest = response.context["in_county"], response.context["neighbours"]
    names = [row.municipality.name for row in county]
    assert (len(county), len(nearest)) == (32, 8)
    assert names[0] == "Bjuv"
    assert names[-1] == "Östra Göinge"
    assert {row.tag.kind for row in county if row.municipality.code == "1281"} == {"declined"}
    assert 'href="/kommuner/1281/?per=2023-06-01"' in response.content.decode()


def test_sources_and_the_days_of_the_last_change_and_verification(client: Client) -> None:
    AgreementFactory(source_note="Protokoll § 4", source_url="https://example.org/protokoll")
    AgreementFactory(status=Status.IN_DIALOGUE, decided_on=None, valid_from=None, verified_on=datetime.date(2025, 2, 3))
    page = text(client, URL)
    assert '<a href="https://example.org/protokoll" rel="external noopener">Protokoll § 4</a>' in page
    assert "jämförd med källan den 15 januari 2024" in page
    assert "senast med källan den 3 februari 2025" in page


def last_change_of(code: str = "1280") -> datetime.datetime | None:
    municipality = with_page_fields(Municipality.objects.all(), "samlad", datetime.date(2025, 1, 1)).get(code=code)
    return municipality.changed_at


def test_last_change_counts_published_agreements_and_levels() -> None:
    draft = AgreementFactory(draft=True)
    draft.levels.add(CollaborationLevel.objects.get(slug="operativ"))
    assert last_change_of() is None
    agreement = AgreementFactory()
    known_since(days=9)
    before = last_change_of()
    assert before
    agreement.levels.add(CollaborationLevel.objects.get(slug="operativ"))
    after = last_change_of()
    assert after
    assert after > before


def test_last_change_is_as_known_on_the_day() -> None:
    AgreementFactory()
    known_since(days=9)
    before = last_change_of()
    Agreement.objects.update(diary_number="Af-2023/1")
    assert last_change_of() != before
    with register_as_known(timezone.localdate() - datetime.timedelta(days=2)):
        assert last_change_of() == before


def test_external_links_use_the_code(client: Client) -> None:
    concept = Municipality.objects.get(code="1280").jobtech_concept_id
    page = text(client, URL)
    assert f'href="https://atlas.jobtechdev.se/taxonomy/{concept}"' in page
    assert 'href="https://api.kolada.se/v3/municipality/1280"' in page


def test_merged_municipalities_link_to_each_other(client: Client) -> None:
    AgreementFactory()
    Municipality.objects.filter(code="1280").update(ceased_on=datetime.date(2024, 12, 31), successor="1281")
    assert "Lund har tagit över" in text(client, URL + "?per=2025-01-01")
    successor = text(client, "/kommuner/1281/?per=2025-01-01")
    assert 'href="/kommuner/1280/?per=2025-01-01"' in successor
    assert "Lund har tagit över efter" in successor
    assert "tagit över efter" not in text(client, "/kommuner/1281/?per=2024-12-31")


def test_page_has_its_address_and_a_citation(client: Client) -> None:
    page = text(client, URL + "?per=2023-06-01")
    assert "Uppgifterna gäller den 1 juni 2023 och hämtades den" in page
    assert f"http://testserver{URL}?per=2023-06-01" in page


def test_draft_is_on_no_page(client: Client) -> None:
    draft = AgreementFactory(draft=True, source_note="Hemlig källa")
    DocumentFactory(agreement=draft, title="Hemligt dokument")
    page = text(client, URL)
    assert "Hemlig" not in page
    assert "Vad som har hänt" not in page


def test_english_page(client: Client) -> None:
    AgreementFactory()
    assert '<html lang="en">' in text(client, "/en" + URL)
