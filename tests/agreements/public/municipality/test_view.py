"""The page of a municipality."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.history.as_known import register_as_known
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    Completeness,
    CooperationArea,
    Naming,
    ReportedTotal,
    TargetGroup,
)
from agreements.positions import Status
from agreements.public.municipality.surroundings import with_page_fields
from municipalities.models import Municipality
from tests.agreements.history.test_as_known import known_since
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
    StoredFileFactory,
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
        agreement.target_groups.set(TargetGroup.objects.all())
        agreement.parties.add(PartyFactory())
        if earlier:
            agreement.also_replaces.add(earlier)
        FollowUpFactory(agreement=agreement, year=year, done_on=last)
        AgreementRevisionFactory(agreement=agreement, revised_on=last)
        AgreementRevisionFactory(agreement=None, joint_agreement=joint, revised_on=last)
        SourceFactory.create_batch(2, agreement=agreement)
        total = ReportedTotalFactory(reported_on=last, naming=Naming.THOSE)
        total.municipalities.add("1280")
        SourceFactory(agreement=None, reported_total=total)
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
    AgreementFactory(in_dialogue=True, verified_on=datetime.date(2025, 2, 3))
    page = text(client, URL)
    link = '<a href="https://example.org/protokoll" rel="external noopener">Protokoll § 4</a>'
    assert link in " ".join(page.split())
    assert "jämförd med källan den 15 januari 2024" in page
    assert "senast med källan den 3 februari 2025" in page


def test_municipality_without_answers_is_unknown_unless_the_register_is_complete(client: Client) -> None:
    page = text(client, URL + "?per=2024-06-01")
    assert "Malmö har inte svarat." in page
    assert "Registret är fullständigt för typen från den 1 januari 1990: Provens register. Det konstaterades" in page
    Completeness.objects.filter(type__is_headline=True).update(last_day=datetime.date(2024, 5, 31))
    forget_pages()
    assert "Malmö har inte svarat." in text(client, URL + "?per=2024-05-31")
    page = text(client, URL + "?per=2024-06-01")
    assert "Registret har ingen uppgift om Malmö." in page
    assert "har inte svarat" not in page
    assert "inget svar" not in page.split('id="in-county"')[0]


def test_unknown_position_beside_answers_to_other_types_names_the_type(client: Client) -> None:
    Completeness.objects.all().delete()
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"))
    assert "Registret har ingen uppgift om Malmö för typen Samlad överenskommelse." in text(client, URL)


def test_answer_that_possibly_holds_says_what_is_uncertain(client: Client) -> None:
    december = {"valid_from": datetime.date(2022, 12, 31), "valid_from_earliest": datetime.date(2022, 12, 1)}
    AgreementFactory(decided_on=None, **december)
    AgreementFactory(municipality_id="1281", status=Status.DECLINED, decided_on=None, **december)
    page = text(client, URL + "?per=2022-12-15")
    for sentence in (
        "Det är osäkert om Malmö har en överenskommelse.",
        "Svaret började gälla någon gång i december 2022. Det gäller tills vidare.",
        "Registret vet inte om det hade börjat den 15 december 2022.",
        "osäkert läge",
        "Det randiga är tid",
    ):
        assert sentence in page
    assert "Det är osäkert om Lund har avböjt" in text(client, "/kommuner/1281/?per=2022-12-15")
    assert "Malmö har en överenskommelse." in text(client, URL + "?per=2022-12-31")


def reported(**fields: object) -> ReportedTotal:
    dua = AgreementType.objects.get(slug="dua-unga")
    month = {"reported_on": datetime.date(2016, 2, 29), "reported_on_earliest": datetime.date(2016, 2, 1)}
    return ReportedTotalFactory(**({"type": dua, "publisher": "Dua", "total": 286} | month | fields))


def test_reports_of_others_are_apart_from_the_answer_and_change_no_position(client: Client) -> None:
    Completeness.objects.all().delete()
    total = reported(naming=Naming.ALL_BUT, source_note="Pressmeddelande")
    total.municipalities.set(["0160"])
    SourceFactory(agreement=None, reported_total=total, title="SOU 2017:19", is_copy=True)
    SourceFactory(agreement=None, reported_total=total, title="Hemlig källa", draft=True)
    response = client.get(URL)
    answer, reports = response.content.decode().split('class="reports"')
    assert "Dua, februari 2016" not in answer
    assert response.context["answer"].tag.word == "uppgift saknas"
    (report,) = response.context["reports"]
    assert (report.heading, report.statement) == ("Enligt Dua, februari 2016", "har överenskommelse")
    for words in ("286 kommuner har överenskommelse", "Pressmeddelande", "SOU 2017:19", "läst som kopia"):
        assert words in reports
    assert "Hemlig källa" not in reports
    (excepted,) = client.get("/kommuner/0160/").context["reports"]
    assert excepted.statement == "nämns som undantag från läget ”har överenskommelse”"
    assert client.get(URL + "?per=2016-02-28").context["reports"] == []


def test_sources_with_what_is_known_of_each_the_first_one_first(client: Client) -> None:
    joint = JointAgreementFactory(source_note="Regionens nyhet")
    agreement = AgreementFactory(source_note="Protokoll § 4", joint_agreement=joint)
    stored = StoredFileFactory()
    SourceFactory(
        agreement=agreement,
        title="SOU 2017:19",
        publisher="Regeringskansliet",
        url="https://example.org/sou",
        published_on=datetime.date(2017, 3, 31),
        published_on_earliest=datetime.date(2017, 3, 1),
        read_on=datetime.date(2026, 11, 25),
        is_copy=True,
        supports="gäller från",
        file=stored,
    )
    SourceFactory(agreement=None, joint_agreement=joint, title="Svedalas nyhet")
    for url in (URL, agreement.get_absolute_url()):
        page = client.get(url).content.decode()
        page = page.split('id="sources"')[1].split("</section>")[0]
        words = [
            "Protokoll § 4",
            "Regionens nyhet",
            "SOU 2017:19",
            "Regeringskansliet",
            "utgiven mars 2017",
            "läst 25 november 2026",
            "läst som kopia",
            "stöder: gäller från",
            f'href="/dokument/{stored.sha256}/"',
            "Svedalas nyhet",
        ]
        assert [word for word in words if word not in page] == []
        places = [page.index(word) for word in words[:8]]
        assert places == sorted(places)


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
