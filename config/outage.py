"""Responds 503 with Retry-After while the database is unreachable."""

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
    """Whether the error or one of its causes is a database outage."""
    while error is not None:
        if isinstance(error, UNREACHABLE):
            return True
        error = error.__cause__
    return False


def unavailable() -> HttpResponse:
    """A page that needs neither the database nor the session."""
    return HttpResponse(
        render_to_string("503.html"),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"},
    )
