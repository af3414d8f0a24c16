"""Work that leaves a request at once: a bounded queue and one daemon thread in each process."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)


class BackgroundQueue:
    """Runs jobs one after another in its own thread. A job that is lost with the process must be possible to repeat."""

    def __init__(self, name: str, *, size: int) -> None:
        self.name = name
        self._jobs: queue.Queue[Callable[[], object]] = queue.Queue(size)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def add(self, job: Callable[[], object]) -> bool:
        """Queues the job, and never waits: returns False where the queue is full."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            return False
        # The thread starts with the first job, in the process that has it, and again after a fork.
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
        return True

    def wait(self) -> None:
        """Returns when every job so far is done."""
        self._jobs.join()

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:
                logger.exception("A job of the queue %s failed.", self.name)
            finally:
                connections.close_all()
                self._jobs.task_done()
