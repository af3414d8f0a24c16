"""Whether the pages that the register names as sources and documents can still be opened.

Asks the servers of others: only http and https, never an address inside the office's own network, one page at a time
and with a pause between two of the same server.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from agreements.models import Agreement, Document, LinkCheck

TIMEOUT = 10  # seconds
PAUSE = 1.0  # seconds between two questions to the same server
AGENT = "Overenskommelseregistret (kontroll av lankar)"
# The page is there, but the server does not show it to programs or not just now.
REFUSED_TO_PROGRAMS = {401, 403, 405, 406, 429}


class PrivateAddressError(OSError):
    """The name leads into a private network, where nobody outside may make the register's server ask."""


def addresses() -> set[str]:
    """Every address that a public page links to as a source or a document."""
    published = Agreement.objects.published()
    documents = (
        Document.objects.published()
        .exclude(url="")
        .filter(Q(agreement__published_at__isnull=False) | Q(joint_agreement__agreements__in=published))
    )
    return set(published.exclude(source_url="").values_list("source_url", flat=True)) | set(
        documents.values_list("url", flat=True)
    )


def due(limit: int) -> list[str]:
    """The addresses to check next: those never checked, then those checked longest ago."""
    checked = dict(LinkCheck.objects.values_list("url", "checked_at"))
    known = addresses()
    new = sorted(known - checked.keys())
    return (new + sorted(known & checked.keys(), key=lambda url: checked[url]))[:limit]


@dataclass
class Checker:
    allow_private: bool = False  # for tests against a server on the same machine
    timeout: float = TIMEOUT
    pause: float = PAUSE
    _asked: dict[str, float] = field(default_factory=dict)

    def check(self, url: str) -> LinkCheck:
        status, size, error = None, None, ""
        try:
            status, size = self._ask(url, "HEAD")
            # Some servers only know how to answer GET.
            if not _is_alive(status):
                status, size = self._ask(url, "GET")
        except (OSError, ValueError, http.client.HTTPException) as problem:
            error = str(getattr(problem, "reason", "") or problem or type(problem).__name__)[:200]
        is_alive = status is not None and not error and _is_alive(status)
        return LinkCheck(url=url, checked_at=timezone.now(), is_alive=is_alive, status=status, error=error, size=size)

    def _ask(self, url: str, method: str) -> tuple[int, int | None]:
        """The status, and the size in bytes where the server tells it."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("Bara http och https kontrolleras.")
        self._wait(parts.hostname)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        host += f":{parts.port}" if parts.port else ""
        address = iri_to_uri(urlunsplit((parts.scheme, host, parts.path, parts.query, "")))
        request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT})  # noqa: S310, the scheme is known
        try:
            with self._opener().open(request, timeout=self.timeout) as answer:
                length = answer.headers.get("Content-Length", "")
                return int(answer.status), int(length) if length.isdecimal() and int(length) else None
        except HTTPError as error:
            with error:
                return error.code, None

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self._asked.get(host, float("-inf"))
        if since < self.pause:
            time.sleep(self.pause - since)
        self._asked[host] = time.monotonic()

    def _opener(self) -> urllib.request.OpenerDirector:
        """Follows redirects, each held to the same rules; knows no other protocol and no proxy."""
        opener = urllib.request.OpenerDirector()
        for handler in (
            _Handler(self.allow_private),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.UnknownHandler(),
        ):
            opener.add_handler(handler)
        return opener


def _is_alive(status: int) -> bool:
    return status < 400 or status in REFUSED_TO_PROGRAMS


class _Handler(urllib.request.HTTPSHandler):
    def __init__(self, allow_private: bool) -> None:
        super().__init__()
        self._connect = partial(_connect, allow_private)

    def _connection(self, kind: type[http.client.HTTPConnection], host: str, **options: Any) -> Any:
        connection: Any = kind(host, **options)
        # Judged where the connection is made: a name can lead to another address the next time it is asked.
        connection._create_connection = self._connect
        return connection

    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(partial(self._connection, http.client.HTTPConnection), request)

    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(partial(self._connection, http.client.HTTPSConnection), request)


def _connect(allow_private: bool, address: tuple[str, int], timeout: float, source: Any = None) -> socket.socket:
    host, port = address
    numbers = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not allow_private and not all(ipaddress.ip_address(number).is_global for number in numbers):
        raise PrivateAddressError("Adressen leder till ett privat nät och kontrolleras inte.")
    return socket.create_connection((numbers[0], port), timeout, source)


def keep(checks: Iterable[LinkCheck]) -> None:
    """Stores the checks in place of earlier ones of the same addresses."""
    LinkCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["checked_at", "is_alive", "status", "error", "size"],
    )


@transaction.atomic
def forget_others() -> int:
    """Removes the checks of addresses that no public page links to any longer. Returns how many."""
    removed, _ = LinkCheck.objects.exclude(url__in=addresses()).delete()
    return removed


def check_all(urls: Iterable[str], checker: Checker, *, batch: int = 25) -> Iterator[LinkCheck]:
    """Checks one address after another, and stores them a batch at a time: each batch makes the public pages anew."""
    waiting: list[LinkCheck] = []
    for url in urls:
        waiting.append(checker.check(url))
        yield waiting[-1]
        if len(waiting) == batch:
            keep(waiting)
            waiting = []
    keep(waiting)
