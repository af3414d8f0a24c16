"""Reads the rows of a CSV file in the format of RFC 4180 or Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from agreements.tables.limits import MAX_CELL_LENGTH, MEGABYTE, RefusedError

DELIMITERS = ",;\t"
# The delimiter line of Excel, which it does not number as a row.
HINT = re.compile(r"sep=([;,\t])\r?\n")


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number. Raises RefusedError."""
    hint = HINT.match(text)
    text = text[hint.end() :] if hint else text
    csv.field_size_limit(MAX_CELL_LENGTH)
    number = 0
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=hint[1] if hint else _delimiter(text), strict=True)
    try:
        for number, cells in enumerate(rows, start=1):
            yield number, cells
    except csv.Error as error:
        raise RefusedError("csv_row", row=number + 1) from error


def _delimiter(text: str) -> str:
    """The most frequent delimiter of the first line that has one: titles above the headers may have none."""
    unquoted = re.sub(r'"[^"]*"', "", text[:MEGABYTE])
    lines = [line for line in unquoted.splitlines()[:20] if line.strip()]
    header = next((line for line in lines if any(sign in line for sign in DELIMITERS)), "")
    return max(DELIMITERS, key=header.count)
