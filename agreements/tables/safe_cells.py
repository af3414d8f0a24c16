"""Cells that no spreadsheet reads as formulas, and how to restore them."""

from __future__ import annotations

import re
import unicodedata

# A spreadsheet reads such a cell as a formula (https://owasp.org/www-community/attacks/CSV_Injection) unless an
# apostrophe comes first. The pattern includes leading apostrophes so that `restore_cell` undoes `neutralise_cell`
# exactly. Python and PostgreSQL read both texts alike.
FORMULA = r"^('*[=+\-@\t\r])"
APOSTROPHE_FIRST = r"'\1"
NEUTRALISED_CELL = re.compile(r"'+[=+\-@\t\r]")

# Characters that XML, and so XLSX, cannot store, and characters without a width.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def neutralise_cell(text: str) -> str:
    return re.sub(FORMULA, APOSTROPHE_FIRST, text)


def restore_cell(text: str) -> str:
    return text[1:] if NEUTRALISED_CELL.match(text) else text


def plain_text(text: str) -> str:
    """The text in Unicode form NFC, with line feeds as line breaks, and without control and invisible characters."""
    text = INVISIBLE.sub("", text).replace("_x000D_", "\r")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
