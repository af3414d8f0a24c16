"""Concurrent requests over HTTP while the database blocks a rendering."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_started
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from agreements.models import Register
from agreements.public.serving import rendering
from agreements.public.serving.concurrency import BusyError, ConcurrencyLimit, SingleFlight
from tests.factories import AgreementFactory
from tests.pages import forget_pages

Ask = Callable[[str], "Future[Answer]"]
EVENTS = "agreements_agreementevent"
AGREEMENTS = "agreements_agreement"


class Answer:
    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()


@pytest.fixture
def site(transactional_db: None, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server with the reference data and one agreement, with long timeouts for tests that lock a table."""
    monkeypatch.setattr("agreements.public.serving.concurrency.SECONDS_TO_WAIT", 120)
    monkeypatch.setattr("agreements.public.cache.PAGE_SECONDS", 120)
    call_command("load_fixtures", verbosity=0)
    AgreementFactory()
    forget_pages()
    return live_server


@pytest.fixture
def ask(site: Any) -> Iterator[Ask]:
    """Requests an address in a thread."""

    def answer(path: str) -> Answer:
        client = HTTPConnection(site.thread.host, site.thread.port, timeout=120)
        client.request("GET", path)
        try:
            return Answer(client.getresponse())
        finally:
            client.close()

    with ThreadPoolExecutor(20) as readers:
        yield lambda path: readers.submit(answer, path)


class Locked:
    """A table that is locked against reading until `release`."""

    def __init__(self, table: str) -> None:
        self.connection: Any = connection.copy()
        self.connection.set_autocommit(False)
        self.table = table
        with self.connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")

    def release(self) -> None:
        self.connection.rollback()
        self.connection.close()

    @property
    def waiting(self) -> int:
        """The number of sessions that wait for the table."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [self.table])
            return int(cursor.fetchone()[0])


@pytest.fixture
def lock() -> Iterator[Callable[[str], Locked]]:
    locked: list[Locked] = []

    def take(table: str) -> Locked:
        locked.append(Locked(table))
        return locked[-1]

    yield take
    for each in locked:
        if each.connection.connection is not None:
            each.release()


@pytest.fixture
def started() -> Iterator[list[None]]:
    """A list that grows by one for each request."""
    requests: list[None] = []

    def count(**_more: object) -> None:
        requests.append(None)

    request_started.connect(count)
    yield requests
    request_started.disconnect(count)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never became true")


def test_eight_requests_for_one_page_cause_one_rendering(
    ask: Ask, lock: Callable[[str], Locked], started: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []
    render = rendering._render

    def counted(*arguments: Any) -> Any:
        rendered.append(None)
        return render(*arguments)

    monkeypatch.setattr(rendering, "_render", counted)
    locked = lock(AGREEMENTS)
    answers = [ask(f"/overenskommelser/?z={number}") for number in range(8)]
    until(lambda: len(started) == 8 and locked.waiting > 0)
    assert locked.waiting == 1
    locked.release()
    pages = [answer.result() for answer in answers]
    assert [page.status for page in pages] == [200] * 8
    assert len({page.text for page in pages}) == 1
    assert len(rendered) == 1


def test_known_pages_beyond_the_limit_are_refused_and_cached_pages_served(
    ask: Ask, lock: Callable[[str], Locked]
) -> None:
    cached = ask("/").result()
    locked = lock(EVENTS)
    today = localdate()
    answers = {ask(f"/overenskommelser/?enligt={today}&per=2023-06-{day:02}") for day in range(1, 13)}
    refused: set[Future[Answer]] = set()
    until(lambda: len(wait(answers, timeout=0.01).done) == 12 - rendering.PAST_LIMIT.size)
    refused, waiting = wait(answers, timeout=0)
    for answer in refused:
        assert answer.result().status == 503
        assert answer.result().headers["Retry-After"] == "10"
        assert "Registret är upptaget just nu" in answer.result().text
    for _ in range(3):
        assert ask("/").result().text == cached.text
        assert ask("/?utm_source=x").result().text == cached.text
    # Uncached pages without `enligt` have a separate limit.
    assert ask("/kommuner/").result().status == 200
    locked.release()
    assert [answer.result().status for answer in waiting] == [200] * rendering.PAST_LIMIT.size


def test_pages_beyond_the_limit_are_refused_and_cached_pages_served(ask: Ask, lock: Callable[[str], Locked]) -> None:
    cached = ask("/om/").result()
    locked = lock(AGREEMENTS)
    answers = {ask(f"/kommuner/?q={number}") for number in range(16)}
    until(lambda: len(wait(answers, timeout=0.01).done) == 16 - rendering.PAGE_LIMIT.size)
    refused, waiting = wait(answers, timeout=0)
    assert {answer.result().status for answer in refused} == {503}
    assert ask("/om/").result().text == cached.text
    assert ask("/halsa/").result().status == 200
    assert locked.waiting == 3
    locked.release()
    assert {answer.result().status for answer in waiting} == {200}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/overenskommelser/", "Registret är upptaget just nu"),
        ("/en/overenskommelser/", "The register is busy right now"),
        (f"/en/overenskommelser/?enligt={timezone.localdate()}", "The register is busy right now"),
    ],
)
def test_page_with_statement_timeout_responds_503_with_retry_after(
    ask: Ask, lock: Callable[[str], Locked], monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    monkeypatch.setattr("agreements.public.cache.PAGE_SECONDS", 1)
    locked = [lock(AGREEMENTS), lock(EVENTS)]
    answer = ask(path).result()
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert text in answer.text
    assert not answer.headers.get("ETag")
    for each in locked:
        each.release()
    monkeypatch.setattr("agreements.public.cache.PAGE_SECONDS", 120)
    assert ask(path).result().status == 200


@pytest.fixture
def _no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "PAGE_LIMIT", ConcurrencyLimit(working=0, waiting=0))


@pytest.mark.usefixtures("_no_room")
@pytest.mark.django_db
def test_refusal_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """A client with many requests must not fill the log."""
    assert client.get("/").status_code == 503
    assert caplog.records == []


@pytest.mark.usefixtures("_no_room")
@pytest.mark.django_db
def test_refusal_has_demo_banner_and_one_query(client: Client) -> None:
    Register.objects.update(is_demo=True)
    assert "Påhittade uppgifter" in client.get("/kommuner/").content.decode()
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/overenskommelser/").content.decode()
    assert len(queries) == 1
    assert "/kommuner/" not in page.split("<main")[1].split("</main>")[0]
    assert 'rel="canonical"' not in page


@pytest.mark.parametrize("query", ["", f"?enligt={timezone.localdate()}"])
def test_file_with_statement_timeout_responds_503_with_retry_after(
    ask: Ask, lock: Callable[[str], Locked], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("agreements.public.cache.FILE_SECONDS", 1)
    locked = [lock(AGREEMENTS), lock(EVENTS)]
    answer = ask(f"/overenskommelser/csv/{query}").result()
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Content-Disposition" not in answer.headers
    assert "Registret är upptaget just nu" in answer.text
    for each in locked:
        each.release()
    assert ask(f"/overenskommelser/csv/{query}").result().status == 200


@pytest.mark.django_db
def test_file_that_fails_after_some_rows_responds_503(client: Client) -> None:
    """The statement times out after some rows."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE municipalities_municipality RENAME TO every_municipality")
        cursor.execute(
            "CREATE VIEW municipalities_municipality AS SELECT municipality.* FROM every_municipality municipality"
            " WHERE code < '0190' OR pg_sleep(60) IS NOT NULL"
        )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("agreements.public.cache.FILE_SECONDS", 1)
        assert client.get("/kommuner/csv/").status_code == 503


