"""Detects damaged cells of any column: error values of spreadsheets, wrongly decoded letters, and converted ids."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# Error values of Excel and LibreOffice in all languages: #N/A, #REF!, #SAKNAS!, #VÄRDEFEL!, #NAMN?, Err:502, #####.
ERROR_VALUE = re.compile(r"#[A-ZÅÄÖ]+(/[A-Z0-9]+)?[!?]|#N/A|#[A-Z]+_[A-Z]+|Err:\d{3}|#{3,}")
# UTF-8 that was decoded as Windows-1252: Ã¥ for å, â€“ for a dash.
MISREAD = re.compile("Ã[¥¤¶…„–©]|â€")
MONTH = "(jan|feb|mar|apr|maj|may|jun|jul|aug|sept?|okt|oct|nov|dec)"
# What Excel makes of 2023-12, 12/23 and a long number.
BECAME_A_DAY = re.compile(
    rf"{MONTH}\.?[ -]\d{{2,4}}|\d{{1,2}}[ -]{MONTH}|\d{{4}}-\d{{2}}-\d{{2}}( \d{{2}}:\d{{2}}:\d{{2}})?", re.IGNORECASE
)
BECAME_A_NUMBER = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


def fault_of(cell: str, *, is_id: bool) -> str:
    """The fault of the cell, or an empty text. `is_id`: the column has ids or diary numbers."""
    if ERROR_VALUE.fullmatch(cell):
        return _(
            "%(value)s är ett felvärde från kalkylprogrammet, ingen uppgift. Rätta formeln eller skriv värdet."
        ) % {"value": cell}
    if MISREAD.search(cell):
        return _("Å, ä eller ö har blivit andra tecken när filen sparades. Utgå från den fil där de är rätt.")
    return spoilt_by_excel(cell) if is_id else ""


def spoilt_by_excel(text: str) -> str:
    """The advice for an id that Excel has converted to a day or a number, or an empty text."""
    if not (BECAME_A_DAY.fullmatch(text) or BECAME_A_NUMBER.fullmatch(text)):
        return ""
    return _(
        "Excel kan ha gjort om ett id eller diarienummer till %(value)s. Skriv det igen i en cell med formatet text, "
        "eller utgå från en export som XLSX."
    ) % {"value": text}
