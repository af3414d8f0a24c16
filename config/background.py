"""Work that must not hold up a request: one daemon thread in each process of the web server runs it, in order.

What waits is lost when the process ends. So what must not be lost is stored first, and tried again by a command.
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
        """Leaves the task to the thread and returns at once; drops it and returns False when the queue is full."""
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
            # No request begins or ends in this thread, so nothing else closes its connection.
            connections.close_all()


# Apart, so that errors which cannot be mailed never keep people's letters waiting.
letters = Worker("letters")
error_mails = Worker("error-mails", waiting=20)
