"""Mails errors to ADMINS: outside the request, one of each kind and minute, and without anything secret."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

from django.conf import settings
from django.core.mail import mail_admins
from django.http import HttpRequest
from django.utils import timezone

from config.background import BackgroundQueue
from config.masking import masked

SECONDS_BETWEEN = 60
MAX_MESSAGE = 300
MAX_CAUSES = 10

logger = logging.getLogger(__name__)
error_mails = BackgroundQueue("error-mails", size=20)


@dataclass
class Sent:
    """When an error of one kind was last mailed, and how many have not been mailed since."""

    at: float = float("-inf")
    suppressed: int = 0


class ErrorMailHandler(logging.Handler):
    """Never waits and never raises: an error that cannot be queued is counted in the next mail of its kind."""

    def __init__(self, level: int | str = logging.ERROR) -> None:
        super().__init__(level)
        self._sent: dict[str, Sent] = {}
        self._counting = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ADMINS:
            return
        try:
            kind = kind_of(record)
            with self._counting:
                sent = self._sent.setdefault(kind, Sent())
                if time.monotonic() - sent.at < SECONDS_BETWEEN:
                    sent.suppressed += 1
                    return
                mail = ErrorMail(kind, text_of(record, sent.suppressed))
                if error_mails.add(mail.send):
                    sent.at, sent.suppressed = time.monotonic(), 0
                else:
                    sent.suppressed += 1
        except Exception:
            self.handleError(record)


@dataclass(frozen=True)
class ErrorMail:
    kind: str
    text: str

    def send(self) -> None:
        try:
            mail_admins(masked(self.kind), self.text)
        except (OSError, ValueError) as problem:
            logger.warning("An error mail was not sent: %s", problem)


def kind_of(record: logging.LogRecord) -> str:
    """The type of exception and the place in the register's own code; without one, the place that logged it."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return f"{record.name} {record.module}:{record.lineno} {getattr(record, 'status_code', '')}".strip()
    return f"{type(error).__name__} {_place(error.__traceback__)}"


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    inside = [frame for frame in frames if _is_own(frame.filename)] or list(frames[-1:])
    return f"{_short(inside[-1].filename)}:{inside[-1].lineno}" if inside else ""


def _is_own(file: str) -> bool:
    return file.startswith(f"{settings.BASE_DIR}/") and "site-packages" not in file


def _short(file: str) -> str:
    return file.removeprefix(f"{settings.BASE_DIR}/")


def text_of(record: logging.LogRecord, suppressed: int) -> str:
    """What helps to find the error: no settings, environment, cookies, bodies, variables or values of parameters."""
    lines = [f"Tid: {timezone.localtime():%Y-%m-%d %H:%M:%S}"]
    if isinstance(request := getattr(record, "request", None), HttpRequest):
        lines.append(f"Begäran: {_request(request)}")
    if suppressed:
        lines.append(f"Samma fel har hänt {suppressed} gånger till sedan förra mejlet om det.")
    error = record.exc_info[1] if record.exc_info else None
    lines += _chain(error) if error else [f"Fel: {record.getMessage().partition(chr(10))[0][:MAX_MESSAGE]}"]
    lines += ["", "Allt som loggas finns på servern: journalctl -u register"]
    return masked("\n".join(lines))


def _request(request: HttpRequest) -> str:
    names = ", ".join(sorted(request.GET)[:20])
    return f"{request.method} {request.path[:MAX_MESSAGE]}" + (f" med {names[:MAX_MESSAGE]}" if names else "")


def _chain(error: BaseException | None) -> Iterator[str]:
    """The error and what it came from, with the frames but no variables, and of each message the first line."""
    for _ in range(MAX_CAUSES):
        if error is None:
            return
        message = str(error).partition("\n")[0][:MAX_MESSAGE]
        yield from ["", f"Fel: {type(error).__module__}.{type(error).__qualname__}: {message}"]
        yield from "".join(traceback.format_list(traceback.extract_tb(error.__traceback__))).splitlines()
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
