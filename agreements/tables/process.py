"""Runs the file reader in a process, and stores the rows in a temporary file."""

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
    """The file cannot be read. The message says what to do."""


@dataclass
class RawRows:
    """The non-blank rows of a file. Each iteration reads them anew, one at a time."""

    path: Path
    rows: int = 0
    encoding: str = ""
    sheet: str = ""
    # The sheets that are not read, and whether each is hidden.
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
            answer = _read(content, path)
        except OSError as error:
            if is_full(error):
                raise UnreadableFileError(str(DISK_FULL)) from error
            raise
        if "refused" in answer:
            raise UnreadableFileError(refusal(answer["refused"], answer["about"]))
        yield RawRows(path, **answer)


def _read(content: bytes, path: Path) -> dict:
    """The answer of the reader's process. Stops the process after `SECONDS`."""
    # Isolated from the environment and the working directory. Writes no compiled modules: on a full disk they would be
    # truncated.
    command = [sys.executable, "-EsB", "-m", "agreements.tables.reader"]
    with path.open("wb") as rows:
        try:
            reading = subprocess.run(  # noqa: S603 - our own module, and nothing from outside is in the command
                command, input=content, stdout=rows, stderr=subprocess.PIPE, cwd=ROOT, env={}, timeout=SECONDS
            )
            return json.loads(reading.stderr.splitlines()[-1])
        except (subprocess.TimeoutExpired, ValueError, IndexError):
            # No answer: the process was stopped by its limits.
            return {"refused": "too_heavy", "about": {}}
