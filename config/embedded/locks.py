"""The locks by which processes share the private PostgreSQL, also across a fork."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path
from typing import IO

user_locks: dict[Path, IO[str]] = {}
mutex = threading.Lock()


@contextmanager
def exclusive_lock(data_directory: Path) -> Iterator[None]:
    """An exclusive lock for starting or stopping the server."""
    with data_directory.with_name(f"{data_directory.name}.lock").open("w") as file:
        flock(file, LOCK_EX)
        yield


def shared_lock(data_directory: Path) -> IO[str]:
    """A shared lock, which a process holds while it uses the server."""
    file = data_directory.with_name(f"{data_directory.name}.users").open("w")
    flock(file, LOCK_SH)
    return file


# A forked process gets its own lock before its parent can release its lock.
_child_locks: dict[Path, IO[str]] = {}


def _before_fork() -> None:
    mutex.acquire()
    _child_locks.update({data_directory: shared_lock(data_directory) for data_directory in user_locks})


def _after_fork_in_parent() -> None:
    _release(_child_locks)
    mutex.release()


def _after_fork_in_child() -> None:
    _release(user_locks)
    user_locks.update(_child_locks)
    _child_locks.clear()
    mutex.release()


def _release(locks: dict[Path, IO[str]]) -> None:
    while locks:
        locks.popitem()[1].close()


os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
