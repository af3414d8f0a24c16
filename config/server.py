"""The register for granian's RSGI interface, which hands headers over as they were sent.

In WSGI's environ `X_Forwarded_For` and `X-Forwarded-For` have one name, so that a visitor could overwrite what the web
server in front says. Here a header with an underscore is dropped before Django sees the request.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

StartResponse = Callable[..., Callable[[bytes], object]]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
CHUNK = 64 * 1024  # bytes: smaller chunks of a stream are sent together


class ThreadedServer:
    """Answers each request in one of a few threads, each of which has a database connection of its own."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.threads, self.answer, scope, protocol, loop)

    def answer(self, scope: Scope, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        started: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started.append((int(status.split(" ", 1)[0]), headers))

        environ = environ_of(scope) | {"wsgi.input": io.BufferedReader(Body(protocol, loop), CHUNK)}
        response = self.application(environ, start_response)
        try:
            [(status, headers)] = started
            if getattr(response, "streaming", False):
                stream = protocol.response_stream(status, headers)
                for chunk in in_chunks(response):
                    asyncio.run_coroutine_threadsafe(stream.send_bytes(chunk), loop).result()
            else:
                protocol.response_bytes(status, headers, b"".join(response))
        except ProtocolClosed:
            pass  # The reader has left.
        finally:
            getattr(response, "close", lambda: None)()


def environ_of(scope: Scope) -> dict[str, Any]:
    host, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" not in name:
            key = WITHOUT_PREFIX.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


class Body(io.RawIOBase):
    """What the client sends, read as it comes."""

    def __init__(self, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self._chunks = protocol.__aiter__()
        self._loop = loop
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(asyncio.run_coroutine_threadsafe(self._next(), self._loop).result())
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    async def _next(self) -> bytes:
        try:
            return bytes(await anext(self._chunks))
        except StopAsyncIteration:
            return b""
        except RuntimeError as error:
            raise ConnectionResetError("The client has left before it had sent its request.") from error


def in_chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces."""
    gathered = bytearray()
    for part in parts:
        gathered += part
        if len(gathered) >= CHUNK:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
