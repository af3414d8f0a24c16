"""Reads CSV and XLSX files. The content decides the file type, not the file name."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from agreements.tables.safe_cells import restore_cell

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
# What an XLSX file may unpack to: a few hundred kilobytes can be made to fill the memory.
MAX_UNPACKED = 100 * MEGABYTE
MAX_ROWS = 50_000


class UnreadableFileError(ValueError):
    """A file that holds no table, with what to do about it."""


@dataclass
class FileTable:
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    # The row numbers that a spreadsheet shows: the headers are row 1.
    numbers: list[int] = field(default_factory=list)


def read_table(content: bytes) -> FileTable:
    """The rows of a CSV file or of an XLSX file's first sheet, without blank ones. Raises UnreadableFileError."""
    lines = read_lines(content)
    table = FileTable(next(lines)[1])
    for number, cells in lines:
        table.rows.append(cells)
        table.numbers.append(number)
    if not table.rows:
        raise UnreadableFileError(_("Filen har inga rader under rubrikraden. Fyll i minst en rad."))
    return table


def read_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The headers and then the rows that are not blank, each with the number that a spreadsheet shows.

    One at a time, so that a large file never is in memory as rows. Raises UnreadableFileError, also on the way.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(_("Filen är större än %(size)s MB. Dela upp den.") % {"size": MAX_BYTES // MEGABYTE})
    if not content.strip():
        raise UnreadableFileError(_("Filen är tom. Välj en fil med en rubrikrad och minst en rad under den."))
    if content.startswith(b"%PDF"):
        raise UnreadableFileError(_("Filen är en PDF. Spara tabellen som CSV eller XLSX i Excel och välj den filen."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(
            _("Filen är en äldre Excel-fil (xls) eller har lösenord. Spara den som XLSX utan lösenord i Excel.")
        )
    is_xlsx = content.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    return _lines(_xlsx_rows(content) if is_xlsx else _csv_rows(_decoded(content)))


def _lines(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    headers: list[str] = []
    found = 0
    for number, cells in enumerate(rows, start=1):
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if not headers:
            headers = [cell.strip() for cell in cells]
            if "" in headers:
                raise UnreadableFileError(
                    _("Kolumn %(letter)s saknar rubrik. Skriv en rubrik i första raden eller ta bort kolumnen.")
                    % {"letter": get_column_letter(headers.index("") + 1)}
                )
            yield number, headers
            continue
        if len(cells) > len(headers):
            raise UnreadableFileError(
                _(
                    "Rad %(number)s har %(cells)s celler men rubrikraden har %(headers)s. Flytta eller ta bort det som "
                    "står utanför. I en CSV-fil ska en cell med skiljetecken ha citattecken om sig."
                )
                % {"number": number, "cells": len(cells), "headers": len(headers)}
            )
        if found == MAX_ROWS:
            raise UnreadableFileError(_("Filen har fler än %(rows)s rader. Dela upp den.") % {"rows": MAX_ROWS})
        found += 1
        yield number, [restore_cell(cell) for cell in cells] + [""] * (len(headers) - len(cells))
    if not headers:
        raise UnreadableFileError(_("Filen har inga rader under rubrikraden. Fyll i minst en rad."))


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise UnreadableFileError(_("Filen är varken CSV eller XLSX. Spara tabellen så i Excel och välj den filen."))
    return text


def _csv_rows(text: str) -> Iterator[list[str]]:
    # Excel's own first line, which it does not count among the rows.
    hint = re.match(r"sep=([;,\t])\r?\n", text)
    text = text[hint.end() :] if hint else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=hint[1] if hint else _delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):  # noqa: B007
            yield cells
    except csv.Error as error:
        raise UnreadableFileError(
            _("Rad %(number)s går inte att läsa. Se efter om ett citattecken saknas eller står fel.")
            % {"number": number + 1}
        ) from error


def _delimiter(text: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", text[:MEGABYTE])
    header = next((line for line in unquoted.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise UnreadableFileError(
                _("Filen packas upp till mer än %(size)s MB. Ta bort bilder och extra blad, eller dela upp den.")
                % {"size": MAX_UNPACKED // MEGABYTE}
            )
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        # Some programs write wrong dimensions: read what is there.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except UnreadableFileError:
        raise
    except Exception as error:  # a broken or foreign archive makes the reader raise almost anything
        raise UnreadableFileError(
            _("Filen är inte en hel XLSX-fil. Öppna den i Excel, spara den som XLSX eller CSV och välj den filen.")
        ) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return str(value.date() if value.time() == datetime.time() else value)
    return str(value)
