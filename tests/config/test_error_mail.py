from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import error_mail
from config.background import Worker
from tests.mail_servers import silent_server, working_server

SECRET = "hemligt-lösenord"


def fail(request: HttpRequest, token: str = "") -> HttpResponse:
    local = request.POST.get("password", "") + request.headers.get("Cookie", "")
    raise ValueError("Något gick sönder" if local is not None else "")


def fail_elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse({}["saknas"])


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


urlpatterns = [
    path("fel/", fail),
    path("annat/", fail_elsewhere),
    path("bekrafta/<str:token>/", fail),
]


@pytest.fixture(autouse=True)
def handler(settings: Any, monkeypatch: pytest.MonkeyPatch) -> error_mail.ErrorMailHandler:
    settings.ROOT_URLCONF = __name__
    settings.ADMINS = [("", "admin@example.se")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_HOST_PASSWORD = SECRET
    settings.MIDDLEWARE = []
    monkeypatch.setattr(error_mail, "error_mails", Worker("test-errors", waiting=2))
    [configured] = [one for one in logging.getLogger("django").handlers if type(one) is error_mail.ErrorMailHandler]
    configured.sent_at.clear()
    configured.suppressed.clear()
    return configured


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_error_response_does_not_wait_for_the_mail_server(visitor: Client, settings: Any) -> None:
    with silent_server() as server:
        settings.EMAIL_PORT = server.port
        for _ in range(16):
            assert visitor.get("/fel/").status_code == 500
        # All were answered while the one mail still waits for the server's greeting.
        assert server.connected.wait(10)
        assert error_mail.error_mails.tasks.unfinished_tasks == 1
        assert len(server.accepted) == 1
    error_mail.error_mails.tasks.join()


def test_mail_of_each_kind_counts_suppressed_errors(
    visitor: Client, settings: Any, handler: error_mail.ErrorMailHandler
) -> None:
    with working_server() as (settings.EMAIL_PORT, inbox):
        for address in ("/fel/", "/fel/", "/annat/", "/fel/"):
            visitor.get(address)
        error_mail.error_mails.tasks.join()
        assert [letter["Subject"].split()[1] for letter in inbox.letters] == ["ValueError", "KeyError"]
        # A minute passes.
        handler.sent_at = {kind: at - error_mail.SECONDS_BETWEEN for kind, at in handler.sent_at.items()}
        visitor.get("/fel/")
        error_mail.error_mails.tasks.join()
        assert len(inbox.letters) == 3
        assert "2 more of this kind" in inbox.text(2)


def test_mail_names_the_error_and_no_secret(visitor: Client, settings: Any) -> None:
    settings.DATABASES["default"]["PASSWORD"] = SECRET
    try:
        with working_server() as (settings.EMAIL_PORT, inbox):
            visitor.cookies["sessionid"] = "kakans-värde"
            visitor.post(
                "/bekrafta/nyckel:1:2/?per=" + quote("sökt text"),
                {"password": SECRET, "message": "formulärets text"},
                headers={"X-Marke": "huvudets värde", "Authorization": "Basic abc123"},
            )
            error_mail.error_mails.tasks.join()
            body = inbox.text(0)
    finally:
        settings.DATABASES["default"]["PASSWORD"] = ""
    assert "POST /bekrafta/…/ (per)" in body
    assert "ValueError: Något gick sönder" in body
    assert 'raise ValueError("Något gick sönder"' in body
    for secret in (
        SECRET,
        "kakans",
        "formulärets",
        "huvudets",
        "abc123",
        "sökt",
        "nyckel:1:2",
        "DATABASE",
        "SECRET_KEY",
    ):
        assert secret not in body


def test_full_queue_counts_dropped_mails(visitor: Client, settings: Any, handler: error_mail.ErrorMailHandler) -> None:
    with silent_server() as server:
        settings.EMAIL_PORT = server.port
        visitor.get("/fel/")
        assert server.connected.wait(10)
        while error_mail.error_mails.submit(lambda: None):
            pass
        assert visitor.get("/annat/").status_code == 500
        assert list(handler.suppressed.values()) == [0, 1]
    error_mail.error_mails.tasks.join()
