"""Checks whether the addresses of sources and documents still respond.

Requests one page at a time, with a pause between two requests to the same server.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

import httpx
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.documents import outgoing
from agreements.models import Agreement, Document, LinkCheck

TIMEOUT = 10  # seconds
PAUSE = 1.0  # seconds between two requests to the same server
MAX_SIZE = 2**63 - 1  # bytes, the column's limit
# Status codes of a page that exists, but that the server refuses to programs or refuses for the moment.
REFUSED_TO_PROGRAMS = {401, 403, 405, 406, 429}


def linked_addresses() -> set[str]:
    """Every address that public pages link to as a source or a document."""
    published = Agreement.objects.published()
    documents = (
        Document.objects.published()
        .exclude(url="")
        .filter(Q(agreement__published_at__isnull=False) | Q(joint_agreement__agreements__in=published))
    )
    return set(published.exclude(source_url="").values_list("source_url", flat=True)) | set(
        documents.values_list("url", flat=True)
    )


def addresses_to_check(limit: int) -> list[str]:
    """The next addresses to check: those never checked, then those checked longest ago."""
    checked = dict(LinkCheck.objects.values_list("url", "checked_at"))
    known = linked_addresses()
    new = sorted(known - checked.keys())
    return (new + sorted(known & checked.keys(), key=lambda url: checked[url]))[:limit]


@dataclass
class Checker:
    allow_private: bool = False  # for tests against a server on the same machine
    timeout: float = TIMEOUT
    pause: float = PAUSE
    _latest_requests: dict[str, float] = field(default_factory=dict)

    def check(self, url: str) -> LinkCheck:
        """Sends HEAD, and GET if HEAD fails: some servers respond only to GET."""
        answer = self._answer(url, "HEAD")
        if not answer.is_alive:
            answer = self._answer(url, "GET")
        return LinkCheck(url=url, checked_at=timezone.now(), is_alive=answer.is_alive, **asdict(answer))

    def _answer(self, url: str, method: str) -> ServerReply:
        try:
            self._wait(httpx.URL(url).host)
            with (
                outgoing.http_client(timeout=self.timeout, allow_private=self.allow_private) as client,
                client.stream(method, url) as response,
            ):
                return ServerReply(response.status_code, _size(response))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as problem:
            return ServerReply(error=(str(problem) or type(problem).__name__)[:200])

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self._latest_requests.get(host, float("-inf"))
        if since < self.pause:
            time.sleep(self.pause - since)
        self._latest_requests[host] = time.monotonic()


@dataclass(frozen=True)
class ServerReply:
    """A server's response: its status and content length, or the error."""

    status: int | None = None
    size: int | None = None
    error: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether the page exists. A redirect without a target counts as dead."""
        return self.status is not None and (self.status < 300 or self.status in REFUSED_TO_PROGRAMS)


def _size(response: httpx.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if response.is_success and length.isdecimal() and 0 < int(length) <= MAX_SIZE else None


def store_checks(checks: Iterable[LinkCheck]) -> None:
    """Stores the checks, and replaces earlier ones of the same addresses."""
    LinkCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["checked_at", "is_alive", "status", "error", "size"],
    )


@transaction.atomic
def delete_stale_checks() -> int:
    """Deletes the checks of addresses that no public page links to. Returns their number."""
    removed, _ = LinkCheck.objects.exclude(url__in=linked_addresses()).delete()
    return removed


def check_all(urls: Iterable[str], checker: Checker, *, batch: int = 25) -> Iterator[LinkCheck]:
    """Checks one address after another and stores the results in batches: each batch outdates the cached pages once."""
    waiting: list[LinkCheck] = []
    for url in urls:
        waiting.append(checker.check(url))
        yield waiting[-1]
        if len(waiting) == batch:
            store_checks(waiting)
            waiting = []
    store_checks(waiting)
