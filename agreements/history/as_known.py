"""The register as it was known on another day, from its history.

What the register says of a day may be corrected later. What it said, once cited, can always be shown again.
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
    """Nothing can be shown, now or ever, as the register knew it before its first day."""

    def __init__(self, first: datetime.date) -> None:
        super().__init__(f"the register begins on {first}")
        self.first = first


def known_on() -> datetime.date | None:
    """The day whose knowledge is being read; None where it is today's."""
    return _known_on.get()


@contextmanager
def register_as_known(on: datetime.date) -> Iterator[None]:
    """Every query inside reads the register as it stood when the day `on` ended in Sweden. Nothing can be written."""
    with _past(on):
        token = _known_on.set(on)
        try:
            yield
        finally:
            _known_on.reset(token)


@contextmanager
def _past(on: datetime.date) -> Iterator[None]:
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
            # Rolled back, the transaction takes its settings with it, also where it is a savepoint within another.
            transaction.set_rollback(True)
