"""The page cache: keys, ETags, compression and headers."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement, Register, Revision
from agreements.public import cache
from tests.factories import AgreementFactory
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

PAGES = ["/", "/kommuner/", "/kommuner/1280/", "/lan/12/", "/overenskommelser/", "/overenskommelser/1280-1/"]
FILES = ["/kommuner/csv/", "/overenskommelser/csv/"]


@pytest.fixture
def malmo() -> Agreement:
    return AgreementFactory()


def next_revision() -> None:
    """Raises the revision as the triggers do in the next transaction; a test has only one."""
    Revision.objects.update(number=Revision.objects.get().number + 1, changed_at=timezone.now())


@pytest.mark.parametrize("url", PAGES)
def test_cached_page_takes_one_query_and_is_identical(client: Client, malmo: Agreement, url: str) -> None:
    first = client.get(url)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(url)
    assert len(queries) == 1
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("url", PAGES + FILES)
def test_known_etag_is_answered_304_at_one_query(client: Client, malmo: Agreement, url: str) -> None:
    etag = client.get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response["ETag"] == etag
    assert "s-maxage=10" in response["Cache-Control"]
    assert len(queries) == 1


@pytest.mark.parametrize("url", PAGES + FILES)
def test_next_revision_has_another_etag(client: Client, malmo: Agreement, url: str) -> None:
    etag = client.get(url)["ETag"]
    next_revision()
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_page_is_rendered_again_at_the_next_revision(client: Client, malmo: Agreement) -> None:
    assert "<h1>Malmö" in client.get("/kommuner/1280/").content.decode()
    malmo.municipality.name = "Nya Malmö"
    malmo.municipality.save()
    next_revision()
    assert "<h1>Nya Malmö" in client.get("/kommuner/1280/").content.decode()


def test_same_number_at_another_moment_is_another_revision(client: Client) -> None:
    """A restored backup repeats revision numbers."""
    etag = client.get("/")["ETag"]
    Revision.objects.update(changed_at=timezone.now() + datetime.timedelta(1))
    assert client.get("/")["ETag"] != etag


@pytest.mark.parametrize("other", ["/?per=2023-06-01", "/en/"])
def test_other_address_is_another_page(client: Client, other: str) -> None:
    assert client.get("/")["ETag"] != client.get(other)["ETag"]


def test_other_host_day_or_release_is_another_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    etags = [client.get("/")["ETag"], client.get("/", headers={"Host": "localhost"})["ETag"]]
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2099, 1, 1))
    etags.append(client.get("/")["ETag"])
    monkeypatch.setattr(cache, "release", lambda: "the next")
    etags.append(client.get("/")["ETag"])
    assert len(set(etags)) == 4


def test_page_is_compressed_for_clients_that_accept_gzip(client: Client) -> None:
    plain = client.get("/kommuner/")
    compressed = client.get("/kommuner/", headers={"Accept-Encoding": "gzip"})
    assert compressed["Content-Encoding"] == "gzip"
    assert len(compressed.content) < len(plain.content) / 4
    assert not plain.has_header("Content-Encoding")
    assert plain["Vary"] == compressed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("url", ["/kommuner/?per=x", "/kommuner/9999/"])
def test_error_response_is_not_cached_and_has_no_etag(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code in (400, 404)
    assert not response.has_header("ETag")
    assert not response.has_header("Cache-Control")


@pytest.mark.parametrize("url", PAGES + FILES)
def test_public_answer_sets_no_cookie_and_writes_nothing(client: Client, malmo: Agreement, url: str) -> None:
    client.cookies["sessionid"] = "whatever"
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        b"".join(response)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert all(query["sql"].lstrip("( ").startswith(("SELECT", "COPY (SELECT")) for query in queries)


def test_head_is_answered_and_post_is_not(client: Client) -> None:
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_register_without_a_row_is_answered(client: Client) -> None:
    Register.objects.all().delete()
    forget_pages()
    assert "Överenskommelseregistret" in client.get("/").content.decode()
