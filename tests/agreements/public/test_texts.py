"""The pages of text, page heads, robots.txt and sitemap."""

import gzip
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Register
from agreements.public.columns import AGREEMENT_COLUMNS, MUNICIPALITY_COLUMNS
from agreements.public.sitemaps import SITEMAPS
from tests.factories import AgreementFactory, fill
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

PAGES = ["/om/", "/tillganglighet/", "/oppna-data/", "/kontakt/", "/kontakt/tack/"]
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", PAGES)
def test_a_page_of_text_takes_few_queries_and_sets_no_cookie(client: Client, url: str, prefix: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        text(client, prefix + url)
    assert len(queries) == (2 if url == "/oppna-data/" else 1)  # and for which days the register is complete
    assert not client.cookies


@pytest.mark.parametrize("url", [*PAGES, "/statistik/", "/statistik/kvalitet/"])
def test_a_page_is_under_100_kb_compressed(client: Client, url: str) -> None:
    files = [client.get(url).content]
    files += [path.read_bytes() for path in (settings.BASE_DIR / "static").rglob("*") if path.suffix in (".css", ".js")]
    assert sum(len(gzip.compress(file)) for file in files) < 100_000


def test_every_page_leads_to_the_texts(client: Client) -> None:
    page = text(client, "/kommuner/")
    for url in ("/statistik/", "/om/", "/oppna-data/", "/tillganglighet/", "/kontakt/", "/statistik/kvalitet/"):
        assert f'href="{url}"' in page


def test_accessibility_statement_has_the_required_parts(client: Client) -> None:
    Register.objects.update(publisher="Arbetsförmedlingen", contact_email="registret@example.org")
    page = " ".join(text(client, "/tillganglighet/").split())
    for phrase in (
        "Arbetsförmedlingen står bakom",
        "Tillgänglighetsredogörelse för Överenskommelseregistret",
        "delvis förenlig",
        "Innehåll som inte är tillgängligt",
        "självskattning, senast den 23 november 2026",
        "Redogörelsen uppdaterades",
        'href="/kontakt/"',
        "mailto:registret@example.org",
        "https://www.digg.se/tdosanmalan",
    ):
        assert phrase in page


def test_open_data_page_lists_every_column_and_file(client: Client) -> None:
    page = text(client, "/oppna-data/")
    for column in [*MUNICIPALITY_COLUMNS, *AGREEMENT_COLUMNS]:
        assert f"<code>{column.name}</code>" in page
    assert "http://testserver/kommuner/csv/" in page
    assert "http://testserver/overenskommelser/csv/" in page
    assert "/statistik/lan/csv/" in page
    assert "CC0 1.0" in page


def head(client: Client, url: str) -> str:
    return text(client, url).partition("</head>")[0]


def test_head_has_title_description_and_alternate_languages(client: Client) -> None:
    Register.objects.update(name="Registret & <mer>")
    result = " ".join(head(client, "/kommuner/1280/?per=2023-06-01").split())
    assert "<title>Malmö – Registret &amp; &lt;mer&gt;</title>" in result
    assert '<meta property="og:title" content="Malmö">' in result
    assert '<link rel="canonical" href="http://testserver/kommuner/1280/">' in result
    for language, path in (("sv", ""), ("x-default", ""), ("en", "/en")):
        address = f"http://testserver{path}/kommuner/1280/?per=2023-06-01"
        assert f'hreflang="{language}" href="{address}"' in result
    assert 'content="sv_SE"' in result
    assert result.count('name="description"') == 1
    assert 'content="en_GB"' in head(client, "/en/om/")


@pytest.mark.parametrize("url", ["/", "/oppna-data/", "/en/"])
def test_pages_have_dataset_metadata(client: Client, url: str) -> None:
    Register.objects.update(name="</script><b>", publisher="Arbetsförmedlingen & co")
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', head(client, url), re.DOTALL)
    assert match
    dataset = json.loads(match.group(1))
    assert (dataset["@type"], dataset["name"]) == ("Dataset", "</script><b>")
    assert dataset["publisher"]["name"] == "Arbetsförmedlingen & co"
    assert dataset["license"].startswith("https://creativecommons.org/")
    prefix = "http://testserver/en" if url == "/en/" else "http://testserver"
    assert [file["contentUrl"] for file in dataset["distribution"]] == [
        f"{prefix}/kommuner/csv/",
        f"{prefix}/overenskommelser/csv/",
    ]


def test_not_found_page_has_no_canonical_link(client: Client) -> None:
    page = client.get("/finns-inte/").content.decode()
    assert "canonical" not in page


def test_sitemap_has_every_page_in_both_languages(client: Client) -> None:
    AgreementFactory()
    AgreementFactory(municipality_id="0180", draft=True)
    assert "Sitemap: http://testserver/sitemap.xml" in text(client, "/robots.txt")
    index = ET.fromstring(text(client, "/sitemap.xml"))  # noqa: S314, our own
    sections = [str(location.text) for location in index.iterfind("s:sitemap/s:loc", NAMESPACES)]
    assert sections == [f"http://testserver/sitemap-{name}.xml" for name in SITEMAPS]
    urls_listed: list[str] = []
    for section in sections:
        urls = ET.fromstring(text(client, section)).findall("s:url", NAMESPACES)  # noqa: S314, our own
        urls_listed += [str(url.findtext("s:loc", namespaces=NAMESPACES)) for url in urls]
        assert all(len(url.findall("x:link", NAMESPACES)) == 3 for url in urls)
    assert len(urls_listed) == len(set(urls_listed)) == 2 * (10 + 21 + 290 + 1)
    assert "http://testserver/en/overenskommelser/1280-1/" in urls_listed
    assert not any("0180-1" in url for url in urls_listed)
    for url in (urls_listed[0], urls_listed[-1], "http://testserver/en/statistik/"):
        assert url in urls_listed
        assert client.get(url).status_code == 200


def test_a_sitemap_takes_as_many_queries_at_any_size(client: Client) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            text(client, "/sitemap-overenskommelser.xml")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_fictional_data_is_kept_out_of_search_engines(client: Client) -> None:
    assert 'content="noindex"' not in head(client, "/")
    Register.objects.update(is_demo=True)
    assert 'content="noindex"' in head(client, "/om/")
    assert text(client, "/robots.txt") == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemap-kommuner.xml").status_code == 404


@pytest.mark.parametrize("url", ["/sitemap-annat.xml", "/sitemap-kommuner.xml?p=99", "/sitemap-kommuner.xml?p=x"])
def test_unknown_sitemap_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404
