"""Error mails over a real mail server, and over one that never answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import error_mail, urls
from config.error_mail import ErrorMailHandler, error_mails
from tests.smtp import SECONDS, mail_server, silent_server

SIGNING_KEY = "nyckeln-som-signerar"
ROW = "\nDETAIL: Raden som någon skrev"
PASSWORD = "lösenordet-i-databasens-adress"
TOKEN = f"17.{'0a1b' * 8}.{'hemlig-signatur' * 3}"


def fails(request: HttpRequest, token: str = "") -> HttpResponse:
    hidden_variable = "variabelns hemliga värde"
    try:
        int(hidden_variable[:0])
    except ValueError as error:
        raise RuntimeError(f"Fel vid {token} och postgres://register:{PASSWORD}@db/x {SIGNING_KEY}{ROW}") from error
    return HttpResponse()


def fails_otherwise(request: HttpRequest) -> HttpResponse:
    raise LookupError("Ett annat fel")


def refuses(request: HttpRequest) -> HttpResponse:
    raise BadRequest("Inget fel hos oss")


urlpatterns = [
    path("fel/", fails),
    path("annat-fel/", fails_otherwise),
    path("vagran/", refuses),
    path("bekrafta/<token>/fel/", fails),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture(autouse=True)
def _mailing(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.ADMINS = [("", "drift@example.org")]
    [handler] = [found for found in logging.getLogger("django").handlers if isinstance(found, ErrorMailHandler)]
    handler._sent.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that the handler reads."""
    now = [1000.0]
    monkeypatch.setattr(error_mail.time, "monotonic", lambda: now[0])
    return now


def test_requests_return_while_the_mail_server_does_not_answer(visitor: Client, settings: Any) -> None:
    done, statuses = Event(), []

    def ask() -> None:
        statuses.extend(visitor.get(address).status_code for address in ["/fel/", "/annat-fel/"] * 8)
        done.set()

    with silent_server(settings) as server:
        Thread(target=ask, daemon=True).start()
        assert server.connected.wait(SECONDS)
        # The server has not answered, and does so at no time: nobody waited for it.
        assert done.wait(SECONDS)
        assert statuses == [500] * 16
    error_mails.wait()


def test_a_full_queue_drops_mails_and_never_waits(
    visitor: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_mail, "SECONDS_BETWEEN", 0)
    done = Event()

    def ask() -> None:
        for _ in range(60):
            visitor.get("/fel/")
        done.set()

    with silent_server(settings) as server:
        Thread(target=ask, daemon=True).start()
        assert done.wait(SECONDS)
        assert server.connected.wait(SECONDS)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    error_mails.wait()


def test_one_mail_of_each_kind_and_minute_with_a_count(visitor: Client, settings: Any, clock: list[float]) -> None:
    with mail_server(settings) as letters:
        for _ in range(5):
            visitor.get("/fel/")
        visitor.get("/annat-fel/")
        first, other = letters.next(), letters.next()
        assert "RuntimeError tests/config/test_error_mail.py:" in first["Subject"]
        assert "LookupError" in other["Subject"]
        assert "gånger till" not in first.get_content()
        clock[0] += 59
        visitor.get("/fel/")
        clock[0] += 1
        visitor.get("/fel/")
        assert "Samma fel har hänt 5 gånger till" in letters.next().get_content()
        error_mails.wait()
        assert letters.taken.empty()


@pytest.mark.django_db
def test_a_mail_says_where_and_nothing_secret(visitor: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECRET_KEY = SIGNING_KEY
    secrets = {"DATABASE_URL": f"postgres://register:{PASSWORD}@db/register", "HTTP_COOKIE": "sessionid=kakans-nyckel"}
    with mail_server(settings) as letters:
        visitor.post(f"/bekrafta/{TOKEN}/fel/?sok=hemligt-ord", {"losenord": "kroppens-hemlighet"}, **secrets)
        letter = letters.next()
    text = f"{letter}\n{letter['Subject']}\n{letter.get_content()}"
    for shown in (
        "Begäran: POST /bekrafta/…/fel/ med sok",
        "Fel: builtins.RuntimeError: Fel vid … och postgres://…@db/x",
        "Fel: builtins.ValueError: invalid literal for int()",
        f"{__file__}",
        "in fails",
        "Tid: 20",
    ):
        assert shown in letter.get_content()
    hidden = [
        PASSWORD,
        "kakans-nyckel",
        "kroppens-hemlighet",
        "hemligt-ord",
        TOKEN,
        "0a1b0a1b",
        "hemliga värde",
        "DETAIL",
    ]
    assert [word for word in hidden if word in text] == []


def test_without_admins_nothing_is_mailed(visitor: Client, settings: Any) -> None:
    settings.ADMINS = []
    with silent_server(settings) as server:
        visitor.get("/fel/")
        error_mails.wait()
        assert not server.connected.is_set()


def test_a_refused_request_is_no_error(visitor: Client, settings: Any) -> None:
    with mail_server(settings) as letters:
        assert visitor.get("/vagran/").status_code == 400
        error_mails.wait()
        assert letters.taken.empty()
