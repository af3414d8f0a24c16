"""The check of external addresses, against a local server."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.documents.links import Checker, addresses_to_check, check_all, linked_addresses
from agreements.models import LinkCheck, Register
from tests.factories import (
    AgreementFactory,
    DocumentFactory,
    JointAgreementFactory,
    LinkCheckFactory,
    StoredFileFactory,
)

STATUSES = {"/finns": 200, "/borta": 404, "/trasig": 500, "/bara-manniskor": 403, "/vidare-ingenstans": 302}
SIZES = {"/finns.pdf": "348160", "/enorm.pdf": "9" * 20}


class Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []
    is_done = Event()

    def do_HEAD(self) -> None:
        self.asked.append(("HEAD", self.path))
        if self.path == "/stanger-vid-head":
            self.close_connection = True
            return
        if self.path == "/tiger-om-head":
            type(self).is_done.wait()
            return
        self._answer(501 if self.path == "/bara-get" else STATUSES.get(self.path, 200))

    def do_GET(self) -> None:
        self.asked.append(("GET", self.path))
        self._answer(STATUSES.get(self.path, 200))

    def _answer(self, status: int) -> None:
        is_redirect = self.path.startswith("/vidare") and self.path not in STATUSES
        self.send_response(302 if is_redirect else status)
        if is_redirect:
            self.send_header("Location", self.path.removeprefix("/vidare") or self.path)
        self.send_header("Content-Length", SIZES.get(self.path, "0"))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as httpd:
        thread = Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        Answers.is_done.set()
        httpd.shutdown()
        thread.join()


@pytest.fixture
def checker() -> Checker:
    Answers.asked.clear()
    return Checker(allow_private=True, timeout=5, pause=0)


@pytest.mark.parametrize(
    ("path", "is_alive", "status"),
    [
        ("/finns", True, 200),
        ("/överenskommelse å ä?q=ö#del", True, 200),
        ("/borta", False, 404),
        ("/trasig", False, 500),
        ("/bara-manniskor", True, 403),
        ("/bara-get", True, 200),
        ("/stanger-vid-head", True, 200),
        ("/vidare-ingenstans", False, 302),
        ("/vidare/finns", True, 200),
        ("/vidare/borta", False, 404),
    ],
)
def test_page_is_alive_by_status(server: str, checker: Checker, path: str, is_alive: bool, status: int) -> None:
    found = checker.check(server + path)
    assert (found.is_alive, found.status, found.error) == (is_alive, status, "")


def test_size_is_content_length(server: str, checker: Checker) -> None:
    assert checker.check(f"{server}/finns.pdf").size == 348160
    assert checker.check(f"{server}/finns").size is None
    assert checker.check(f"{server}/enorm.pdf").size is None


def test_failed_head_is_followed_by_get(server: str) -> None:
    found = Checker(allow_private=True, timeout=0.3, pause=0).check(f"{server}/tiger-om-head")
    assert (found.is_alive, found.status, found.error) == (True, 200, "")


def test_endless_redirect_is_dead(server: str, checker: Checker) -> None:
    found = checker.check(f"{server}/vidare")
    assert (found.is_alive, found.status) == (False, None)
    assert "redirects" in found.error


def test_successful_head_needs_no_get(server: str, checker: Checker) -> None:
    checker.check(f"{server}/finns")
    assert Answers.asked == [("HEAD", "/finns")]


def test_unreachable_server_is_recorded(checker: Checker) -> None:
    found = checker.check("http://127.0.0.1:1/")
    assert (found.is_alive, found.status) == (False, None)
    assert found.error


@pytest.mark.parametrize(
    "url", ["ftp://example.org/fil", "file:///etc/hostname", "http://", "http://[", "javascript:1"]
)
def test_only_http_is_requested(checker: Checker, url: str) -> None:
    found = checker.check(url)
    assert (found.is_alive, found.status) == (False, None)
    assert found.error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "192.168.1.1"])
def test_private_network_is_never_requested(host: str) -> None:
    found = Checker(pause=0, timeout=1).check(f"http://{host}/")
    assert not found.is_alive
    assert "privat nät" in found.error


def test_redirect_to_other_protocol_is_refused(server: str, checker: Checker) -> None:
    found = checker.check(f"{server}/vidareftp://127.0.0.1/fil")
    assert not found.is_alive
    assert ("HEAD", "/vidareftp://127.0.0.1/fil") in Answers.asked


def test_requests_to_one_server_have_pause(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("agreements.documents.links.time.sleep", slept.append)
    checker = Checker(allow_private=True, pause=1)
    checker.check(f"{server}/finns")
    assert slept == []
    checker.check(f"{server}/finns")
    [pause] = slept
    assert 0 < pause <= 1


@pytest.mark.django_db
def test_linked_addresses_are_those_of_public_pages() -> None:
    published = AgreementFactory(source_url="https://example.org/a", joint_agreement=JointAgreementFactory())
    DocumentFactory(agreement=published, url="https://example.org/b")
    DocumentFactory(agreement=None, joint_agreement=published.joint_agreement, url="https://example.org/c")
    DocumentFactory(agreement=published, url="", file=StoredFileFactory())
    draft = AgreementFactory(draft=True, source_url="https://example.org/utkast")
    DocumentFactory(agreement=draft, url="https://example.org/utkastets")
    assert linked_addresses() == {"https://example.org/a", "https://example.org/b", "https://example.org/c"}


@pytest.mark.django_db
def test_unchecked_addresses_come_first_then_oldest() -> None:
    now = timezone.now()
    for name, code, age in (("ny", "0180", None), ("gammal", "1280", 9), ("farsk", "1281", 1)):
        AgreementFactory(municipality_id=code, source_url=f"https://example.org/{name}")
        if age is not None:
            LinkCheckFactory(url=f"https://example.org/{name}", checked_at=now - datetime.timedelta(days=age))
    assert addresses_to_check(2) == ["https://example.org/ny", "https://example.org/gammal"]


@pytest.mark.django_db
def test_later_check_replaces_earlier_one(server: str, checker: Checker) -> None:
    LinkCheckFactory(url=f"{server}/borta", is_alive=True)
    assert len(list(check_all([f"{server}/borta", f"{server}/finns"], checker, batch=1))) == 2
    assert dict(LinkCheck.objects.values_list("url", "is_alive")) == {f"{server}/borta": False, f"{server}/finns": True}


@pytest.mark.django_db
def test_command_checks_reports_dead_and_deletes_stale(server: str) -> None:
    AgreementFactory(source_url=f"{server}/borta")
    LinkCheckFactory(url="https://example.org/inte-med-langre")
    out = StringIO()
    call_command("check_links", "--dry-run", stdout=out)
    assert f"{server}/borta" in out.getvalue()
    assert LinkCheck.objects.count() == 1
    call_command("check_links", "--allow-private", stdout=out)
    assert f"404 {server}/borta" in out.getvalue()
    assert "1 adresser kontrollerade, 1 svarar inte." in out.getvalue()
    assert list(LinkCheck.objects.values_list("url", "status")) == [(f"{server}/borta", 404)]


@pytest.mark.django_db
def test_demo_addresses_are_not_checked() -> None:
    Register.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="demodata"):
        call_command("check_links")
