"""Cells that no spreadsheet reads as formulas, and how to restore them."""

from __future__ import annotations

import re

# A spreadsheet reads such a cell as a formula (https://owasp.org/www-community/attacks/CSV_Injection). The pattern
# includes leading apostrophes so that `restore_cell` undoes `neutralise_cell` exactly.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


NEUTRALISED_CELL = re.compile(r"'+[=+\-@\t\r]")


# Characters that XML, and so XLSX, cannot store.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def neutralise_cell(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    return text[1:] if NEUTRALISED_CELL.match(text) else text


def plain_text(text: str) -> str:
    """The text with line feeds as line breaks, and without control characters."""
    return CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
