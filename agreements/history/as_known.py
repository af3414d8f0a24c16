"""Reads the register as it was known on an earlier day, from the history.

Later corrections do not change the answer, so a cited page can always be shown again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

_known_on: ContextVar[datetime.date | None] = ContextVar("known_on", default=None)


class NotKnownYetError(Http404):
    """The day is before the register's first day."""

    def __init__(self, first: datetime.date) -> None:
        super().__init__(f"the register begins on {first}")
        self.first = first


def known_on() -> datetime.date | None:
    """The day whose knowledge is read; None for the present."""
    return _known_on.get()


@contextmanager
def register_as_known(on: datetime.date) -> Iterator[None]:
    """Every query inside reads the register as it was at the end of the day `on` in Sweden. Writes are rolled back."""
    with _history_views(on):
        token = _known_on.set(on)
        try:
            yield
        finally:
            _known_on.reset(token)


@contextmanager
def _history_views(on: datetime.date) -> Iterator[None]:
    until = datetime.datetime.combine(on + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('search_path', 'as_known, public', true),"
                " set_config('register.known_until', %s, true)",
                [until.isoformat()],
            )
        try:
            yield
        finally:
            # The rollback resets the settings, also when it is of a savepoint.
            transaction.set_rollback(True)
