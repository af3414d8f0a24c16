"""Background tasks: one daemon thread for each worker runs its tasks in order.

Queued tasks are lost when the process ends. So data that must not be lost is stored first, and a command retries it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Full, Queue
from threading import Lock, Thread

from django.db import connections

Task = Callable[[], object]
WAITING = 100

logger = logging.getLogger(__name__)


class Worker:
    def __init__(self, name: str, waiting: int = WAITING) -> None:
        self.name = name
        self.tasks: Queue[Task] = Queue(waiting)
        self.lock = Lock()
        self.thread: Thread | None = None

    def submit(self, task: Task) -> bool:
        """Queues the task. Returns False without queueing it if the queue is full."""
        try:
            self.tasks.put_nowait(task)
        except Full:
            logger.warning("A task of %s was dropped: %d wait already.", self.name, self.tasks.maxsize)
            return False
        self._start()
        return True

    def _start(self) -> None:
        with self.lock:
            # A forked process has a copy of this object, but not the thread.
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self._run, name=self.name, daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            self._run_next(self.tasks.get())
            self.tasks.task_done()

    def _run_next(self, task: Task) -> None:
        try:
            task()
        except Exception:
            logger.exception("A task of %s failed.", self.name)
        finally:
            # Django closes connections at the end of a request, and this thread has no requests.
            connections.close_all()


# Separate workers, so that error mails never delay other mails.
letters = Worker("letters")
error_mails = Worker("error-mails", waiting=20)
