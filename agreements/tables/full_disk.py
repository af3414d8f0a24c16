"""A disk or database that is full is named, so that nobody looks for the fault in their own file."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from psycopg.errors import DiskFull

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = gettext_lazy(
    "Registrets disk är full. Ingenting är sparat. Meddela den som sköter registrets drift, och försök igen sedan."
)


def is_full(error: BaseException | None) -> bool:
    cause = getattr(error, "__cause__", None)
    return isinstance(cause, DiskFull) or (isinstance(error, OSError) and error.errno in FULL)


@contextmanager
def named_full_disk() -> Iterator[None]:
    """Turns the operating system's refusal to write into the ValidationError that a form shows."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise ValidationError(DISK_FULL, code="disk_full") from error
