"""The embedded PostgreSQL with several processes. Each process runs until its standard input closes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config.embedded import owner, server

USE = """
import sys
from pathlib import Path
from config.embedded import server
print(server.use(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
FORK = """
import os, sys
from pathlib import Path
from config.embedded import server
print(server.use(Path(sys.argv[1])), flush=True)
if os.fork() == 0:
    sys.stdin.read()
    os._exit(0)
"""


class User:
    """A process that uses the server."""

    def __init__(self, data_directory: Path, program: str = USE) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, str(data_directory)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.socket_directory = self.process.stdout.readline().strip()
        if not self.socket_directory:
            raise AssertionError(self.process.communicate()[1])

    def leave(self) -> None:
        self.process.communicate(timeout=30)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(host=self.socket_directory, user=server.SUPERUSER, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def data_directory() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder / "postgres"
    if (pid := postmaster(folder / "postgres")) and server._listens(folder / "postgres"):
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not server._listens(folder / "postgres"))
    shutil.rmtree(folder)


def postmaster(data_directory: Path) -> int | None:
    try:
        return int((data_directory / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return None


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_last_user_stops_the_server(data_directory: Path) -> None:
    first, second = User(data_directory), User(data_directory)
    first.leave()
    assert second.ask("SELECT 1") == [(1,)]
    second.leave()
    assert not server._listens(data_directory)
    assert postmaster(data_directory) is None


def test_users_that_start_at_once_share_one_server(data_directory: Path) -> None:
    users: list[User] = []
    threads = [threading.Thread(target=lambda: users.append(User(data_directory))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({user.ask("SELECT pg_postmaster_start_time()")[0] for user in users}) == 1
    for user in users:
        user.leave()
    assert not server._listens(data_directory)


def test_data_outlives_a_killed_server(data_directory: Path) -> None:
    user = User(data_directory)
    user.ask("CREATE TABLE kept AS SELECT 290 AS number")
    user.kill()
    os.kill(postmaster(data_directory) or 0, signal.SIGKILL)
    user = User(data_directory)
    assert user.ask("SELECT number FROM kept") == [(290,)]
    user.leave()


def test_killed_process_does_not_keep_the_server_running(data_directory: Path) -> None:
    killed, last = User(data_directory), User(data_directory)
    killed.kill()
    last.leave()
    assert not server._listens(data_directory)


@pytest.mark.parametrize("pid_file", ["", "{pid}", "{pid}\n/another/directory\n1700000000\n5432\n", "not a pid\n"])
def test_stale_pid_file_does_not_prevent_the_start(data_directory: Path, pid_file: str) -> None:
    """The pid may belong to another program; here it is that of the test."""
    User(data_directory).leave()
    for name in ("postmaster.pid", f"{server.SOCKET}.lock"):
        (data_directory / name).write_text(pid_file.format(pid=os.getpid()))
        os.chown(data_directory / name, data_directory.stat().st_uid, data_directory.stat().st_gid)
    user = User(data_directory)
    assert user.ask("SELECT 1") == [(1,)]
    user.leave()


def test_start_retries_while_the_memory_of_a_killed_server_is_in_use(data_directory: Path) -> None:
    user = User(data_directory)
    with psycopg.connect(host=user.socket_directory, user=server.SUPERUSER) as connection:
        left = connection.info.backend_pid
        os.kill(left, signal.SIGSTOP)
        os.kill(postmaster(data_directory) or 0, signal.SIGKILL)
        user.kill()
        threading.Timer(1.5, os.kill, [left, signal.SIGCONT]).start()
        user = User(data_directory)
    assert user.ask("SELECT 1") == [(1,)]
    user.leave()


def test_killed_server_is_restarted_for_its_process(data_directory: Path) -> None:
    try:
        server.use(data_directory)
        os.kill(postmaster(data_directory) or 0, signal.SIGKILL)
        wait_until(lambda: not server._listens(data_directory))
        server.use(data_directory)
        assert server._is_ready(data_directory)
    finally:
        server.leave(data_directory)
    assert not server._listens(data_directory)


def test_forked_process_holds_its_own_lock(data_directory: Path) -> None:
    parent = User(data_directory, FORK)
    parent.process.wait(timeout=30)
    assert parent.ask("SELECT 1") == [(1,)]
    parent.leave()  # ends the child, which does not stop the server: a forked process runs no exit handlers
    User(data_directory).leave()
    assert not server._listens(data_directory)


@pytest.mark.parametrize("name", ["räksmörgås på ö & co", "x" * 120], ids=["letters and spaces", "long"])
def test_long_paths_and_spaces_work(data_directory: Path, name: str) -> None:
    inside = data_directory.parent / name / "postgres"
    user = User(inside)
    assert user.ask("SHOW data_directory") == [(str(inside),)]
    user.leave()
    assert not server._listens(inside)
    assert not Path(user.socket_directory).is_symlink()


def test_collation_is_the_same_on_every_machine(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "sv_SE.ISO-8859-1")
    user = User(data_directory)
    assert user.ask("SELECT lower('ÅÄÖ'), current_setting('server_encoding')") == [("åäö", "UTF8")]
    user.leave()


def test_corrupt_data_error_quotes_the_server_log(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ATTEMPTS", 1)
    User(data_directory).leave()
    (data_directory / "postgresql.conf").write_text("shared_buffers = nonsense\n")
    with pytest.raises(server.UnusableError, match='"nonsense"'):
        server.use(data_directory)


def test_data_of_another_user_is_refused(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    User(data_directory).leave()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(server.UnusableError, match=r"tillhör användaren \w+, men du är 54321\. Kör kommandot som"):
        server.use(data_directory)


def test_root_may_use_anybodys_data(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_directory.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    owner.check_access(data_directory)
    assert owner.server_user_options(data_directory)["user"] == data_directory.stat().st_uid
