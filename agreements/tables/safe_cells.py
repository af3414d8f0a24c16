from __future__ import annotations

import re

# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection). The
# leading apostrophes belong to the rule so that every text comes back as it was.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


NEUTRALISED_CELL = re.compile(r"'+[=+\-@\t\r]")


# What XML, and so XLSX, cannot hold, and no text of the register needs.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def neutralise_cell(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    return text[1:] if NEUTRALISED_CELL.match(text) else text


def plain_text(text: str) -> str:
    """The text with line feeds alone for line breaks, and without what no file can hold."""
    return CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
