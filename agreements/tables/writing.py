"""Writes CSV and XLSX files."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from agreements.tables.safe_cells import neutralise_cell, plain_text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]], *, for_excel: bool) -> bytes:
    """With `for_excel`: semicolons and a byte order mark, for Swedish Excel. Otherwise RFC 4180."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if for_excel else ",", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([neutralise_cell(plain_text(cell)) for cell in row] for row in rows)
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
    cell = WriteOnlyCell(
        page, datetime.date.fromisoformat(value) if day and value else neutralise_cell(plain_text(value))
    )
    if day:
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
    return cell
