"""Every public page and file as the register knew it then, through the address."""

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

from agreements.models import Agreement, CollaborationLevel, Register
from agreements.positions import Status
from municipalities.models import Municipality
from tests.agreements.history.test_as_known import known_since
from tests.examples import examples
from tests.factories import AgreementFactory, fill
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


def shown(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return b"".join(response).decode()


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


@pytest.fixture
def malmo() -> Agreement:
    """Known since ten days."""
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
def test_cited_page_or_file_is_never_changed_by_a_correction(client: Client, malmo: Agreement, url: str) -> None:
    cited = f"{url}?enligt={THEN}"
    before, now = shown(client, cited), shown(client, url)
    correct(malmo)
    assert shown(client, cited) == before
    assert shown(client, url) != now


@pytest.mark.parametrize("url", PAGES)
def test_citation_of_todays_page_shows_the_same_tomorrow(client: Client, malmo: Agreement, url: str) -> None:
    """The citation is given as an address; what it led to does not change, whatever happens on the days after."""
    first = client.get(url)
    address = first.context["citation"].url
    assert parse_qs(urlsplit(address).query)["enligt"] == [TODAY.isoformat()]
    assert f'href="{address.replace("&", "&amp;")}"' in first.content.decode()
    cited = shown(client, address)
    known_since(days=1)
    yesterday = address.replace(TODAY.isoformat(), (TODAY - DAY).isoformat())
    before = main_of(shown(client, yesterday))
    correct(malmo)
    assert main_of(shown(client, yesterday)) == before
    assert "Hänvisa till den här sidan" in cited


@pytest.mark.parametrize("url", PAGES)
def test_banner_says_whose_knowledge_it_is_and_leads_to_todays(client: Client, malmo: Agreement, url: str) -> None:
    page = client.get(f"{url}?enligt={THEN}")
    assert "Så här kände registret" in page.content.decode()
    today_url = page.context["as_known"].today_url
    assert "enligt" not in today_url
    assert today_url != "?"
    assert client.get(url + today_url).context["as_known"] is None
    assert "Läget i dag" not in page.content.decode()


def test_day_of_the_page_is_that_of_its_knowledge(client: Client, malmo: Agreement) -> None:
    page = client.get(f"/kommuner/1280/?enligt={THEN}")
    assert (page.context["day"].day, page.context["day"].known_on) == (THEN, THEN)
    page = client.get(f"/kommuner/1280/?enligt={THEN}&per=2020-01-01")
    assert page.context["day"].day == datetime.date(2020, 1, 1)
    assert "Så här kände registret den" in page.content.decode()


@pytest.mark.parametrize("per", ["", "&per=2023-06-01"])
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", PAGES)
def test_every_link_and_form_keeps_the_knowledge(
    client: Client, malmo: Agreement, url: str, prefix: str, per: str
) -> None:
    page = shown(client, f"{prefix}{url}?enligt={THEN}{per}")
    page = re.sub(r'<aside class="known".*?</aside>|<div class="chosen".*?</div>', "", page, flags=re.DOTALL)
    links = [unescape(link) for link in re.findall(r'<a\b[^>]*?\bhref="([^"#][^"]*)"', page)]
    # Beside addresses of others and reset buttons, the feed is always of today, and texts are of no day.
    texts = ("/atom/", "/om/", "/oppna-data/", "/tillganglighet/", "/kontakt/", "/kvalitet/")
    own = [link for link in links if link.startswith(("/", "?")) and not link.endswith(texts)]
    assert len(own) > 8
    assert [link for link in own if f"enligt={THEN}" not in link] == []
    forms = re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL)
    assert [form for form in forms if f'name="enligt" value="{THEN}"' not in form] == []


@pytest.mark.parametrize("url", PAGES + FILES)
@pytest.mark.parametrize(
    ("enligt", "message"),
    [("i går", "”i går” är ingen dag."), ((TODAY + DAY).isoformat(), "Dagen har inte varit än.")],
)
def test_wrong_or_coming_day_is_told_beside_its_field(
    client: Client, malmo: Agreement, url: str, enligt: str, message: str
) -> None:
    page = shown(client, f"{url}?{urlencode({'enligt': enligt})}", status=400)
    assert message in page
    if url in PAGES:
        assert '<details class="known-field" open>' in page
        assert "Så här kände registret" not in page


@pytest.mark.parametrize("url", PAGES + FILES)
@pytest.mark.parametrize("enligt", ["0001-01-01", (TODAY - 11 * DAY).isoformat()])
def test_day_before_the_register_is_told_with_its_first_day(
    client: Client, malmo: Agreement, url: str, enligt: str
) -> None:
    page = shown(client, f"{url}?enligt={enligt}", status=404)
    assert "Den dagen fanns inte registret" in page
    first = (TODAY - 10 * DAY).isoformat()
    assert f'href="/?enligt={first}"' in page
    assert shown(client, f"/?enligt={first}")


def test_what_the_register_did_not_have_then_is_not_found(client: Client, malmo: Agreement) -> None:
    AgreementFactory(municipality_id="1281")
    shown(client, f"/overenskommelser/1281-1/?enligt={THEN}", status=404)
    shown(client, "/overenskommelser/1281-1/")


def test_name_and_demo_flag_are_always_todays(client: Client, malmo: Agreement) -> None:
    Register.objects.update(name="Nya registret", is_demo=True)
    page = shown(client, f"/?enligt={THEN}")
    assert "Nya registret" in page
    assert "Påhittade uppgifter." in page
    assert client.get(f"/kommuner/csv/?enligt={THEN}")["Content-Disposition"].startswith('attachment; filename="demo-')


def test_file_is_read_in_the_past_and_leaves_the_present(client: Client, malmo: Agreement) -> None:
    correct(malmo)
    response = client.get(f"/overenskommelser/csv/?enligt={THEN}")
    # The file is complete when it is answered: the connection reads the present.
    assert Municipality.objects.get(code="1280").name == "Rättköping"
    [row] = b"".join(response).decode().splitlines()[1:]
    assert row.startswith("1280-1,1280,Malmö,")
    assert Municipality.objects.get(code="1280").name == "Rättköping"


# Beginning and ending the transaction, and saying of which day it reads, asks the database for no row.
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
            shown(client, f"{path}?enligt={TODAY}")
        asked = [query["sql"] for query in queries if not query["sql"].startswith(SETTINGS)]
        counts.append(len(asked))
        assert sum("search_path" in query["sql"] for query in queries) == 1
    assert counts[0] == counts[1] <= (3 if url in FILES[:2] else 6)


def test_kept_page_of_the_past_costs_one_query(client: Client, malmo: Agreement) -> None:
    first = shown(client, f"/kommuner/?enligt={THEN}")
    with CaptureQueriesContext(connection) as queries:
        assert shown(client, f"/kommuner/?enligt={THEN}") == first
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
