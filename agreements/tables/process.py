"""Runs the reader of files on a file, and keeps the rows that it finds on disk while they are used."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agreements.tables.full_disk import DISK_FULL, is_full
from agreements.tables.limits import SECONDS
from agreements.tables.refusals import refusal

ROOT = Path(__file__).parents[2]


class UnreadableFileError(ValueError):
    """A file that holds no table, with what to do about it."""


@dataclass
class RawRows:
    """The rows of a file that are not blank, to be read as many times as needed, one at a time."""

    path: Path
    rows: int = 0
    encoding: str = ""
    sheet: str = ""
    # The sheets that are not read, each with whether it is hidden.
    others: list[tuple[str, bool]] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding="ascii") as lines:
            for line in lines:
                number, cells = json.loads(line)
                yield number, cells


@contextmanager
def raw_rows(content: bytes) -> Iterator[RawRows]:
    """Raises UnreadableFileError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        try:
            found = _read(content, path)
        except OSError as error:
            if is_full(error):
                raise UnreadableFileError(str(DISK_FULL)) from error
            raise
        if "refused" in found:
            raise UnreadableFileError(refusal(found["refused"], found["about"]))
        yield RawRows(path, **found)


def _read(content: bytes, path: Path) -> dict:
    """What the reader's process says of the file. It is stopped when it takes too long."""
    # Neither the environment nor the folder that the register is started in decides what it imports.
    # Nor does it write compiled modules: on a full disk they would be cut off, and never be read again.
    command = [sys.executable, "-EsB", "-m", "agreements.tables.reader"]
    with path.open("wb") as rows:
        try:
            reading = subprocess.run(  # noqa: S603 - our own module, and nothing from outside is in the command
                command, input=content, stdout=rows, stderr=subprocess.PIPE, cwd=ROOT, env={}, timeout=SECONDS
            )
            return json.loads(reading.stderr.splitlines()[-1])
        except (subprocess.TimeoutExpired, ValueError, IndexError):
            # It ended without an answer: stopped by its limits.
            return {"refused": "too_heavy", "about": {}}
