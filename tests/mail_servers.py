"""Local mail servers: one that accepts connections and never responds, and one that accepts every mail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler


class SilentServer:
    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.connected = Event()
        self.accepted: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self.accepted.append(self.listener.accept()[0])
                self.connected.set()

    def close(self) -> None:
        """Closes all connections, so that waiting clients fail."""
        for end in [self.listener, *self.accepted]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    server = SilentServer()
    try:
        yield server
    finally:
        server.close()


class Inbox(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)

    def text(self, number: int) -> str:
        body: Any = self.letters[number].get_payload(decode=True)
        return body.decode()


@contextmanager
def working_server() -> Iterator[tuple[int, Inbox]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, inbox
    finally:
        controller.stop()
