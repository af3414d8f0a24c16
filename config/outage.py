"""The 503 responses with Retry-After, and that of an unreachable database."""

from __future__ import annotations

import sys

import psycopg
from django import db
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as fault

# The errors of Django, and those of the driver, which COPY raises directly.
UNREACHABLE = (db.OperationalError, db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
RETRY_AFTER_SECONDS = 30


def outage_or_fault(request: HttpRequest) -> HttpResponse:
    """Handles uncaught exceptions of views, middlewares and error pages."""
    return unavailable() if is_outage(sys.exc_info()[1]) else fault(request)


def is_outage(error: BaseException | None) -> bool:
    return is_caused_by(error, *UNREACHABLE)


def is_caused_by(error: BaseException | None, *kinds: type[BaseException]) -> bool:
    """Whether the error or one of its causes is of one of the classes."""
    while error is not None:
        if isinstance(error, kinds):
            return True
        error = error.__cause__
    return False


def unavailable() -> HttpResponse:
    """A page that needs neither the database nor the session."""
    return retry_later(HttpResponse(render_to_string("503.html")))


def retry_later(response: HttpResponse, seconds: int = RETRY_AFTER_SECONDS) -> HttpResponse:
    """Makes the response a 503 that asks the client to come back, and that nobody caches."""
    response.status_code = 503
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
