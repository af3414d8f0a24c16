"""All public pages: queries, days, demo data, languages and errors."""

import datetime
import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from agreements.models import (
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Register,
)
from agreements.positions import Status
from municipalities.models import Municipality
from tests.examples import examples
from tests.factories import (
    AgreementFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    LinkCheckFactory,
    fill,
)
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "url",
    ["/", "/kommuner/", "/kommuner/{code}/", "/lan/{county}/", "/overenskommelser/", "/overenskommelser/{code}-1/"],
)
def test_at_most_six_queries_whatever_the_number_of_rows(client: Client, url: str, prefix: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        first = Municipality.objects.exclude(agreements=None).first()
        assert first
        DocumentFactory.create_batch(number // 10, agreement=first.agreements.get())
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            text(client, prefix + url.format(code=first.code, county=first.county_id))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("url", ["/", "/kommuner/", "/kommuner/1280/", "/lan/12/", "/overenskommelser/"])
def test_empty_register_is_shown_in_at_most_six_queries(client: Client, url: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        text(client, url)
    assert len(queries) <= 6


def test_page_of_all_municipalities_is_under_100_kb_compressed(client: Client) -> None:
    fill(290)
    files = [client.get("/kommuner/").content]
    files += [path.read_bytes() for path in (settings.BASE_DIR / "static").rglob("*") if path.suffix in (".css", ".js")]
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(htmx, str)
    files.append(Path(htmx).read_bytes())
    assert len(files) > 1
    assert sum(len(gzip.compress(file)) for file in files) < 100_000


def test_overview_answers_first(client: Client) -> None:
    fill(3)
    AgreementFactory(municipality_id="1280", status=Status.DECLINED)
    page = client.get("/?per=2023-06-01")
    assert '<span class="figure">3 av 290</span> kommuner har en överenskommelse' in page.content.decode()
    assert "Läget den 1 juni 2023" in page.content.decode()
    figures = page.context["overview"].figures
    assert [(figure.tag.kind, figure.number) for figure in figures] == [
        ("signed", 3),
        ("declined", 1),
        ("lapsed", 0),
        ("none", 286),
        ("dialogue", 0),
    ]
    for figure in figures:
        assert f'href="{escape(figure.url)}"' in page.content.decode()
        assert len(client.get(figure.url).context["rows"]) == figure.number


def test_overview_counts_county_by_county(client: Client) -> None:
    AgreementFactory(municipality_id="1280")
    counties = client.get("/").context["overview"].counties
    assert len(counties) == 21
    assert (counties["12"].total, counties["12"].signed, counties["12"].share_in_words) == (33, 1, "3,0 % av 33")
    assert counties["01"].signed == 0


def test_overview_compares_published_totals_with_the_register(client: Client) -> None:
    AgreementFactory(municipality_id="1280", decided_on=datetime.date(2023, 3, 15))
    AgreementFactory(municipality_id="1281", decided_on=datetime.date(2023, 10, 5))
    AgreementFactory(municipality_id="1282", status=Status.DECLINED)
    compared = client.get("/").context["comparisons"]
    assert [
        (str(item.total.reported_on), item.total.position, item.register_count, item.verdict) for item in compared
    ] == [
        ("2023-03-15", "signed", 1, "260 färre"),
        ("2023-10-05", "declined", 1, "1 färre"),
    ]


def test_empty_register_has_a_notice_and_the_search(client: Client) -> None:
    page = text(client, "/")
    assert "Registret har inga överenskommelser ännu" in page
    assert 'action="/kommuner/"' in page


def test_day_before_the_first_agreement_is_not_an_empty_register(client: Client) -> None:
    fill(1)
    assert '<span class="figure">0 av 290</span>' in text(client, "/?per=1995-01-01")
    # No statement of completeness reaches that far back.
    assert "Registret känner inte till någon överenskommelse den dagen" in text(client, "/?per=1950-01-01")


@pytest.mark.parametrize("per", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("url", ["/", "/kommuner/", "/kommuner/1280/", "/lan/12/", "/overenskommelser/1280-1/"])
def test_distant_day_is_answered(client: Client, url: str, per: str) -> None:
    AgreementFactory()
    text(client, f"{url}?per={per}")


@pytest.mark.parametrize(
    "url", ["/", "/kommuner/", "/kommuner/1280/", "/lan/12/", "/overenskommelser/", "/overenskommelser/1280-1/"]
)
def test_invalid_day_has_a_field_error_and_no_figures(client: Client, url: str) -> None:
    AgreementFactory()
    page = text(client, f"{url}?per=i+morgon", status=400)
    assert "”i morgon” är ingen dag." in page
    assert 'aria-invalid="true"' in page
    assert "har överenskommelse</span>" not in page
    assert "Läget" not in page


def test_invalid_choice_keeps_the_other_filters(client: Client) -> None:
    page = text(client, "/kommuner/?county=99&q=malm%C3%B6", status=400)
    assert 'value="malmö"' in page
    assert "99 finns inte bland" in page


def test_list_has_its_count_and_the_chosen_filters(client: Client) -> None:
    fill(5)
    page = text(client, "/kommuner/?position=signed")
    assert "5 av 290 kommuner" in page
    assert "Rensa alla val" in page
    assert "/kommuner/csv/?position=signed&amp;variant=excel" in page


def test_list_without_matches_has_advice(client: Client) -> None:
    assert "Ingen kommun passar alla valen" in text(client, "/kommuner/?q=ingenstans")
    assert "Ingen överenskommelse passar" in text(client, "/overenskommelser/?q=ingenstans")


def test_municipalities_are_in_swedish_order(client: Client) -> None:
    names = [row.municipality.name for row in client.get("/kommuner/").context["rows"]]
    assert names[0] == "Ale"
    assert names[-1] == "Övertorneå"
    assert names.index("Åmål") < names.index("Älmhult") < names.index("Öckerö")


def test_agreements_come_fifty_to_a_page(client: Client) -> None:
    fill(60)
    first, last = client.get("/overenskommelser/?q="), client.get("/overenskommelser/?q=&page=2")
    assert (len(first.context["rows"]), len(last.context["rows"])) == (50, 10)
    assert "60 överenskommelser" in first.content.decode()
    assert 'href="?page=2"' in first.content.decode()
    assert "Sida 2 av 2" in last.content.decode()
    assert client.get("/overenskommelser/?page=" + "9" * 5000).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Malmö har en överenskommelse."),
        ({"status": Status.DECLINED}, "Malmö har avböjt en överenskommelse."),
        ({"valid_to": datetime.date(2023, 5, 31)}, "Överenskommelsen med Malmö har upphört."),
        ({"in_dialogue": True}, "Malmö har inte svarat."),
        ({"draft": True}, "Malmö har inte svarat."),
    ],
)
def test_municipality_answers_first(client: Client, fields: dict[str, object], sentence: str) -> None:
    AgreementFactory(**fields)
    assert sentence in text(client, "/kommuner/1280/?per=2023-06-01")


def test_municipality_lists_agreements_of_every_type_and_its_neighbours(client: Client) -> None:
    AgreementFactory()
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), valid_to=datetime.date(2023, 12, 31))
    page = client.get("/kommuner/1280/")
    assert [row.agreement.public_id for row in page.context["rows"]] == ["1280-2", "1280-1"]
    assert [row.municipality.name for row in page.context["neighbours"]][:2] == ["Burlöv", "Svedala"]
    assert "Malmö" not in [row.municipality.name for row in page.context["neighbours"]]