@pytest.mark.django_db
def test_files_beyond_the_limit_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with rendering.FILE_LIMIT.turn(), rendering.FILE_LIMIT.turn():
        monkeypatch.setattr("agreements.public.serving.concurrency.SECONDS_TO_WAIT", 0.01)
        assert client.get("/kommuner/csv/").status_code == 503
        assert client.get("/kommuner/").status_code == 200
    assert client.get("/kommuner/csv/").status_code == 200


def test_file_is_complete_before_it_is_sent(site: Any, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow client occupies neither a connection nor a slot."""
    monkeypatch.setattr(rendering, "FILE_LIMIT", ConcurrencyLimit(working=1, waiting=0))
    slow = HTTPConnection(site.thread.host, site.thread.port)
    slow.request("GET", "/kommuner/csv/")
    file = slow.getresponse()
    for method in ("HEAD", "GET"):
        leaving = HTTPConnection(site.thread.host, site.thread.port)
        leaving.request(method, "/kommuner/csv/")
        leaving.close()
    until(lambda: ask("/kommuner/csv/").result().status == 200)
    content = file.read()
    assert content.count(b"\r\n") == 291
    assert file.headers["Content-Length"] == str(len(content))
    slow.close()


@pytest.mark.django_db
def test_desk_has_longer_statement_timeout_than_public_pages(admin: Client) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            return str(cursor.fetchone()[0])

    limits = []
    for url in ("/", "/admin/", "/kommuner/csv/", "/kommuner/"):
        b"".join(admin.get(url))
        limits.append(limit())
    assert limits == ["10s", "5min", "45s", "10s"]


def test_web_server_limits_statements_and_commands_do_not() -> None:
    limit = "c.connect(); print(c.connection.execute('SHOW statement_timeout').fetchone()[0])"
    for imported, expected in (("config.wsgi", "5min"), ("django; django.setup()", "0")):
        said = subprocess.run(
            [sys.executable, "-c", f"import {imported}; from django.db import connection as c; {limit}"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == expected


def test_shared_failure_is_raised_for_all_and_not_cached() -> None:
    flights: SingleFlight[str] = SingleFlight()
    begun, go_on = threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        go_on.wait(60)
        raise LookupError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(flights.do, "page", fail)
        begun.wait(60)
        second = threads.submit(flights.do, "page", fail)
        go_on.set()
        assert isinstance(first.exception(), LookupError)
        assert isinstance(second.exception(), LookupError)
    assert flights.do("page", lambda: "rendered") == "rendered"


def test_waiting_for_another_thread_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agreements.public.serving.concurrency.SECONDS_TO_WAIT", 0.01)
    flights: SingleFlight[str] = SingleFlight()

    def impatient() -> str:
        with ThreadPoolExecutor(1) as threads, pytest.raises(BusyError):
            threads.submit(flights.do, "page", str).result()
        return "rendered"

    assert flights.do("page", impatient) == "rendered"
