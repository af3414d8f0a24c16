"""Arithmetic and formats of days, and the form field for a day."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last day if the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_before(day: datetime.date) -> datetime.date | None:
    """The same day a year before, 28 February for a leap day; None in year 1."""
    if day.year == datetime.MINYEAR:
        return None
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return datetime.date(day.year - 1, 2, 28)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day of an earlier month, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


ONE_DAY = datetime.timedelta(days=1)


def long_day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


class DayField(forms.DateField):
    """A form field for a day written as 2023-03-01. Other formats are refused because 03/04/23 is ambiguous."""

    def to_python(self, value: Any) -> datetime.date | None:
        if not value:
            return None
        try:
            return datetime.datetime.strptime(str(value).strip(), "%Y-%m-%d").date()  # noqa: DTZ007, a day has no zone
        except ValueError as error:
            message = self.error_messages["invalid"]
            raise ValidationError(message, code="invalid", params={"value": str(value)[:40]}) from error