def test_municipality_in_dialogue_says_so(client: Client) -> None:
    AgreementFactory(in_dialogue=True)
    assert "Kommunen är i dialog med Arbetsförmedlingen" in text(client, "/kommuner/1280/")


def test_ceased_municipality_names_its_successor(client: Client) -> None:
    AgreementFactory()
    Municipality.objects.filter(code="1280").update(ceased_on=datetime.date(2024, 12, 31), successor="1281")
    page = text(client, "/kommuner/1280/?per=2025-01-01")
    assert "Malmö var en egen kommun till och med den 31 december 2024." in page
    assert "Lund har tagit över" in page
    assert "egen kommun" not in text(client, "/kommuner/1280/?per=2024-12-31")
    assert "0 av 289 kommuner" in text(client, "/kommuner/?position=signed&per=2025-01-01")


def test_county_shows_its_municipalities(client: Client) -> None:
    AgreementFactory()
    page = client.get("/lan/12/")
    assert "1 av 33</span> kommuner har en överenskommelse" in page.content.decode()
    assert len(page.context["rows"]) == 33


def test_agreement_page_shows_every_public_field(client: Client) -> None:
    old = AgreementFactory(valid_to=datetime.date(2023, 12, 31), ending="replaced", diary_number="Af-2022/1")
    agreement = AgreementFactory(
        replaces=old,
        decided_on=datetime.date(2024, 1, 1),
        joint_agreement=JointAgreementFactory(title="Skåne tillsammans"),
        public_summary="Samverkan om unga.",
        municipality_diary_number="STK 9",
        source_url="https://example.org/beslut",
        source_note="Protokoll § 4",
        internal_note="hemligt",
    )
    agreement.levels.add(CollaborationLevel.objects.get(slug="operativ"))
    agreement.areas.add(CooperationArea.objects.get(slug="fordjupat-stod"))
    DocumentFactory(agreement=agreement, title="Själva texten")
    DocumentFactory(agreement=None, joint_agreement=agreement.joint_agreement, title="Gemensam text")
    FollowUpFactory(agreement=agreement, findings="Fler fick praktik.")
    AgreementFactory(municipality_id="1281", joint_agreement=agreement.joint_agreement)
    AgreementFactory(municipality_id="1282", joint_agreement=agreement.joint_agreement, draft=True)
    page = text(client, "/overenskommelser/1280-2/")
    for expected_text in (
        "Överenskommelsen gäller.",
        "Svaret gäller från den 1 januari 2024 och tills vidare.",
        "Operativ nivå",
        "Samverkan kring personer som behöver samordnat stöd.",
        "Fördjupat stöd",
        "STK 9",
        "Samverkan om unga.",
        'href="https://example.org/beslut"',
        "15 januari 2024",
        "/overenskommelser/1280-1/",
        "Själva texten",
        "Gemensam text",
        "Fler fick praktik.",
        "Skåne tillsammans",
        "Lund",
    ):
        assert expected_text in page, expected_text
    assert "hemligt" not in page
    assert "1282" not in page
    assert "/overenskommelser/1280-2/" in text(client, "/overenskommelser/1280-1/")


