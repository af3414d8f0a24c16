"""Reads a file of rows in a process of its own: whatever a hostile file does to it, the register goes on.

It gets the file on its standard input, writes each row that is not blank to its standard output as JSON, and at last on
its standard error one line: what it read, or why it refuses the file. It knows nothing of Django or the register.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from agreements.tables.csv_rows import csv_rows
from agreements.tables.encodings import decoded
from agreements.tables.limits import (
    CPU_SECONDS,
    LONGEST_TEXT,
    MEGABYTE,
    MEMORY,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    RefusedError,
)

# How a file begins that is no table, however it is named.
BEGINNINGS = [
    (re.compile(rb"%PDF"), "pdf"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "old_excel"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|meta|body|style|table|div)\b", re.IGNORECASE), "web_page"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*(<!--|<\?xml)[^\0]{0,2000}<html\b", re.IGNORECASE), "web_page"),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), "web_page"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml\b"), "xml"),
]
XLSX_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
NAMED_ROWS = 10


def read(content: bytes, out: TextIO) -> dict[str, Any]:
    """Writes the rows, and returns what they were read from. Raises RefusedError."""
    if len(content) > MOST_BYTES:
        raise RefusedError("bytes", most=MOST_BYTES // MEGABYTE)
    if not content.strip():
        raise RefusedError("empty")
    for beginning, reason in BEGINNINGS:
        if beginning.match(content):
            raise RefusedError(reason)
    return _read_xlsx(content, out) if content.startswith(XLSX_SIGNATURES) else _read_csv(content, out)


def _read_csv(content: bytes, out: TextIO) -> dict[str, Any]:
    text, encoding = decoded(content)
    return {"encoding": encoding, "rows": _write(csv_rows(text), out)}


def _read_xlsx(content: bytes, out: TextIO) -> dict[str, Any]:
    from agreements.tables.xlsx_rows import XlsxSheet  # A CSV file does without what it takes to start.

    try:
        sheet = XlsxSheet(content)
        count = _write(sheet.rows(), out)
    except (RefusedError, MemoryError, OSError):
        raise
    except Exception as error:  # a broken or foreign archive makes the reader raise almost anything
        raise RefusedError("broken_xlsx") from error
    if sheet.hidden_rows:
        named = ", ".join(str(number) for number in sheet.hidden_rows[:NAMED_ROWS])
        raise RefusedError("hidden_rows", rows=named + (" …" if len(sheet.hidden_rows) > NAMED_ROWS else ""))
    return {"sheet": sheet.sheet.name, "others": sheet.others, "hidden_columns": sheet.hidden_columns, "rows": count}


def _write(rows: Iterable[tuple[int, list[str]]], out: TextIO) -> int:
    count = 0
    for row in _within_limits(rows):
        out.write(json.dumps(row) + "\n")
        count += 1
    out.flush()
    return count


def _within_limits(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, without the empty cells at their ends. Raises RefusedError."""
    count = cells_read = text_read = 0
    for number, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise RefusedError("columns", most=MOST_COLUMNS)
        lengths = [len(cell) for cell in cells if cell]
        count, cells_read, text_read = count + 1, cells_read + len(lengths), text_read + sum(lengths)
        if count > MOST_ROWS + 1:
            raise RefusedError("rows", most=MOST_ROWS)
        if cells_read > MOST_CELLS or text_read > MOST_TEXT:
            raise RefusedError("too_heavy")
        if max(lengths) > LONGEST_TEXT:
            raise RefusedError("text", row=number, most=LONGEST_TEXT)
        yield number, cells


def _limit_itself() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    _limit_itself()
    # It would search through a large file's cells again and again, which end with the process anyway.
    gc.disable()
    warnings.simplefilter("ignore")
    # openpyxl takes them along where they are installed, which costs the process most of its start.
    sys.modules.update(dict.fromkeys(("numpy", "PIL")))  # type: ignore[arg-type]
    try:
        outcome = read(sys.stdin.buffer.read(MOST_BYTES + 1), sys.stdout)
    except RefusedError as refusal:
        outcome = {"refused": refusal.reason, "about": refusal.about}
    except MemoryError:
        outcome = {"refused": "too_heavy", "about": {}}
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        outcome = {"refused": "disk_full" if full else "broken_xlsx", "about": {}}
    sys.stderr.write("\n" + json.dumps(outcome))
    sys.stderr.flush()
    # At once: Python would try again to write what found no room, and say so after the answer.
    os._exit(0)


if __name__ == "__main__":
    main()
