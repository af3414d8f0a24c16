"""Detects the encoding of a text file. A file with an uncertain encoding is refused, with the row.

A wrong letter in a name is worse than a file that has to be saved again. So only UTF-8, UTF-16 with a byte order mark
and plausible Windows-1252 are read.
"""

from __future__ import annotations

import re
from typing import NoReturn

from agreements.tables.limits import RefusedError

WINDOWS = "cp1252"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A UTF-8 character of two bytes or more.
UTF_8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
# Plausible characters of Swedish texts in Windows-1252. The bytes of å, ä, ö and § in Mac Roman and the DOS code pages
# decode to other characters (Š, š, Œ, ¤, „, †, ™), or match `MISPLACED`.
IN_SWEDISH_TEXT = "åäöÅÄÖéÉèáàüÜæÆøØëêôïíóúñç§–—‘’“”…€•°´·½¼¾²³±«»©®£µ×\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"
IMPLAUSIBLE_LETTER = re.compile(rf"[^\x00-\x7f{IN_SWEDISH_TEXT}]")
# ” is ö in DOS: inside a word, or a single one on the line. … and € are Ö and Ä in Mac Roman: before a word.
MISPLACED = re.compile(
    r"[^\W\d_][“”][^\W\d_]|[…€][^\W\d_]|^[^“”\n]*(?:[“”][^“”\n]*[“”][^“”\n]*)*[“”][^“”\n]*$", re.MULTILINE
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
QUOTED = re.compile(r'"[^"]*("|\Z)')


def decode_table(content: bytes) -> tuple[str, str]:
    """The text and its encoding. Raises RefusedError."""
    if content.startswith(UTF_16_MARKS):
        return _strict(content, "utf-16"), "utf-16"
    if b"\0" in content:
        raise RefusedError("not_a_table")
    try:
        text, encoding = content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if UTF_8_LETTER.search(content):
            _refuse("mixed_encoding", content[: error.start].decode("latin-1"))
        text, encoding = _windows(content), WINDOWS
    if REPLACEMENT in text:
        _refuse("lost_letter", text[: text.index(REPLACEMENT)])
    return text, encoding


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse("unknown_encoding", content[: error.start].decode(encoding, "ignore"))
    if "\0" in text:
        raise RefusedError("not_a_table")
    return text


def _windows(content: bytes) -> str:
    try:
        text = content.decode(WINDOWS)
    except UnicodeDecodeError as error:
        _refuse("unknown_encoding", content[: error.start].decode("latin-1"))
    if wrong := IMPLAUSIBLE_LETTER.search(text) or MISPLACED.search(text):
        _refuse("unknown_encoding", text[: wrong.start()])
    return text


def _refuse(reason: str, before: str) -> NoReturn:
    """Raises RefusedError for the row after the text, numbered as in a spreadsheet: a quoted line break begins none."""
    lines = QUOTED.sub("", before).replace("\r\n", "\n").replace("\r", "\n")
    raise RefusedError(reason, row=lines.count("\n") + (0 if lines.startswith("sep=") else 1))
