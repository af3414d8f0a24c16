"""Runs the register in its web server on the test database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SECONDS = 60  # the longest wait for what should come in a few


class Answer:
    def __init__(self, answer: bytes) -> None:
        head, _blank, body = answer.partition(b"\r\n\r\n")
        status, _line, headers = head.partition(b"\r\n")
        self.status = int(status.split()[1])
        self.headers: Message = BytesParser().parsebytes(headers)
        self.text = body.decode()


class WebServer:
    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, address: str, *headers: str, body: str = "") -> Answer:
        lines = [f"{'POST' if body else 'GET'} {address} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        if body:
            lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        with socket.create_connection(("127.0.0.1", self.port), SECONDS) as link:
            link.sendall("\r\n".join([*lines, "", body]).encode())
            return Answer(b"".join(iter(lambda: link.recv(65536), b"")))


@contextmanager
def web_server(folder: Path, **environment: str) -> Iterator[WebServer]:
    """Starts granian as in docs/operations.md, and stops it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    (folder / "static").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "warning",
         "config.wsgi:application"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.config.plain_static",
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "localhost",
            "VAR_DIR": str(folder),
            **environment,
        },
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield WebServer(port)
    finally:
        process.terminate()
        process.wait(SECONDS)


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The web server does not start.")


def database_url() -> str:
    known = connection.get_connection_params()
    person = quote(known["user"]) + (f":{quote(known['password'])}" if known.get("password") else "")
    host = quote(str(known.get("host") or "localhost"), safe="")
    return f"postgres://{person}@{host}:{known.get('port') or 5432}/{known['dbname']}"
