"""Outgoing requests never reach private addresses: tests with local sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from agreements.documents import outgoing
from agreements.documents.outgoing import PrivateAddressError, is_public


class Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        self.send_response(302 if self.path.startswith("/till/") else 200)
        if self.path.startswith("/till/"):
            self.send_header("Location", f"http://{self.path.removeprefix('/till/')}/inifran")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Answers.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def answer_of_name_server(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Fakes the name server's answers, the last one repeated. Returns the requested names."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host.replace(".", "").isdigit():
            return look_up(host, port, *args, **kwargs)
        numbers = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [entry for number in numbers for entry in look_up(number, port, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def public_for_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treats 127.0.0.1 as a public address."""
    monkeypatch.setattr(outgoing, "is_public", lambda number: number == "127.0.0.1")


@pytest.mark.parametrize(
    "number", ["193.10.5.1", "8.8.8.8", "223.255.255.255", "2a00:1450:400f:80a::200e", "2001:6b0::1"]
)
def test_public_address_is_accepted(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",  # noqa: S104
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.0", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:0:ffff::1", "2001:db8::1", "2002::1", "2002:7f00:1::1",
        "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_nonpublic_address_is_refused(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "[::ffff:7f00:1]", "[::1]", "localhost", "localhost."]
)
def test_other_spellings_of_this_machine_are_refused(port: int, host: str) -> None:
    with outgoing.http_client(timeout=1) as client, pytest.raises((PrivateAddressError, socket.gaierror)):
        client.get(f"http://{host}:{port}/")
    assert Answers.asked == []


def test_every_redirect_is_checked(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    public_for_the_test(monkeypatch)
    with outgoing.http_client(timeout=1) as client:
        with pytest.raises(PrivateAddressError):
            client.get(f"http://127.0.0.1:{port}/till/127.0.0.2:{port}")
        assert client.get(f"http://127.0.0.1:{port}/till/127.0.0.1:{port}").status_code == 200
    assert f"127.0.0.2:{port}" not in dict(Answers.asked)


def test_connection_uses_checked_address(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is public when it is checked and private a moment later (DNS rebinding)."""
    public_for_the_test(monkeypatch)
    asked = answer_of_name_server(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    with outgoing.http_client(timeout=1) as client:
        assert client.get(f"http://kalla.example:{port}/").status_code == 200
        assert asked == ["kalla.example"]
        assert Answers.asked == [(f"kalla.example:{port}", "/")]
        with pytest.raises(PrivateAddressError):
            client.get(f"http://kalla.example:{port}/")


def test_one_private_address_refuses_host(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    public_for_the_test(monkeypatch)
    answer_of_name_server(monkeypatch, ["127.0.0.1", "127.0.0.2"])
    with outgoing.http_client(timeout=1) as client, pytest.raises(PrivateAddressError):
        client.get(f"http://kalla.example:{port}/")
    assert Answers.asked == []


def test_next_address_is_tried_after_connection_failure(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_of_name_server(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    with outgoing.http_client(timeout=1, allow_private=True) as client:
        assert client.get(f"http://kalla.example:{port}/").status_code == 200


@pytest.mark.parametrize("address", ["ftp://193.10.5.1/", "file:///etc/hostname", "http://", "gopher://127.0.0.1/"])
def test_only_http_is_requested(address: str) -> None:
    with outgoing.http_client(timeout=1) as client, pytest.raises((httpx.UnsupportedProtocol, httpx.InvalidURL)):
        client.get(address)


def test_environment_proxy_is_ignored(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with outgoing.http_client(timeout=1, allow_private=True) as client:
        assert client.get(f"http://127.0.0.1:{port}/").status_code == 200
