"""Masks secrets in logs: the tokens of confirmation links, passwords and SECRET_KEY."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pghistory.middleware import HistoryMiddleware

MASK = "…"
LINK = re.compile(r"(/bekrafta/+)[^/\s?#\"']+")
PATTERNS = [
    LINK,
    re.compile(r"()\b\d+\.[0-9a-f]{32}\.[\w-]{20,}"),  # a token outside a link
    re.compile(r"(\w://)[^/\s:@]+:[^/\s@]+(?=@)"),  # the user and password of an address
]
SHORTEST_SECRET = 6  # characters: a shorter secret would mask ordinary words


def mask_secrets(text: str) -> str:
    for pattern in PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    for secret in _secrets():
        text = text.replace(secret, MASK)
    return text


def _secrets() -> Iterator[str]:
    known = [settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD]
    known += [database.get("PASSWORD") for database in settings.DATABASES.values()]
    return (secret for secret in known if secret and len(secret) >= SHORTEST_SECRET)


class MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))


class MaskingHistoryMiddleware(HistoryMiddleware):
    """Masks the token in the address that the history, and PostgreSQL's statement log, stores for a request."""

    def get_context(self, request: HttpRequest) -> dict[str, object]:
        return super().get_context(request) | {"url": mask_secrets(request.path)}


class LinkReferrerMiddleware:
    """Stops browsers from sending the address of a confirmation link as Referer, on error pages too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if LINK.search(request.path):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
