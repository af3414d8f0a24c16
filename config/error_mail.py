"""Mails errors to ADMINS in the background, at most one mail for each kind and minute, without secrets."""

from __future__ import annotations

import logging
import re
import time
import traceback
from functools import partial
from typing import cast

from django.conf import settings
from django.core.mail import mail_admins
from django.http import HttpRequest
from django.utils import timezone

from config.background import error_mails
from config.masking import mask_secrets

SECONDS_BETWEEN = 60

Kind = tuple[str, str]


class ErrorMailHandler(logging.Handler):
    """Replaces Django's handler, which sends during the request and includes settings, headers and form data."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_at: dict[Kind, float] = {}
        self.suppressed: dict[Kind, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Logging calls it under a lock."""
        if not settings.ADMINS:
            return
        kind, now = kind_of(record), time.monotonic()
        sent_at = self.sent_at.get(kind)
        suppressed = self.suppressed.get(kind, 0)
        is_due = sent_at is None or now - sent_at >= SECONDS_BETWEEN
        if is_due and error_mails.submit(partial(mail_admins, " ".join(kind), body(record, kind, suppressed))):
            self.sent_at[kind], self.suppressed[kind] = now, 0
        else:
            self.suppressed[kind] = suppressed + 1


def kind_of(record: logging.LogRecord) -> Kind:
    """The exception's type and the line that raised it; without an exception, the line that logged the error."""
    if not record.exc_info or record.exc_info[1] is None:
        return record.levelname, f"{record.pathname}:{record.lineno}"
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else record.pathname
    return type(error).__name__, place


def body(record: logging.LogRecord, kind: Kind, suppressed: int) -> str:
    lines = [f"{timezone.localtime():%Y-%m-%d %H:%M:%S %Z}", *_request_lines(record), " ".join(kind)]
    if suppressed:
        lines.append(f"{suppressed} more of this kind since the last mail; the server's log has them all.")
    error = record.exc_info[1] if record.exc_info else None
    # Without values of variables. The lines above have the path of the record's message.
    text = "".join(traceback.format_exception(error)) if error else ""
    return mask_secrets("\n".join([*lines, "", text or record.getMessage()]))


def _request_lines(record: logging.LogRecord) -> list[str]:
    request = cast("HttpRequest | None", getattr(record, "request", None))
    if request is None:
        return []
    # Only the names of the parameters: values may be personal data.
    names = re.findall(r"(?:^|&)([\w.-]{1,40})", request.META.get("QUERY_STRING", ""))
    return [f"{request.method} {request.path}" + (f" ({', '.join(names[:20])})" if names else "")]
