"""The progress of an import run that is processed in a thread."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from agreements.models import ImportRun

# Up to this many rows are processed in the request; more in a thread, whose progress the page shows.
AT_ONCE = 300
SECONDS_BETWEEN_UPDATES = 1.0
# A run without progress for this long is interrupted, for example by a restart of the server.
INTERRUPTED_AFTER = datetime.timedelta(minutes=2)


def is_short(run: ImportRun) -> bool:
    return run.rows <= AT_ONCE


def no_progress() -> None:
    pass


class ProgressReporter:
    """Saves the progress of a run on a connection of its own, outside the run's transaction."""

    def __init__(self, run: ImportRun, on_row: Callable[[], object]) -> None:
        self.on_row = on_row
        self.run, self.done, self.saved_at = run, 0, time.monotonic()
        self.connection: Any = None

    def count_row(self) -> None:
        self.done += 1
        self.on_row()
        if not is_short(self.run) and time.monotonic() - self.saved_at > SECONDS_BETWEEN_UPDATES:
            self.saved_at = time.monotonic()
            self.connection = self.connection or connection.copy()
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE agreements_importrun SET rows_done = %s, beat_at = now() WHERE id = %s",
                    [self.done, self.run.pk],
                )

    def close(self) -> None:
        if self.connection:
            self.connection.close()


def is_interrupted(run: ImportRun) -> bool:
    return run.state in ImportRun.WORKING and (run.beat_at is None or run.beat_at < timezone.now() - INTERRUPTED_AFTER)
