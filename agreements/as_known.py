"""The register as it was known on another day, from its history.

What the register says of a day may be corrected later. What it said, once cited, can always be shown again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone


@contextmanager
def register_as_known(on: datetime.date) -> Iterator[None]:
    """Every query inside reads the register as it stood when the day `on` ended in Sweden. Nothing can be written."""
    until = datetime.datetime.combine(on + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone())
    with transaction.atomic():
        _read_from("as_known, public", until.isoformat())
        try:
            yield
        finally:
            _read_from("public", "")


def _read_from(schemas: str, until: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('search_path', %s, true), set_config('register.known_until', %s, true)", [schemas, until]
        )
