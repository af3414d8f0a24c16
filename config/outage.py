"""What is answered while the database is gone, or does not answer in time: 503, and when to try again."""

from __future__ import annotations

import sys

import psycopg
from django import db
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as fault

# Django's own, and the driver's, which COPY raises past Django.
UNREACHABLE = (db.OperationalError, db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
RETRY_AFTER_SECONDS = 30


def outage_or_fault(request: HttpRequest) -> HttpResponse:
    """Handles every exception that nobody else does, of a view, a middleware or another error's page."""
    return unavailable() if is_outage(sys.exc_info()[1]) else fault(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether the database is the cause, also where something else failed because of it."""
    while error is not None:
        if isinstance(error, UNREACHABLE):
            return True
        error = error.__cause__
    return False


def unavailable() -> HttpResponse:
    """A page that asks neither the database nor the session."""
    return HttpResponse(
        render_to_string("503.html"),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"},
    )
