"""Limits concurrent work of the threads of a process, and shares the result of identical work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

T = TypeVar("T")

# The longest time that a thread waits for its turn, or for the result of another thread.
SECONDS_TO_WAIT = 5


class BusyError(Exception):
    """The limit of concurrent work is reached."""


class ConcurrencyLimit:
    """Lets `working` threads work and `waiting` threads wait for their turn. Others get BusyError."""

    def __init__(self, *, working: int, waiting: int) -> None:
        self.size = working + waiting
        self._places = BoundedSemaphore(self.size)
        self._turns = BoundedSemaphore(working)

    @contextmanager
    def place(self) -> Iterator[None]:
        with _acquired(self._places, seconds=0):
            yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        with _acquired(self._turns, seconds=SECONDS_TO_WAIT):
            yield


@contextmanager
def _acquired(semaphore: BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise BusyError
    try:
        yield
    finally:
        semaphore.release()


class SingleFlight(Generic[T]):
    """Does work once for all threads that request the same key at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[str, Future[T]] = {}

    def do(self, key: str, work: Callable[[], T]) -> T:
        with self._lock:
            if is_first := key not in self._flights:
                self._flights[key] = Future()
            flight = self._flights[key]
        return self._run_first(key, flight, work) if is_first else _wait_for(flight)

    def _run_first(self, key: str, flight: Future[T], work: Callable[[], T]) -> T:
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


def _wait_for(flight: Future[T]) -> T:
    try:
        return flight.result(timeout=SECONDS_TO_WAIT)
    except TimeoutError:
        raise BusyError from None
