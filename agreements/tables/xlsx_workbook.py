"""Reads the sheets, shared strings and number formats of an XLSX file with openpyxl."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from agreements.tables.limits import MAX_STRINGS, MEGABYTE, RefusedError

STRING, TEXT, RUN = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))
# The escape of a character that XML cannot store (ECMA-376 part 1, 22.9.2.19).
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
PIECE = 4 * MEGABYTE


@dataclass(frozen=True)
class WorkbookPart:
    """A sheet of the workbook and its path in the archive."""

    name: str
    is_hidden: bool
    place: str


class Workbook(ExcelReader):
    """Reads only the parts that the rows need, not properties, defined names or pictures."""

    sheets: list[WorkbookPart]

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.sheets = [
            WorkbookPart(sheet.name, sheet.state != "visible", relation.target)
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files and "chartsheet" not in relation.Type
        ]

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for node in elements(source, {STRING}):
                self.shared_strings.append(text_of(node))
                if len(self.shared_strings) > MAX_STRINGS:
                    raise RefusedError("too_heavy")


def elements(source: IO[bytes], tags: set[str]) -> Iterator[Element]:
    """The elements with the tags. Each is cleared when the next is read."""
    # Large pieces: expat parses an unfinished token again with every piece.
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    while piece := source.read(PIECE):
        parser.feed(piece)
        for _event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if element.tag in tags:
                yield element
                element.clear()
    parser.close()


def text_of(node: Element) -> str:
    """The text of all runs, without phonetic text."""
    parts = (child if child.tag == TEXT else child.find(TEXT) for child in node if child.tag in (TEXT, RUN))
    return unescape_text("".join(part.text or "" for part in parts if part is not None))


def unescape_text(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
