"""Reads CSV and XLSX files. The content decides the file type, not the file name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from agreements.tables.encodings import WINDOWS
from agreements.tables.process import RawRows, UnreadableFileError, raw_rows
from agreements.tables.safe_cells import plain_text, restore_cell

# Lines above the headers, such as titles and notes.
MAX_TITLE_LINES = 20


@dataclass
class FileTable:
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    # The row numbers that a spreadsheet shows: the headers are row 1.
    numbers: list[int] = field(default_factory=list)
    # See `OpenTable.notes`.
    notes: list[str] = field(default_factory=list)


def header(cell: str) -> str:
    return " ".join(plain_text(restore_cell(cell.strip())).split())


def read_table(content: bytes, known_headers: Collection[str] = ()) -> FileTable:
    """The non-blank rows of a CSV file or of an XLSX file's first visible sheet. Raises UnreadableFileError."""
    with open_table(content, known_headers) as table:
        read = FileTable(table.headers, notes=table.notes)
        for number, cells in table.rows():
            read.rows.append(cells)
            read.numbers.append(number)
    return read


@contextmanager
def open_table(content: bytes, known_headers: Collection[str] = ()) -> Iterator[OpenTable]:
    """Opens a file whose rows are read one at a time. Raises UnreadableFileError.

    `known_headers`, in lower case, distinguish the headers from titles above them.
    """
    with raw_rows(content) as raw:
        yield OpenTable(raw, known_headers)


class OpenTable:
    def __init__(self, raw: RawRows, known_headers: Collection[str]) -> None:
        self.raw = raw
        first = list(islice(raw, MAX_TITLE_LINES))
        self.place = _header_index([cells for _number, cells in first], known_headers)
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
        """Each row with its number in a spreadsheet. Raises UnreadableFileError, also during the iteration."""
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
            yield number, [plain_text(restore_cell(cell)) for cell in cells] + [""] * (width - len(cells))

    def _no_rows(self) -> str:
        if self.raw.others:
            return _("Bladet %(sheet)s har inga rader under rubrikraden. Ställ bladet som ska läsas in först.") % {
                "sheet": self.raw.sheet
            }
        return _("Filen har inga rader under rubrikraden. Fyll i minst en rad.")

    @property
    def notes(self) -> list[str]:
        """Which sheet and which header row were read, where the file leaves a choice."""
        notes = []
        if self.raw.others:
            others = ", ".join(_("%s (dolt)") % name if hidden else name for name, hidden in self.raw.others)
            notes.append(_("Bladet %(sheet)s är läst, inte %(others)s.") % {"sheet": self.raw.sheet, "others": others})
        if self.place:
            notes.append(
                _("Rubrikerna är lästa på rad %(number)s. Det som står ovanför är inte läst.") % {"number": self.number}
            )
        if self.raw.hidden_columns:
            hidden = ", ".join(self.raw.hidden_columns)
            notes.append(_("Dolda kolumner är också lästa: %(columns)s.") % {"columns": hidden})
        if self.raw.encoding == WINDOWS:
            notes.append(_("Filen är läst som Windows-1252. Se efter att å, ä och ö är rätt."))
        return notes


def _header_index(rows: list[list[str]], known: Collection[str]) -> int:
    """The index of the header row: the first with two known headers, else the first that is no title."""
    for place, cells in enumerate(rows):
        if sum(header(cell).casefold() in known for cell in cells) > 1:
            return place
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    is_title = bool(filled) and filled[0] == 1
    return next((place for place, count in enumerate(filled) if count > 1), 0) if is_title else 0
