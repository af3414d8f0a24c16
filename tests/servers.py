"""The register behind its real web server, and a way to its database that can be cut."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SECONDS = 60  # the longest wait for what should come in a few
FOREIGN = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DEBUG", "ADMINS", "EMAIL_HOST", "EMAIL_PORT")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class DatabaseWay:
    """Leads from a port of this machine to the database of the tests, until it is cut."""

    def __init__(self) -> None:
        self.port = free_port()
        self.sockets: list[socket.socket] = []
        self.listener: socket.socket | None = None

    @property
    def url(self) -> str:
        known = connection.get_connection_params()
        person = quote(known["user"]) + (f":{quote(known['password'])}" if known.get("password") else "")
        return f"postgres://{person}@127.0.0.1:{self.port}/{known['dbname']}"

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def cut(self) -> None:
        if self.listener:
            self.sockets.append(self.listener)
            self.listener = None
        for end in self.sockets:
            # Wakes whoever waits for it, as closing alone does not.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.sockets.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near = listener.accept()[0]
            except OSError:
                return
            far = self._database()
            self.sockets += [near, far]
            for pair in ((near, far), (far, near)):
                Thread(target=self._copy, args=pair, daemon=True).start()

    def _database(self) -> socket.socket:
        known = connection.get_connection_params()
        host, port = str(known["host"]), known.get("port") or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        found = socket.socket(socket.AF_UNIX)
        found.connect(f"{host}/.s.PGSQL.{port}")
        return found

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> DatabaseWay:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _blank, self.body = raw.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(status.split()[1])
        pairs = [line.partition(":") for line in lines]
        self.headers = {name.lower(): value.strip() for name, _colon, value in pairs}

    @property
    def text(self) -> str:
        return self.body.decode()


class WebServer:
    """granian in a process of its own, asked over a socket so that a test decides every byte."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.output = (folder / "output").open("w+")
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        ours = {
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "localhost",
            "HTTPS": "false",
            "VAR_DIR": str(folder),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(self.port), "--log-level", "warning",
             "--access-log", "--workers-kill-timeout", "5", "config.rsgi:application"],
            cwd=settings.BASE_DIR,
            env=inherited | ours | environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip

    def ask(self, address: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answer:
        lines = [f"{method} {address} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
        with socket.create_connection(("127.0.0.1", self.port), SECONDS) as link:
            link.sendall(request)
            return Answer(b"".join(iter(lambda: link.recv(65536), b"")))

    def said(self) -> str:
        self.output.flush()
        return Path(self.output.name).read_text()

    def __enter__(self) -> WebServer:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert self.process.poll() is None, self.said()
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.1)
            else:
                return self

    def __exit__(self, *_: Any) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)
        self.output.close()
