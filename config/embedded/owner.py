"""The system user of the embedded server. PostgreSQL refuses to run as root."""

import os
import pwd
import stat
import subprocess
from pathlib import Path
from typing import Any

# The system user of a server that root starts, created on first use.
USER_FOR_ROOT = "embedded_postgres"
# Permission to enter a directory, without listing it.
PASS_THROUGH = stat.S_IXGRP | stat.S_IXOTH
READ = stat.S_IRGRP | stat.S_IROTH


def check_access(data_directory: Path) -> None:
    """Raises PermissionError where the data belongs to another user and the process is not root."""
    if not data_directory.exists():
        usable = os.access(data_directory.parent, os.W_OK)
    else:
        usable = os.geteuid() in (0, data_directory.stat().st_uid)
    if not usable:
        raise PermissionError(data_directory)


def ownership_refusal(folder: Path) -> str:
    nearest = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    owner, user = _name(nearest.stat().st_uid), _name(os.geteuid())
    return (
        f"Mappen {folder} tillhör användaren {owner}, men du är {user}. "
        f"Kör kommandot som {owner}, eller ange en egen mapp i miljövariabeln VAR_DIR."
    )


def prepare(data_directory: Path, programs: Path) -> None:
    """Creates the data directory. As root, gives the server's user access to it and to the programs."""
    data_directory.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    if data_directory.stat().st_uid == 0:
        user = _user_for_root()
        for path in (data_directory, *data_directory.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    for parent in (*data_directory.parents, *programs.parents):
        _add(parent, PASS_THROUGH)
    if not _has(programs / "postgres", READ | PASS_THROUGH):  # installed with a strict umask
        for folder in programs.parents[2].glob("embedded_postgres*"):
            _add(folder, READ | PASS_THROUGH)
            for path in folder.rglob("*"):
                _add(path, READ | PASS_THROUGH if path.is_dir() or path.parent == programs else READ)


def server_user_options(data_directory: Path) -> dict[str, Any]:
    """Arguments of `subprocess` to run as the server's user: root switches to the owner of the data."""
    if os.geteuid() != 0:
        return {}
    owner = data_directory.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def _user_for_root() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER_FOR_ROOT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", USER_FOR_ROOT], check=True)  # noqa: S603, S607
        return pwd.getpwnam(USER_FOR_ROOT)


def _has(path: Path, permission: int) -> bool:
    return path.stat().st_mode & permission == permission


def _add(path: Path, permission: int) -> None:
    if not _has(path, permission):
        path.chmod(path.stat().st_mode | permission)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