def test_draft_is_on_no_page(client: Client) -> None:
    published = AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(replaces=published, decided_on=datetime.date(2024, 1, 1), draft=True)
    text(client, "/overenskommelser/1280-2/", status=404)
    for url in ("/kommuner/1280/", "/overenskommelser/1280-1/", "/overenskommelser/"):
        assert "1280-2" not in text(client, url)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "url",
    ["/kommuner/9999/", "/kommuner/malmo/", "/lan/99/", "/overenskommelser/1280-99/", "/finns/inte"],
)
def test_unknown_address_helps_to_search(client: Client, prefix: str, url: str) -> None:
    Register.objects.update(is_demo=True)
    page = text(client, prefix + url, status=404)
    assert f'action="{prefix}/kommuner/"' in page
    assert 'class="demo"' in page


def test_error_page_needs_no_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("agreements.models.register.RegisterQuerySet.current", broken)
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries:
        page = text(client, "/", status=500)
    assert "Något gick fel hos oss" in page
    assert len(queries) == 0


@pytest.mark.parametrize(
    "url",
    ["/", "/kommuner/", "/kommuner/1280/", "/lan/12/", "/overenskommelser/", "/overenskommelser/1280-1/", "/?per=x"],
)
def test_demo_data_is_marked_on_every_page(client: Client, url: str) -> None:
    AgreementFactory()
    assert "Påhittade uppgifter" not in client.get(url).content.decode()
    forget_pages()
    Register.objects.update(is_demo=True)
    assert "Påhittade uppgifter" in client.get(url).content.decode()


