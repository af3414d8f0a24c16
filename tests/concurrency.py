"""Two concurrent transactions on two connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

SECONDS = 20


def meanwhile(first: Callable[[], object], second: Callable[[], Any]) -> Any:
    """Runs `second` before the commit of `first`, which follows while `second` waits. Returns its result."""
    is_done, may_commit = threading.Event(), threading.Event()
    failures: list[BaseException] = []
    results: list[Any] = []

    def hold() -> None:
        with transaction.atomic():
            first()
            is_done.set()
            may_commit.wait(SECONDS)

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:
            failures.append(error)
        finally:
            is_done.set()
            connection.close()

    holder = threading.Thread(target=run, args=[hold])
    holder.start()
    is_done.wait(SECONDS)
    waiter = threading.Thread(target=run, args=[lambda: results.append(second())])
    waiter.start()
    try:
        _until_somebody_waits()
    finally:
        may_commit.set()
        holder.join(SECONDS)
        waiter.join(SECONDS)
    assert failures == []
    return results[0]


def _until_somebody_waits() -> None:
    for _ in range(SECONDS * 20):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited for the lock: the rule was not asked inside the transaction")
