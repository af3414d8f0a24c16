"""The real web server while its database is away, and when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError

from agreements.views.service import database_is_away
from tests.servers import Answer, DatabaseWay, WebServer

PAGES = [
    "/",
    "/kommuner/",
    "/kommuner/1280/",
    "/en/statistik/",
    "/kontakt/",
    "/admin/login/",
    "/finns-inte/",
    "/bekrafta/x/",
]


@pytest.fixture
def way(transactional_db: None) -> Iterator[DatabaseWay]:
    call_command("load_fixtures", verbosity=0)
    with DatabaseWay() as way:
        yield way


@pytest.fixture
def server(way: DatabaseWay, tmp_path: Path) -> Iterator[WebServer]:
    collected = tmp_path / "static"
    collected.mkdir()
    # The style sheets under their own names are enough here.
    for name in ("css", "favicon.svg"):
        (collected / name).symlink_to(settings.BASE_DIR / "static" / name)
    with WebServer(tmp_path, DATABASE_URL=way.url) as server:
        yield server


def says_that_the_database_is_away(answer: Answer) -> bool:
    words = ("Registret är tillfälligt stängt", "temporarily unavailable", '<header class="masthead">')
    return (
        (answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control"))
        == (503, "60", "no-store")
        and all(word in answer.text for word in words)
    )  # fmt: skip


@pytest.mark.slow
def test_database_goes_and_comes_back(server: WebServer, way: DatabaseWay) -> None:
    assert server.ask("/").status == 200
    assert server.ask("/halsa/").status == 200
    for _ in range(2):
        way.cut()
        # First each thread's connection breaks, then none can be made.
        for address in PAGES * 2:
            answer = server.ask(address)
            assert says_that_the_database_is_away(answer), (address, answer.status, answer.text[:500])
        health = server.ask("/halsa/")
        assert (health.status, health.headers["retry-after"]) == (503, "60")
        assert server.ask("/static/css/register.css").status == 200
        robots = server.ask("/robots.txt")
        assert (robots.status, "Disallow: /admin/" in robots.text) == (200, True)
        way.open()
        for address, status in (("/", 200), ("/kommuner/1280/", 200), ("/halsa/", 200), ("/finns-inte/", 404)):
            assert [server.ask(address).status for _ in range(6)] == [status] * 6


@pytest.mark.slow
def test_server_starts_while_the_database_is_away(way: DatabaseWay, tmp_path: Path) -> None:
    way.cut()
    with WebServer(tmp_path, DATABASE_URL=way.url) as server:
        assert server.ask("/").status == 503
        way.open()
        assert server.ask("/").status == 200


@pytest.mark.parametrize(
    ("cause", "is_away"),
    [
        (psycopg.OperationalError("connection failed"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.DeadlockDetected(), False),
    ],
)
def test_which_errors_mean_that_the_database_is_away(cause: Exception, is_away: bool) -> None:
    error = OperationalError("fel")
    error.__cause__ = cause
    assert database_is_away(error) == is_away


def test_a_closed_connection_means_that_the_database_is_away_and_other_errors_do_not() -> None:
    assert database_is_away(InterfaceError("the connection is closed"))
    assert not database_is_away(ValueError())
    assert not database_is_away(None)