def test_demo_data_is_kept_out_of_search_engines(client: Client) -> None:
    assert "Disallow: /admin/\n" in text(client, "/robots.txt")
    Register.objects.update(is_demo=True)
    assert "Disallow: /\n" in text(client, "/robots.txt")


def test_page_footer_names_publisher_contact_and_licence(client: Client) -> None:
    Register.objects.update(publisher="Arbetsförmedlingen", contact_email="registret@example.org")
    page = text(client, "/")
    for expected_text in ("Utgivare: Arbetsförmedlingen", "mailto:registret@example.org", "CC0 1.0", "/kommuner/csv/"):
        assert expected_text in page


def test_health(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(text(client, "/halsa/")) == {"status": "ok", "database": "ok"}

    def broken(*args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("django.db.models.QuerySet.first", broken)
    assert json.loads(text(client, "/halsa/", status=503))["database"] == "unreachable"


def test_language_switch_keeps_the_page(client: Client) -> None:
    assert 'href="/en/kommuner/?q=malmo"' in text(client, "/kommuner/?q=malmo")
    page = text(client, "/en/kommuner/?q=malmo")
    assert '<html lang="en">' in page
    assert 'href="/kommuner/?q=malmo"' in page


def test_search_text_is_escaped(client: Client) -> None:
    assert "<script>" not in text(client, "/kommuner/?" + urlencode({"q": "<script>"}))


def test_no_page_has_inline_styles_or_scripts(client: Client) -> None:
    fill(3)
    for url in ("/", "/kommuner/", "/kommuner/0114/", "/overenskommelser/"):
        page = text(client, url)
        assert "style=" not in page
        data = '<script type="application/ld+json">'  # not a script
        assert all(" src=" in script for script in re.findall(r"<script[^>]*>", page.replace(data, "")))


NAMES = [
    "q",
    "per",
    "county",
    "position",
    "type",
    "level",
    "area",
    "status",
    "in_force",
    "in_dialogue",
    "page",
    "variant",
    "sort",
    "lapses",
    "kommun",
]
VALUES = strategies.one_of(
    strategies.text(max_size=20),
    strategies.sampled_from(
        [
            "2023-06-01",
            "0000-00-00",
            "10000-01-01",
            "12",
            "signed",
            "none",
            "yes",
            "samlad",
            "-1",
            "\0",
            "1280",
            "-since",
            "6",
        ]
    ),
)


@hypothesis_settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=strategies.sampled_from(
        [
            "overview",
            "municipality_list",
            "agreement_list",
            "municipality_export",
            "agreement_export",
            "suggestions",
            "compare",
        ]
    ),
    query=strategies.lists(strategies.tuples(strategies.sampled_from(NAMES), VALUES), max_size=4),
)
def test_no_query_string_breaks_a_page(client: Client, name: str, query: list[tuple[str, str]]) -> None:
    encoded = urlencode([(key, value.encode("utf-8", "surrogatepass")) for key, value in query])
    response = client.get(f"{reverse(name)}?{encoded}")
    assert response.status_code in (200, 400)
    assert b"".join(response)


def test_a_document_is_listed_with_the_size_that_its_link_has(client: Client) -> None:
    document = DocumentFactory(url="https://example.org/avtal.pdf")
    LinkCheckFactory(url=document.url, is_alive=True, size=348160)
    assert "340,0" in text(client, document.agreement.get_absolute_url())
