"""Reads a CSV or XLSX file in a separate process with limits, so that a hostile file cannot harm the register.

Reads the file from standard input and writes each non-blank row to standard output as JSON. The last line of standard
error is the result, or the reason for the refusal. Imports neither Django nor the register.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from agreements.tables.csv_rows import csv_rows
from agreements.tables.encodings import decode_table
from agreements.tables.limits import (
    CPU_SECONDS,
    FULL_DISK_ERRORS,
    MAX_BYTES,
    MAX_CELL_LENGTH,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    MEGABYTE,
    MEMORY,
    RefusedError,
)

# The first bytes of files that are no tables.
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
    """Writes the rows and returns facts of the file. Raises RefusedError."""
    if len(content) > MAX_BYTES:
        raise RefusedError("bytes", most=MAX_BYTES // MEGABYTE)
    if not content.strip():
        raise RefusedError("empty")
    for beginning, reason in BEGINNINGS:
        if beginning.match(content):
            raise RefusedError(reason)
    return _read_xlsx(content, out) if content.startswith(XLSX_SIGNATURES) else _read_csv(content, out)


def _read_csv(content: bytes, out: TextIO) -> dict[str, Any]:
    text, encoding = decode_table(content)
    return {"encoding": encoding, "rows": _write(csv_rows(text), out)}


def _read_xlsx(content: bytes, out: TextIO) -> dict[str, Any]:
    from agreements.tables.xlsx_rows import XlsxSheet  # slow to import, and not needed for CSV

    try:
        sheet = XlsxSheet(content)
        count = _write(sheet.rows(), out)
    except (RefusedError, MemoryError, OSError):
        raise
    except Exception as error:  # a broken archive raises almost any exception
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
    """The non-blank rows without trailing empty cells. Raises RefusedError."""
    count = cells_read = text_read = 0
    for number, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise RefusedError("columns", most=MAX_COLUMNS)
        lengths = [len(cell) for cell in cells if cell]
        count, cells_read, text_read = count + 1, cells_read + len(lengths), text_read + sum(lengths)
        if count > MAX_ROWS + 1:
            raise RefusedError("rows", most=MAX_ROWS)
        if cells_read > MAX_CELLS or text_read > MAX_TEXT:
            raise RefusedError("too_heavy")
        if max(lengths) > MAX_CELL_LENGTH:
            raise RefusedError("text", row=number, most=MAX_CELL_LENGTH)
        yield number, cells


def _limit_itself() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    _limit_itself()
    # The garbage collector would traverse all cells again and again.
    gc.disable()
    warnings.simplefilter("ignore")
    # openpyxl imports these if they are installed, which takes most of the start time.
    sys.modules.update(dict.fromkeys(("numpy", "PIL")))  # type: ignore[arg-type]
    try:
        outcome = read(sys.stdin.buffer.read(MAX_BYTES + 1), sys.stdout)
    except RefusedError as refusal:
        outcome = {"refused": refusal.reason, "about": refusal.about}
    except MemoryError:
        outcome = {"refused": "too_heavy", "about": {}}
    except OSError as error:
        full = error.errno in FULL_DISK_ERRORS
        outcome = {"refused": "disk_full" if full else "broken_xlsx", "about": {}}
    sys.stderr.write("\n" + json.dumps(outcome))
    sys.stderr.flush()
    # Without cleanup: Python would retry the failed writes, and report them after the answer.
    os._exit(0)


if __name__ == "__main__":
    main()
