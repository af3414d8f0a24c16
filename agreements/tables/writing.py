"""Writes CSV and XLSX files."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from agreements.tables.csv import DESK_VARIANT, VARIANTS, csv_file
from agreements.tables.safe_cells import neutralise_cell, plain_text

# The longest text of an XLSX cell. Excel reports a file with a longer one as broken.
MAX_XLSX_CELL_LENGTH = 32_767  # UTF-16 code units
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]], *, for_excel: bool) -> bytes:
    """With `for_excel`: semicolons and a byte order mark, for Swedish Excel. Otherwise RFC 4180."""
    return csv_file(headers, rows, VARIANTS["excel"] if for_excel else DESK_VARIANT)


@dataclass
class Sheet:
    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[str]] = ()
    # The columns whose cells are days, and those whose digits are text. A column of both has days, and leaves as it is
    # what somebody types in its empty cells: a spreadsheet makes a day of a month.
    days: Sequence[str] = ()
    texts: Sequence[str] = ()


class TooLongTextError(ValueError):
    """The text is too long for an XLSX cell. The message says what to do."""


def check_cell_lengths(headers: Sequence[str], row: Sequence[str]) -> None:
    for name, value in zip(headers, row, strict=True):
        if len(neutralise_cell(plain_text(value)).encode("utf-16-le")) // 2 > MAX_XLSX_CELL_LENGTH:
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
        check_cell_lengths(sheet.headers, row)
        page.append(
            [
                _cell(page, value, day=name in sheet.days, text=name in sheet.texts)
                for name, value in zip(sheet.headers, row, strict=True)
            ]
        )


def _cell(page: object, value: str, *, bold: bool = False, day: bool = False, text: bool = False) -> WriteOnlyCell:
    # A reader of XLSX decodes _x0041_ as A unless the underscore is escaped.
    escaped = ESCAPE.sub("_x005F_", neutralise_cell(plain_text(value)))
    cell = WriteOnlyCell(page, datetime.date.fromisoformat(value) if day and value else escaped)
    if day and (value or not text):
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    return cell
