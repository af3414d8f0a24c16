"""Reads the rows of an XLSX file's first visible sheet.

openpyxl does not read the cells, because it reports neither hidden rows nor formulas without a stored value, and trusts
the dimensions that the sheet declares. expat refuses entity expansion, and the process has limits.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from agreements.tables.limits import MAX_COLUMNS, MAX_ELEMENTS, MAX_UNPACKED, MEGABYTE, RefusedError
from agreements.tables.xlsx_workbook import Workbook, elements, text_of, unescape_text

COLUMN, ROW, FORMULA_ELEMENT, VALUE, INLINE = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("col", "row", "f", "v", "is"))
TRUE = ("1", "true")
LAST_ROW, MAX_IN_A_ROW = 1_048_576, 16_384


class XlsxSheet:
    def __init__(self, content: bytes) -> None:
        """Raises RefusedError if the file is too large or has no visible sheet, and any exception if it is broken."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise RefusedError("unpacked", most=MAX_UNPACKED // MEGABYTE)
        self.workbook = Workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self.workbook.read()
        self.styles: Any = self.workbook.wb
        self.strings: list[str] = self.workbook.shared_strings
        shown = [sheet for sheet in self.workbook.sheets if not sheet.is_hidden]
        if not shown:
            raise RefusedError("no_sheet")
        self.sheet = shown[0]
        self.hidden: set[int] = set()
        self.width = 0
        self.hidden_rows: list[int] = []
        self.elements = 0

    @property
    def others(self) -> list[tuple[str, bool]]:
        """The sheets that are not read, and whether each is hidden."""
        return [(sheet.name, sheet.is_hidden) for sheet in self.workbook.sheets if sheet is not self.sheet]

    @property
    def hidden_columns(self) -> list[str]:
        """The letters of hidden columns with content."""
        return [get_column_letter(column) for column in sorted(self.hidden) if column <= self.width]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number, also hidden rows. `hidden_rows` collects those with content."""
        number = 0
        with self.workbook.archive.open(self.sheet.place) as source:
            for element in elements(source, {COLUMN, ROW}):
                if element.tag == COLUMN:
                    self._note_column(element)
                    continue
                number = int(element.get("r") or number + 1)
                if number > LAST_ROW:
                    raise RefusedError("broken_xlsx")
                cells = self._cells(number, element)
                if any(cells) and element.get("hidden") in TRUE:
                    self.hidden_rows.append(number)
                yield number, cells

    def _note_column(self, element: Element) -> None:
        if element.get("hidden") in TRUE:
            first, last = int(element.get("min", 1)), int(element.get("max", 1))
            self.hidden.update(range(first, min(last, MAX_COLUMNS) + 1))

    def _cells(self, number: int, row: Element) -> list[str]:
        if len(row) > MAX_IN_A_ROW:
            raise RefusedError("columns", most=MAX_COLUMNS)
        self.elements += len(row)
        if self.elements > MAX_ELEMENTS:
            raise RefusedError("too_heavy")
        cells: list[str] = []
        column = 0
        for element in row:
            letters = element.get("r", "").rstrip("0123456789")
            column = column_index_from_string(letters) if letters else column + 1
            if text := self._text(number, column, element):
                if column > MAX_COLUMNS:
                    raise RefusedError("columns", most=MAX_COLUMNS)
                # Cells may be stored out of order.
                cells += [""] * (column - len(cells))
                cells[column - 1] = text
        self.width = max(self.width, len(cells))
        return cells

    def _text(self, number: int, column: int, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(INLINE)
            return "" if inline is None else text_of(inline)
        stored = cell.findtext(VALUE)
        if not stored:
            # An empty text is a stored value; a missing element is not.
            if cell.find(FORMULA_ELEMENT) is not None and not (kind == "str" and stored is not None):
                raise RefusedError("formula", cell=f"{get_column_letter(column)}{number}")
            return ""
        return self._value(kind, stored, int(cell.get("s", 0)))

    def _value(self, kind: str, stored: str, style: int) -> str:
        if kind == "s":
            return self.strings[int(stored)]
        if kind == "b":
            return str(stored in TRUE)
        if kind == "d":
            return _day_text(from_ISO8601(stored))
        if kind != "n":
            return unescape_text(stored)
        if style in self.styles._date_formats:
            return self._day(stored, style in self.styles._timedelta_formats)
        if stored.isdecimal():
            return stored
        number = float(stored)
        return str(int(number)) if number.is_integer() else str(number)

    @lru_cache(maxsize=10_000)  # noqa: B019 - the process reads one sheet
    def _day(self, stored: str, is_time: bool) -> str:
        try:
            return _day_text(from_excel(float(stored), self.styles.epoch, is_time))
        except (OverflowError, ValueError):
            return "#VALUE!"  # as Excel shows an invalid day


def _day_text(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return str(value.date() if value.time() == datetime.time() else value)
    return str(value)
