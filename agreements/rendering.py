"""Renders public pages, and keeps them: few at once in a process, so that the kept pages are always answered.

Each page is rendered by one thread at a time; others that ask for it meanwhile wait for its result.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.cache import caches
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from agreements.as_known import read_as_known, register_as_known
from agreements.concurrency import Held, Room, SingleFlight

if TYPE_CHECKING:
    from agreements.revision import PublicRequest

View = Callable[[], HttpResponseBase]

# Together fewer than the threads of a process (settings.THREADS): the others answer from the cache. The past takes many
# times longer to read than the present.
PAGES = Room(working=3, waiting=5)
FILES = Room(working=2, waiting=1)
PAST = Room(working=1, waiting=1)


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


def page(request: PublicRequest, key: str, view: View) -> Page:
    # Anybody can ask for any number of pages with parameters. They never evict the others, of which there are so many.
    pages = caches["chosen" if request.GET else "default"]
    if kept := pages.get(key):
        return cast("Page", kept)
    room = _room(request, PAGES)

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


def file(request: PublicRequest, view: View) -> HttpResponseBase:
    """A file that is too large to keep. It has its turn until it is sent."""
    room = _room(request, FILES)
    with ExitStack() as held:
        held.enter_context(room.place())
        held.enter_context(room.turn())
        response = _rendered(request, view)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            content = cast("Any", response.streaming_content)
            response.streaming_content = Held(content, held.pop_all().close)
    return response


def _room(request: PublicRequest, room: Room) -> Room:
    return PAST if request.known_on else room


def _rendered(request: PublicRequest, view: View) -> HttpResponseBase:
    if request.known_on is None:
        return view()
    with register_as_known(request.known_on):
        response = view()
    # A stored file is not read from the database.
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = read_as_known(request.known_on, cast("Any", response.streaming_content))
    return response
