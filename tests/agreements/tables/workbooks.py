"""Sound and hostile XLSX files for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import Any

from openpyxl import Workbook

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def workbook(*rows: Sequence[object], change: Callable[[Workbook], object] = lambda book: None) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet(rows: str, *, before: str = "", strings: str = "", doctype: str = "") -> bytes:
    """A workbook with the given sheet XML and shared strings."""
    sheet = f"{doctype}<worksheet {NAMESPACE}>{before}<sheetData>{rows}</sheetData></worksheet>"
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["a"]))) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = sheet.encode()
            elif name == "[Content_Types].xml" and strings:
                content = content.replace(b"</Types>", STRINGS)
            target.writestr(name, content)
        if strings:
            target.writestr("xl/sharedStrings.xml", f"<sst {NAMESPACE}>{strings}</sst>")
    return made.getvalue()


def row(number: int, *cells: str) -> str:
    """The XML of a row of texts."""
    texts = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip(ascii_uppercase, cells, strict=False)
    )
    return f'<row r="{number}">{texts}</row>'


def archive(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return file.getvalue()
