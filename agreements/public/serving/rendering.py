"""Renders public pages and caches them.

Limits the number of threads that render, so that other threads can serve cached pages. Concurrent requests for the same
page share one rendering.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, cast
from wsgiref.util import FileWrapper

from django.core.cache import caches
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from agreements.history.as_known import register_as_known
from agreements.public.serving.concurrency import ConcurrencyLimit, SingleFlight

if TYPE_CHECKING:
    from agreements.public.cache import PublicRequest

Render = Callable[[], HttpResponseBase]

# The limits together are below the threads of a process (settings.THREADS): the others serve the cache. A page with
# `enligt` takes many times longer than a page of today.
PAGE_LIMIT = ConcurrencyLimit(working=3, waiting=5)
FILE_LIMIT = ConcurrencyLimit(working=2, waiting=1)
PAST_LIMIT = ConcurrencyLimit(working=1, waiting=1)

MEMORY_OF_A_FILE = 1024 * 1024
SENT_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Page:
    """A rendered page, compressed."""

    status: int
    headers: dict[str, str]
    compressed: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> Page:
        content = gzip.compress(response.content, compresslevel=6, mtime=0)
        return cls(response.status_code, dict(response.headers), content)

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page as a response, compressed if the client accepts gzip."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers = self.headers | {"Content-Encoding": "gzip"}
            response = HttpResponse(self.compressed, status=self.status, headers=headers)
        else:
            response = HttpResponse(gzip.decompress(self.compressed), status=self.status, headers=self.headers)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


flights: SingleFlight[Page] = SingleFlight()


def render_page(request: PublicRequest, key: str, view: Render) -> Page:
    # A client can request any number of pages with parameters: they have a cache of their own and evict no other pages.
    pages = caches["chosen" if request.GET else "default"]
    if cached_page := pages.get(key):
        return cast("Page", cached_page)
    limit = _limit(request, PAGE_LIMIT)

    def render() -> Page:
        # Another thread may have cached the page meanwhile.
        if cached_page := pages.get(key):
            return cast("Page", cached_page)
        with limit.turn():
            rendered = Page.of(cast("HttpResponse", _render(request, view)))
        if rendered.status == 200:
            pages.set(key, rendered)
        return rendered

    with limit.place():
        return flights.do(key, render)


def render_file(request: PublicRequest, view: Render) -> HttpResponseBase:
    """Renders a file, which is too large for the cache."""
    limit = _limit(request, FILE_LIMIT)
    with limit.place(), limit.turn():
        return _render(request, view)


def _limit(request: PublicRequest, limit: ConcurrencyLimit) -> ConcurrencyLimit:
    return PAST_LIMIT if request.known_on else limit


def _render(request: PublicRequest, view: Render) -> HttpResponseBase:
    if request.known_on is None:
        return _read_in_full(view())
    with register_as_known(request.known_on):
        return _read_in_full(view())


def _read_in_full(response: HttpResponseBase) -> HttpResponseBase:
    """Reads a streamed file from the database in full before it is sent, a large file to a temporary file on disk.

    A stream that fails half-way looks complete to the client. This way the client gets the whole file or a 503, and a
    slow client occupies no database connection.
    """
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        size, pieces = _read(cast("Iterable[bytes]", response.streaming_content))
        response.headers["Content-Length"] = str(size)
        response.streaming_content = pieces
    return response


def _read(pieces: Iterable[bytes]) -> tuple[int, Iterable[bytes]]:
    """The size and the content of the file. The temporary file of a large file is closed with the response."""
    with ExitStack() as failing:
        spool = failing.enter_context(SpooledTemporaryFile(max_size=MEMORY_OF_A_FILE))
        for piece in pieces:
            spool.write(piece)
        size = spool.tell()
        spool.seek(0)
        if size <= MEMORY_OF_A_FILE:
            return size, [spool.read()]
        failing.pop_all()
        return size, FileWrapper(spool, SENT_CHUNK)
