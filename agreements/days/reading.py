"""Reads a day as people write it, in a form or a file: 2023-03-01, mars 2023, senast 2016-02-18, okänd."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.days.imprecise import ImpreciseDay

# In Swedish and in English. A name may be cut short after its third letter.
MONTHS = [
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",), ("maj", "may"), ("juni", "june"),
    ("juli", "july"), ("augusti", "august"), ("september",), ("oktober", "october"), ("november",), ("december",),
]  # fmt: skip
SEASONS = ("våren", "sommaren", "hösten", "vintern", "vår", "sommar", "höst", "vinter", "spring", "summer", "autumn")
NOT_LATER = re.compile(r"(?:senast|före utgången av|no later than|not later than|by)\s+(?:i |den |under )?(.+)")
NOT_EARLIER = re.compile(r"(?:tidigast|från och med|no earlier than|not earlier than)\s+(?:i |den |under )?(.+)")
UNKNOWN = {"okänd", "okänt", "unknown", "../.."}
WRITTEN = re.compile(r"(?:den\s+)?(?:(\d{1,2})\s+)?([a-zåäö]+)\.?\s+(\d{4})")


def read_day(text: str) -> ImpreciseDay | None:
    """None for an empty text. Raises ValidationError with an example of what can be written."""
    text = " ".join(text.split()).casefold()
    if not text:
        return None
    try:
        return ImpreciseDay.from_edtf(_as_edtf(text))
    except ValueError as error:
        raise ValidationError(_advice(text), code="invalid", params={"value": text[:40]}) from error


def _as_edtf(text: str) -> str:
    if text in UNKNOWN:
        return "../.."
    if match := NOT_LATER.fullmatch(text):
        return f"../{_period(match[1])}"
    if match := NOT_EARLIER.fullmatch(text):
        return f"{_period(match[1])}/.."
    return _period(text)


def _period(text: str) -> str:
    if not (match := WRITTEN.fullmatch(text)):
        return text
    day, month, year = match.groups()
    period = f"{year}-{_month_number(month):02}"
    return f"{period}-{int(day):02}" if day else period


def _month_number(text: str) -> int:
    for number, names in enumerate(MONTHS, start=1):
        if len(text) >= 3 and any(name.startswith(text) for name in names):
            return number
    raise ValueError(f"not a month: {text}")


def _advice(text: str) -> str:
    if text.startswith(SEASONS):
        return _(
            "”%(value)s” är en årstid. Skriv månaden om den är känd, till exempel 2022-10, annars månaderna som den "
            "ligger mellan: 2022-09/2022-11."
        )
    return _(
        "”%(value)s” är ingen dag. Skriv det som är känt: 2022-12-23, 2022-12, 2022, senast 2016-02-18 "
        "eller tidigast 2022-10-01."
    )
