"""How many threads of a process do the same kind of work at once, and how they share a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

T = TypeVar("T")

# A thread waits so long for its turn, or for another that does the same.
SECONDS_TO_WAIT = 5


class BusyError(Exception):
    """No thread of the process is free to do one more piece of work."""


class Room:
    """So many threads of the process work at once, and so many more wait for their turn. Others are turned away."""

    def __init__(self, *, working: int, waiting: int) -> None:
        self.size = working + waiting
        self._places = BoundedSemaphore(self.size)
        self._turns = BoundedSemaphore(working)

    @contextmanager
    def place(self) -> Iterator[None]:
        with _held(self._places, seconds=0):
            yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        with _held(self._turns, seconds=SECONDS_TO_WAIT):
            yield


@contextmanager
def _held(semaphore: BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise BusyError
    try:
        yield
    finally:
        semaphore.release()


class SingleFlight(Generic[T]):
    """Does a piece of work once for all threads that ask for it at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[str, Future[T]] = {}

    def do(self, key: str, work: Callable[[], T]) -> T:
        with self._lock:
            if is_first := key not in self._flights:
                self._flights[key] = Future()
            flight = self._flights[key]
        return self._fly(key, flight, work) if is_first else _landed(flight)

    def _fly(self, key: str, flight: Future[T], work: Callable[[], T]) -> T:
        try:
            result = work()
            flight.set_result(result)
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._flights[key]
        return result


def _landed(flight: Future[T]) -> T:
    try:
        return flight.result(timeout=SECONDS_TO_WAIT)
    except TimeoutError:
        raise BusyError from None
