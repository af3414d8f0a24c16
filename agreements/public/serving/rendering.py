"""Renders public pages, and keeps them: few at once in a process, so that the kept pages are always answered.

Each page is rendered by one thread at a time; others that ask for it meanwhile wait for its result.
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
from agreements.public.serving.concurrency import Room, SingleFlight

if TYPE_CHECKING:
    from agreements.public.cache import PublicRequest

Render = Callable[[], HttpResponseBase]

# Together fewer than the threads of a process (settings.THREADS): the others answer from the cache. The past takes many
# times longer to read than the present.
PAGE_ROOM = Room(working=3, waiting=5)
FILE_ROOM = Room(working=2, waiting=1)
PAST_ROOM = Room(working=1, waiting=1)

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
        """The page, compressed as it is for a reader that takes that."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers = self.headers | {"Content-Encoding": "gzip"}
            response = HttpResponse(self.compressed, status=self.status, headers=headers)
        else:
            response = HttpResponse(gzip.decompress(self.compressed), status=self.status, headers=self.headers)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


flights: SingleFlight[Page] = SingleFlight()


def rendered_page(request: PublicRequest, key: str, view: Render) -> Page:
    # Anybody can ask for any number of pages with parameters. They never evict the others, of which there are so many.
    pages = caches["chosen" if request.GET else "default"]
    if kept := pages.get(key):
        return cast("Page", kept)
    room = _room(request, PAGE_ROOM)

    def render() -> Page:
        # Another thread may have rendered it since the cache was asked.
        if kept := pages.get(key):
            return cast("Page", kept)
        with room.turn():
            rendered = Page.of(cast("HttpResponse", _rendered(request, view)))
        if rendered.status == 200:
            pages.set(key, rendered)
        return rendered

    with room.place():
        return flights.do(key, render)


def file(request: PublicRequest, view: Render) -> HttpResponseBase:
    """A file that is too large for the cache."""
    room = _room(request, FILE_ROOM)
    with room.place(), room.turn():
        return _rendered(request, view)


def _room(request: PublicRequest, room: Room) -> Room:
    return PAST_ROOM if request.known_on else room


def _rendered(request: PublicRequest, view: Render) -> HttpResponseBase:
    if request.known_on is None:
        return _complete(view())
    with register_as_known(request.known_on):
        return _complete(view())


def _complete(response: HttpResponseBase) -> HttpResponseBase:
    """Reads a file from the database in full before it is sent: a large one to a temporary file on disk.

    The web server ends a response that fails half-way as if it were complete. So the reader gets all of the file or a
    503. However slowly somebody reads, neither the database nor another reader waits.
    """
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        size, pieces = _read(cast("Iterable[bytes]", response.streaming_content))
        response.headers["Content-Length"] = str(size)
        response.streaming_content = pieces
    return response


def _read(pieces: Iterable[bytes]) -> tuple[int, Iterable[bytes]]:
    """The size of the file and its content: of a large one from a temporary file, which closes with the response."""
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
