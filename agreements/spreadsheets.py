"""Tables as Swedish Excel writes and reads them. The kind of a file is told from its content, never from its name."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from agreements.tables.encodings import WINDOWS
from agreements.tables.process import RawRows, UnreadableFileError, raw_rows

# Titles and notes that may stand above the headers.
MOST_TITLE_LINES = 20
# A cell of XLSX holds so much: Excel calls a file with more in one broken.
LONGEST_IN_XLSX = 32_767  # UTF-16 code units

# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection). The
# leading apostrophes belong to the rule so that every text comes back as it was.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
# What XML, and so XLSX, cannot hold, and characters without a width: no text of the register needs them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


@dataclass
class Table:
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    # The row numbers that a spreadsheet shows: the headers are row 1.
    numbers: list[int] = field(default_factory=list)
    # What somebody should know of how the file was read.
    notes: list[str] = field(default_factory=list)


def neutralised(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def restored(text: str) -> str:
    return text[1:] if NEUTRALISED.match(text) else text


def plain(text: str) -> str:
    """The text with line feeds alone for line breaks, each letter as one character, and without what nobody sees."""
    text = UNSEEN.sub("", text).replace("_x000D_", "\r")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def header(cell: str) -> str:
    return " ".join(plain(cell).split())


def read_table(content: bytes, known_headers: Collection[str] = ()) -> Table:
    """The rows of a CSV file or of an XLSX file's first shown sheet, without blank ones. Raises UnreadableFileError."""
    with open_table(content, known_headers) as table:
        read = Table(table.headers, notes=table.notes)
        for number, cells in table.rows():
            read.rows.append(cells)
            read.numbers.append(number)
    return read


@contextmanager
def open_table(content: bytes, known_headers: Collection[str] = ()) -> Iterator[OpenTable]:
    """A file of any length, whose rows never are in memory together. Raises UnreadableFileError.

    `known_headers`, in lower case, tell the headers from titles above them.
    """
    with raw_rows(content) as raw:
        yield OpenTable(raw, known_headers)


class OpenTable:
    def __init__(self, raw: RawRows, known_headers: Collection[str]) -> None:
        self.raw = raw
        first = list(islice(raw, MOST_TITLE_LINES))
        self.place = _place_of_headers([cells for _number, cells in first], known_headers)
        if self.place + 1 >= raw.rows:
            raise UnreadableFileError(self._no_rows())
        self.number, cells = first[self.place]
        self.headers = [header(cell) for cell in cells]
        if "" in self.headers:
            raise UnreadableFileError(
                _("Kolumn %(letter)s saknar rubrik. Skriv en rubrik i rad %(number)s eller ta bort kolumnen.")
                % {"letter": get_column_letter(self.headers.index("") + 1), "number": self.number}
            )
        self.count = raw.rows - self.place - 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number that a spreadsheet shows. Raises UnreadableFileError, also on the way."""
        width = len(self.headers)
        for number, cells in islice(self.raw, self.place + 1, None):
            if len(cells) > width:
                raise UnreadableFileError(
                    _(
                        "Rad %(number)s har %(cells)s celler men rubrikraden har %(headers)s. Flytta eller ta bort det "
                        "som står utanför. I en CSV-fil ska en cell med skiljetecken ha citattecken om sig."
                    )
                    % {"number": number, "cells": len(cells), "headers": width}
                )
            yield number, [plain(restored(cell)) for cell in cells] + [""] * (width - len(cells))

    def _no_rows(self) -> str:
        if self.raw.others:
            return _("Bladet %(sheet)s har inga rader under rubrikraden. Ställ bladet som ska läsas in först.") % {
                "sheet": self.raw.sheet
            }
        return _("Filen har inga rader under rubrikraden. Fyll i minst en rad.")

    @property
    def notes(self) -> list[str]:
        """What somebody should know of how the file was read."""
        found = []
        if self.raw.others:
            others = ", ".join(_("%s (dolt)") % name if hidden else name for name, hidden in self.raw.others)
            found.append(_("Bladet %(sheet)s är läst, inte %(others)s.") % {"sheet": self.raw.sheet, "others": others})
        if self.place:
            found.append(
                _("Rubrikerna är lästa på rad %(number)s. Det som står ovanför är inte läst.") % {"number": self.number}
            )
        if self.raw.hidden_columns:
            hidden = ", ".join(self.raw.hidden_columns)
            found.append(_("Dolda kolumner är också lästa: %(columns)s.") % {"columns": hidden})
        if self.raw.encoding == WINDOWS:
            found.append(_("Filen är läst som Windows-1252. Se efter att å, ä och ö är rätt."))
        return found


def _place_of_headers(rows: list[list[str]], known: Collection[str]) -> int:
    """Which of the first rows has the headers: the first with two that are known, else the first that is no title."""
    for place, cells in enumerate(rows):
        if sum(header(cell).casefold() in known for cell in cells) > 1:
            return place
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    is_title = bool(filled) and filled[0] == 1
    return next((place for place, count in enumerate(filled) if count > 1), 0) if is_title else 0


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


class TooLongTextError(ValueError):
    """A text that a cell of XLSX cannot hold, with what to do."""


def demand_that_it_fits(headers: Sequence[str], row: Sequence[str]) -> None:
    for name, value in zip(headers, row, strict=True):
        if len(neutralised(plain(value)).encode("utf-16-le")) // 2 > LONGEST_IN_XLSX:
            raise TooLongTextError(
                _(
                    "Texten i kolumnen %(column)s på raden %(row)s är längre än en cell i XLSX rymmer (32 767 tecken). "
                    "Välj CSV i stället, som tar texten hel."
                )
                % {"column": name, "row": row[0]}
            )


def write_xlsx(*sheets: Sheet) -> bytes:
    """Raises TooLongTextError."""
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
        try:
            _fill(page, sheet)
        except TooLongTextError:
            page.close()
            raise
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    page.append([_cell(page, name, bold=True) for name in sheet.headers])
    for row in sheet.rows:
        demand_that_it_fits(sheet.headers, row)
        page.append(
            [
                _cell(page, value, day=name in sheet.days, text=name in sheet.texts)
                for name, value in zip(sheet.headers, row, strict=True)
            ]
        )


def _cell(page: object, value: str, *, bold: bool = False, day: bool = False, text: bool = False) -> WriteOnlyCell:
    # Whoever reads XLSX takes _x0041_ for an A, where the sign before it is not written so itself.
    text_to_write = ESCAPE.sub("_x005F_", neutralised(plain(value)))
    cell = WriteOnlyCell(page, datetime.date.fromisoformat(value) if day and value else text_to_write)
    if day:
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    return cell
