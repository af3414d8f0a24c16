"""`make run` in a clean clone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

PAGE = ""  # the overview
# The variables of the test environment, which the clone must not inherit.
FOREIGN = re.compile(
    r"^(DATABASE_URL|SECRET_KEY|ALLOWED_HOSTS|HTTPS|DEBUG|VAR_DIR|DJANGO_.*|PYTEST_.*|COV_.*|COVERAGE_.*|MAKE.*|MFLAGS)$"
)
SECONDS_TO_INSTALL = 600
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None or shutil.which("git") is None, reason="needs make and git"),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "register på ny plats"
    subprocess.run(
        ["git", "-c", "safe.directory=*", "clone", "--quiet", settings.BASE_DIR, folder], check=True, timeout=60
    )
    return folder


class Register:
    """A process of `make run`."""

    def __init__(self, clone: Path, port: int) -> None:
        self.clone, self.address = clone, f"http://127.0.0.1:{port}/"
        self.output = (clone.parent / "output").open("w+")
        self.process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env={name: value for name, value in os.environ.items() if not FOREIGN.match(name)},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def answer(self, path: str, *, within: float) -> str:
        deadline = time.monotonic() + within
        while True:
            try:
                with urllib.request.urlopen(self.address + path) as response:  # noqa: S310
                    return response.read().decode()
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{error}\n{self.said()}") from error
            except OSError:
                assert self.process.poll() is None, self.said()
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.1)

    def said(self) -> str:
        self.output.flush()
        return Path(self.output.name).read_text()

    def has_ended(self) -> bool:
        """Whether make, the server and the database have ended."""
        self.process.wait(timeout=30)
        # The processes of make may end a moment later.
        deadline = time.monotonic() + SECONDS_TO_STOP
        while (lives := self.lives()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return not lives

    def lives(self) -> bool:
        """Whether the database, which has its own process group, or another process still runs."""
        database = subprocess.run(["pgrep", "-f", re.escape(str(self.clone))], check=False, stdout=subprocess.DEVNULL)
        return database.returncode == 0 or group_lives(self.process.pid)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=30)
        self.output.close()


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_make_run_in_a_clean_clone(clone: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with Register(clone, port) as register:
        assert "<h1" in register.answer(PAGE, within=SECONDS_TO_INSTALL)
        assert re.search(r"Lösenord +\S{19} ", register.said())
        os.killpg(register.process.pid, signal.SIGINT)  # Ctrl-C
        assert register.has_ended()
        assert "Registret är avslutat." in register.said()
        assert "Traceback" not in register.said()
        assert "Warning" not in register.said()

    with Register(clone, port) as register:
        register.answer(PAGE, within=SECONDS_TO_START)
        assert "Lösenord" not in register.said()  # the data and account of the first start exist
        register.process.terminate()  # ends make itself
        assert register.has_ended()

    with Register(clone, port) as register:
        register.answer(PAGE, within=SECONDS_TO_START)
        postmaster = int((clone / "var/postgres/postmaster.pid").read_text().split()[0])
        os.killpg(register.process.pid, signal.SIGKILL)
        os.kill(postmaster, signal.SIGKILL)

    with Register(clone, port) as register:
        register.answer(PAGE, within=SECONDS_TO_START)
        os.killpg(register.process.pid, signal.SIGINT)
        assert register.has_ended()
        assert "Traceback" not in register.said()
