from __future__ import annotations

import re
import unicodedata

# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection). It is
# written with an apostrophe before it. The leading apostrophes belong to the rule so that every text comes back as it
# was. Python and PostgreSQL read the two texts alike.
FORMULA = r"^('*[=+\-@\t\r])"
APOSTROPHE_FIRST = r"'\1"


NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


# What XML, and so XLSX, cannot hold, and characters without a width: no text of the register needs them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def neutralised(text: str) -> str:
    return re.sub(FORMULA, APOSTROPHE_FIRST, text)


def restored(text: str) -> str:
    return text[1:] if NEUTRALISED.match(text) else text


def plain_text(text: str) -> str:
    """The text with line feeds alone for line breaks, each letter as one character, and without what nobody sees."""
    text = UNSEEN.sub("", text).replace("_x000D_", "\r")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
