"""A day as well as it is known: its earliest and its latest possible day, written as EDTF level 1 (ISO 8601-2)."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.days import ONE_DAY, long_day

# The bounds of a day that is only known not to be later, or earlier, than another.
OPEN_PAST = datetime.date.min
OPEN_FUTURE = datetime.date.max

PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, order=True)
class ImpreciseDay:
    """The day is `earliest` or later and `latest` or earlier. The open bounds are OPEN_PAST and OPEN_FUTURE."""

    earliest: datetime.date
    latest: datetime.date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError("the earliest possible day is after the latest")

    @classmethod
    def exactly(cls, day: datetime.date) -> ImpreciseDay:
        return cls(day, day)

    @classmethod
    def from_edtf(cls, text: str) -> ImpreciseDay:
        """Reads `2022-12-23`, `2022-12`, `2022`, `../2016-02`, `2022-10-01/..`, `../..` and, of a day between two
        others, `2022-09/2022-11`. Raises ValueError.
        """
        earliest, slash, latest = text.partition("/")
        if not slash:
            return cls(*_bounds(text))
        return cls(
            OPEN_PAST if earliest == ".." else _bounds(earliest)[0],
            OPEN_FUTURE if latest == ".." else _bounds(latest)[1],
        )

    @property
    def day_before(self) -> ImpreciseDay:
        """As imprecise as the day itself."""
        earliest = self.earliest if self.earliest == OPEN_PAST else self.earliest - ONE_DAY
        return ImpreciseDay(earliest, self.latest if self.latest == OPEN_FUTURE else self.latest - ONE_DAY)

    @property
    def day_after(self) -> ImpreciseDay:
        """As imprecise as the day itself."""
        earliest = self.earliest if self.earliest == OPEN_PAST else self.earliest + ONE_DAY
        return ImpreciseDay(earliest, self.latest if self.latest == OPEN_FUTURE else self.latest + ONE_DAY)

    @property
    def is_exact(self) -> bool:
        return self.earliest == self.latest

    @property
    def edtf(self) -> str:
        """The shortest EDTF text with these bounds; of an open interval the month or the day."""
        if self.is_exact:
            return self.earliest.isoformat()
        for length in (4, 7):
            if _bounds(period := self.earliest.isoformat()[:length]) == (self.earliest, self.latest):
                return period
        start = ".." if self.earliest == OPEN_PAST else _starting(self.earliest)
        end = ".." if self.latest == OPEN_FUTURE else _ending(self.latest)
        return f"{start}/{end}"

    @property
    def is_unknown(self) -> bool:
        return (self.earliest, self.latest) == (OPEN_PAST, OPEN_FUTURE)

    @property
    def bound(self) -> datetime.date:
        """The day to order by: the latest possible one, or the earliest where nothing limits the latest."""
        return self.earliest if self.latest == OPEN_FUTURE else self.latest

    @property
    def dateline(self) -> str:
        """As the date of a report or a source: "5 oktober 2023", "februari 2016", "2016", "senast i februari 2016"."""
        edtf = self.edtf
        return edtf if len(edtf) == 4 else date_format(self.earliest, "F Y") if len(edtf) == 7 else str(self)

    @property
    def with_article(self) -> str:
        """In a sentence: "den 5 oktober 2023", "någon gång i december 2022"."""
        return _("den %(day)s") % {"day": long_day(self.earliest)} if self.is_exact else str(self)

    def __str__(self) -> str:
        """In words: "5 oktober 2023", "någon gång i december 2022", "senast den 18 februari 2016"."""
        match self.edtf.split("/"):
            case ["..", ".."]:
                return _("okänd dag")
            case ["..", end]:
                return _period(end, _("senast i %(month)s"), _("senast den %(day)s"))
            case [start, ".."]:
                return _period(start, _("tidigast i %(month)s"), _("tidigast den %(day)s"))
            case [text]:
                return _period(text, _("någon gång i %(month)s"), "%(day)s", year=_("någon gång under %(year)s"))
            case _:
                days = {"first": long_day(self.earliest), "last": long_day(self.latest)}
                return _("någon dag från den %(first)s till den %(last)s") % days


def _bounds(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a day, a month or a year. Raises ValueError."""
    if not (match := PERIOD.fullmatch(text)):
        raise ValueError(f"neither a day, a month nor a year: {text}")
    year, month, day = (int(part or 0) for part in match.groups())
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return datetime.date(year, month or 1, day or 1), datetime.date(year, last_month, last_day)


def _starting(day: datetime.date) -> str:
    """The month that starts on the day, or the day."""
    return day.isoformat()[: 7 if day.day == 1 else 10]


def _ending(day: datetime.date) -> str:
    """The month that ends on the day, or the day."""
    return day.isoformat()[: 7 if day.day == calendar.monthrange(day.year, day.month)[1] else 10]


def _period(text: str, month: str, day: str, year: str = "") -> str:
    """The day, the month or the year in words."""
    first, _last = _bounds(text)
    words = {"year": text, "month": date_format(first, "F Y"), "day": long_day(first)}
    return {4: year, 7: month, 10: day}[len(text)] % words
