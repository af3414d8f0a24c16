"""Tables as Swedish Excel writes and reads them. The kind of a file is told from its content, never from its name."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
# What an XLSX file may unpack to: a few hundred kilobytes can be made to fill the memory.
MAX_UNPACKED = 100 * MEGABYTE
MAX_ROWS = 50_000

# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection). The
# leading apostrophes belong to the rule so that every text comes back as it was.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
# What XML, and so XLSX, cannot hold, and no text of the register needs.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class UnreadableFileError(ValueError):
    """A file that holds no table, with what to do about it."""


@dataclass
class Table:
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    # The row numbers that a spreadsheet shows: the headers are row 1.
    numbers: list[int] = field(default_factory=list)


def neutralised(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def restored(text: str) -> str:
    return text[1:] if NEUTRALISED.match(text) else text


def plain(text: str) -> str:
    """The text with line feeds alone for line breaks, and without what no file can hold."""
    return CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_table(content: bytes) -> Table:
    """The rows of a CSV file or of an XLSX file's first sheet, without blank ones. Raises UnreadableFileError."""
    lines = read_lines(content)
    table = Table(next(lines)[1])
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
        yield number, [restored(cell) for cell in cells] + [""] * (len(headers) - len(cells))
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


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]], *, for_excel: bool) -> bytes:
    """With `for_excel` as Swedish Excel opens it: semicolons and a byte order mark. Else by RFC 4180."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if for_excel else ",", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([neutralised(plain(cell)) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


@dataclass
class Sheet:
    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[str]] = ()
    # The columns whose cells are days, and those whose digits are text.
    days: Sequence[str] = ()
    texts: Sequence[str] = ()


def write_xlsx(*sheets: Sheet) -> bytes:
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        page = workbook.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        for index, name in enumerate(sheet.headers, start=1):
            column = page.column_dimensions[get_column_letter(index)]
            column.width = 24
            if name in sheet.texts:
                column.number_format = "@"
            elif name in sheet.days:
                column.number_format = "yyyy-mm-dd"
        page.append([_cell(page, name, bold=True) for name in sheet.headers])
        for row in sheet.rows:
            page.append(
                [
                    _cell(page, value, day=name in sheet.days, text=name in sheet.texts)
                    for name, value in zip(sheet.headers, row, strict=True)
                ]
            )
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _cell(page: object, value: str, *, bold: bool = False, day: bool = False, text: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, datetime.date.fromisoformat(value) if day and value else neutralised(plain(value)))
    if day:
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    return cell
