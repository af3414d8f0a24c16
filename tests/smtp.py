"""Real mail servers on this machine: one that never answers, and one that takes every mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Queue
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller

SMTP = "django.core.mail.backends.smtp.EmailBackend"
SECONDS = 30  # the longest wait for what should come at once


class SilentServer:
    """Accepts every connection and says nothing, until it is closed."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.connected = Event()
        self.connections: list[socket.socket] = []
        self.thread = Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self) -> None:
        while True:
            try:
                self.connections.append(self.listener.accept()[0])
            except OSError:
                return
            self.connected.set()

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(SECONDS)
        for connection in self.connections:
            connection.close()


class Letters:
    """What the mail server has taken, in order."""

    def __init__(self) -> None:
        self.taken: Queue[EmailMessage] = Queue()
        self.refused: set[str] = set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=policy.default)
        if str(letter["Subject"]) in self.refused:
            return "554 The message is refused"
        self.taken.put(letter)  # type: ignore[arg-type]
        return "250 OK"

    def next(self) -> EmailMessage:
        return self.taken.get(timeout=SECONDS)


@contextmanager
def silent_server(settings: Any) -> Iterator[SilentServer]:
    server = SilentServer()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
    # Without a limit whoever waits for the server waits for ever.
    settings.EMAIL_TIMEOUT = None
    try:
        yield server
    finally:
        server.close()


@contextmanager
def mail_server(settings: Any) -> Iterator[Letters]:
    letters = Letters()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    try:
        yield letters
    finally:
        controller.stop()
