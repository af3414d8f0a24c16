"""Public pages and files with `enligt`."""

from __future__ import annotations

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from agreements.models import (
    Agreement,
    AgreementRevision,
    CollaborationLevel,
    Naming,
    Register,
    ReportedTotal,
    Source,
    TargetGroup,
)
from agreements.positions import Status
from municipalities.models import Municipality
from tests.agreements.history.test_as_known import known_since
from tests.examples import examples
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
    fill,
)
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
THEN = TODAY - 5 * DAY

PAGES = [
    "/",
    "/kommuner/",
    "/kommuner/1280/",
    "/lan/12/",
    "/overenskommelser/",
    "/overenskommelser/1280-1/",
    "/forandringar/",
]
FILES = ["/kommuner/csv/", "/overenskommelser/csv/", "/forandringar/csv/"]


def get_page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return b"".join(response).decode()


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


@pytest.fixture
def malmo() -> Agreement:
    """An agreement registered ten days ago."""
    agreement = AgreementFactory(decided_on=TODAY - 100 * DAY)
    agreement.levels.set(CollaborationLevel.objects.all())
    known_since(days=10)
    return agreement


def correct(agreement: Agreement) -> None:
    agreement.levels.clear()
    Municipality.objects.filter(code="1280").update(name="Rättköping")
    Agreement.objects.filter(pk=agreement.pk).update(
        status=Status.DECLINED, valid_from=TODAY - 90 * DAY, source_note="Rättad"
    )
    AgreementFactory(municipality_id="1281")
    forget_pages()


@pytest.mark.parametrize("url", PAGES + FILES)
def test_cited_page_is_unchanged_after_a_correction(client: Client, malmo: Agreement, url: str) -> None:
    cited = f"{url}?enligt={THEN}"
    before, now = get_page(client, cited), get_page(client, url)
    correct(malmo)
    assert get_page(client, cited) == before
    assert get_page(client, url) != now


@pytest.mark.parametrize("url", PAGES)
def test_citation_shows_the_same_page_the_day_after(client: Client, malmo: Agreement, url: str) -> None:
    """The page at the cited address does not change on later days."""
    first = client.get(url)
    address = first.context["citation"].url
    assert parse_qs(urlsplit(address).query)["enligt"] == [TODAY.isoformat()]
    assert f'href="{address.replace("&", "&amp;")}"' in first.content.decode()
    cited = get_page(client, address)
    known_since(days=1)
    yesterday = address.replace(TODAY.isoformat(), (TODAY - DAY).isoformat())
    before = main_of(get_page(client, yesterday))
    correct(malmo)
    assert main_of(get_page(client, yesterday)) == before
    assert "Hänvisa till den här sidan" in cited


@pytest.mark.parametrize("url", PAGES)
def test_banner_names_the_known_day_and_links_to_today(client: Client, malmo: Agreement, url: str) -> None:
    page = client.get(f"{url}?enligt={THEN}")
    assert "Så här kände registret" in page.content.decode()
    today_url = page.context["as_known"].today_url
    assert "enligt" not in today_url
    assert today_url != "?"
    assert client.get(url + today_url).context["as_known"] is None
    assert "Läget i dag" not in page.content.decode()


def test_default_day_is_the_known_day(client: Client, malmo: Agreement) -> None:
    page = client.get(f"/kommuner/1280/?enligt={THEN}")
    assert (page.context["day"].day, page.context["day"].known_on) == (THEN, THEN)
    page = client.get(f"/kommuner/1280/?enligt={THEN}&per=2020-01-01")
    assert page.context["day"].day == datetime.date(2020, 1, 1)
    assert "Så här kände registret den" in page.content.decode()


@pytest.mark.parametrize("per", ["", "&per=2023-06-01"])
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", PAGES)
def test_every_link_and_form_keeps_the_known_day(
    client: Client, malmo: Agreement, url: str, prefix: str, per: str
) -> None:
    page = get_page(client, f"{prefix}{url}?enligt={THEN}{per}")
    page = re.sub(r'<aside class="known".*?</aside>|<div class="chosen".*?</div>', "", page, flags=re.DOTALL)
    links = [unescape(link) for link in re.findall(r'<a\b[^>]*?\bhref="([^"#][^"]*)"', page)]
    # Not external links and reset buttons. The feed is always of today, and the pages of text have no day.
    texts = ("/atom/", "/om/", "/oppna-data/", "/tillganglighet/", "/kontakt/", "/kvalitet/")
    own_links = [link for link in links if link.startswith(("/", "?")) and not link.partition("#")[0].endswith(texts)]
    assert len(own_links) > 8
    assert [link for link in own_links if f"enligt={THEN}" not in link] == []
    forms = re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL)
    assert [form for form in forms if f'name="enligt" value="{THEN}"' not in form] == []


@pytest.mark.parametrize("url", PAGES + FILES)
@pytest.mark.parametrize(
    ("enligt", "message"),
    [("i går", "”i går” är ingen dag."), ((TODAY + DAY).isoformat(), "Dagen har inte varit än.")],
)
def test_invalid_or_future_known_day_has_a_field_error(
    client: Client, malmo: Agreement, url: str, enligt: str, message: str
) -> None:
    page = get_page(client, f"{url}?{urlencode({'enligt': enligt})}", status=400)
    assert message in page
    if url in PAGES:
        assert '<details class="known-field" open>' in page
        assert "Så här kände registret" not in page


