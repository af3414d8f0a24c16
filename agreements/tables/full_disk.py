"""Detects a full disk or database, so that the error message names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from psycopg.errors import DiskFull

from agreements.tables.limits import FULL_DISK_ERRORS

DISK_FULL = gettext_lazy(
    "Registrets disk är full. Ingenting är sparat. Meddela den som sköter registrets drift, och försök igen sedan."
)


def is_full(error: BaseException | None) -> bool:
    cause = getattr(error, "__cause__", None)
    return isinstance(cause, DiskFull) or (isinstance(error, OSError) and error.errno in FULL_DISK_ERRORS)


@contextmanager
def named_full_disk() -> Iterator[None]:
    """Raises ValidationError, which a form shows, instead of the OSError of a full disk."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise ValidationError(DISK_FULL, code="disk_full") from error