@pytest.mark.parametrize("url", PAGES + FILES)
@pytest.mark.parametrize("enligt", ["0001-01-01", (TODAY - 11 * DAY).isoformat()])
def test_known_day_before_the_register_names_the_first_day(
    client: Client, malmo: Agreement, url: str, enligt: str
) -> None:
    page = get_page(client, f"{url}?enligt={enligt}", status=404)
    assert "Den dagen fanns inte registret" in page
    first = (TODAY - 10 * DAY).isoformat()
    assert f'href="/?enligt={first}"' in page
    assert get_page(client, f"/?enligt={first}")


def test_row_registered_later_is_not_found_as_known(client: Client, malmo: Agreement) -> None:
    AgreementFactory(municipality_id="1281")
    get_page(client, f"/overenskommelser/1281-1/?enligt={THEN}", status=404)
    get_page(client, "/overenskommelser/1281-1/")


def test_sources_revisions_parties_and_reports_are_those_known_then(client: Client, malmo: Agreement) -> None:
    joint = JointAgreementFactory(title="Senare text")
    source = SourceFactory(agreement=malmo, title="Gammal titel")
    revision = AgreementRevisionFactory(agreement=malmo, changes="Gammal ändring", revised_on=TODAY - 50 * DAY)
    party = PartyFactory(name="Gammal part")
    malmo.parties.add(party)
    total = ReportedTotalFactory(naming=Naming.THOSE, publisher="Gammal utgivare", reported_on=TODAY - 60 * DAY)
    total.municipalities.add("1280")
    known_since(days=8)
    Source.objects.filter(pk=source.pk).update(title="Ny titel")
    AgreementRevision.objects.filter(pk=revision.pk).update(changes="Ny ändring")
    malmo.parties.set([PartyFactory(name="Ny part")])
    malmo.target_groups.set(TargetGroup.objects.all())
    ReportedTotal.objects.filter(pk=total.pk).update(publisher="Ny utgivare")
    Agreement.objects.filter(pk=malmo.pk).update(joint_agreement=joint)
    SourceFactory(agreement=malmo, title="Ny källa")
    forget_pages()
    for url, words in {
        "/kommuner/1280/": ["titel", "ändring", "utgivare"],
        "/overenskommelser/1280-1/": ["titel", "ändring", "part"],
    }.items():
        then, now = get_page(client, f"{url}?enligt={THEN}"), get_page(client, url)
        for word in words:
            assert f"Gammal {word}" in then, word
            assert f"Ny {word}" not in then, word
            assert f"Ny {word}" in now, word
            assert f"Gammal {word}" not in now, word
        assert "Ny källa" not in then
        assert "Senare text" not in then
    assert 'id="target-groups"' not in get_page(client, f"/overenskommelser/1280-1/?enligt={THEN}")
    assert 'id="target-groups"' in get_page(client, "/overenskommelser/1280-1/")


def test_name_and_demo_flag_are_always_todays(client: Client, malmo: Agreement) -> None:
    Register.objects.update(name="Nya registret", is_demo=True)
    page = get_page(client, f"/?enligt={THEN}")
    assert "Nya registret" in page
    assert "Påhittade uppgifter." in page
    assert client.get(f"/kommuner/csv/?enligt={THEN}")["Content-Disposition"].startswith('attachment; filename="demo-')


def test_file_is_streamed_as_known_and_restores_the_search_path(client: Client, malmo: Agreement) -> None:
    correct(malmo)
    response = client.get(f"/overenskommelser/csv/?enligt={THEN}")
    # The file is complete before the response is sent: the connection reads the present.
    assert Municipality.objects.get(code="1280").name == "Rättköping"
    [row] = b"".join(response).decode().splitlines()[1:]
    assert row.startswith("1280-1,1280,Malmö,")
    assert Municipality.objects.get(code="1280").name == "Rättköping"


# Statements that begin and end the transaction or set the day. They read no rows.
SETTINGS = ("SAVEPOINT", "ROLLBACK", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")


@pytest.mark.parametrize("url", PAGES + FILES)
def test_as_many_queries_as_today_and_one_setting(client: Client, url: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        first = Municipality.objects.exclude(agreements=None).first()
        assert first
        forget_pages()
        path = url.replace("1280", first.code).replace("/12/", f"/{first.county_id}/")
        with CaptureQueriesContext(connection) as queries:
            get_page(client, f"{path}?enligt={TODAY}")
        statements = [query["sql"] for query in queries if not query["sql"].startswith(SETTINGS)]
        counts.append(len(statements))
        assert sum("search_path" in query["sql"] for query in queries) == 1
    assert counts[0] == counts[1] <= (3 if url in FILES[:2] else 6)


def test_cached_page_as_known_takes_one_query(client: Client, malmo: Agreement) -> None:
    first = get_page(client, f"/kommuner/?enligt={THEN}")
    with CaptureQueriesContext(connection) as queries:
        assert get_page(client, f"/kommuner/?enligt={THEN}") == first
    assert len(queries) == 1


days = strategies.one_of(
    strategies.dates().map(str), strategies.text(max_size=12), strategies.sampled_from(["", "9999-12-31", str(THEN)])
)


@given(
    url=strategies.sampled_from([*PAGES, *FILES, "/forandringar/atom/", "/lan/12/atom/"]),
    query=strategies.dictionaries(
        strategies.sampled_from(["per", "enligt", "from", "till", "county", "type", "variant"]), days
    ),
)
@hypothesis_settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_query_string_breaks_a_page(client: Client, malmo: Agreement, url: str, query: dict[str, str]) -> None:
    response = client.get(f"{url}?{urlencode(query)}")
    assert response.status_code in (200, 400, 404)
    b"".join(response)
