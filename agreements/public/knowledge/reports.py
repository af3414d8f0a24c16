"""What others have reported, in words, and compared with the register's own sums."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.reported_totals import ComparedTotal, compare_totals
from agreements.lookup.reports import EXCEPTED
from agreements.models import CountedUnit, Naming, Precision, ReportedTotal
from agreements.positions import ANSWERS, Position, Status
from agreements.public.day import Day
from agreements.public.tags import Tag, position_tag

MAX_EXCEPTIONS = 6


def reported_day(day: ImpreciseDay) -> str:
    """The day of a report: "5 oktober 2023", "februari 2016", "2016", "senast den 18 februari 2016"."""
    match len(day.edtf):
        case 4:
            return day.edtf
        case 7 if "/" not in day.edtf:
            return date_format(day.earliest, "F Y")
        case _:
            return str(day)


def report_origin(total: ReportedTotal) -> str:
    """For example "Dua, februari 2016"."""
    return f"{total.publisher}, {reported_day(total.day)}"


def report_of_municipality(total: ReportedTotal, position: str) -> str:
    """For example "Dua, februari 2016: tecknad"; `position` is that of `with_report`."""
    if position == EXCEPTED:
        word = _("inte med")
    elif position in ANSWERS:
        word = str(Status(position).label)
    else:
        word = str(Position(position).label)
    return f"{report_origin(total)}: {word}"


def report_sentence(total: Any) -> str:
    """For example "SKR, 5 oktober 2023: 2 kommuner har avböjt"; `total` is of `totals_with_sources`."""
    words = total.in_words
    if total.naming == Naming.ALL_BUT:
        number = len(total.named)
        words += ", " + (
            _("alla utom %(names)s") % {"names": get_text_list(total.named, _("och"))}
            if 0 < number <= MAX_EXCEPTIONS
            else _("alla utom %(number)s") % {"number": number}
        )
    return f"{report_origin(total)}: {words}"


def latest_reports(totals: Iterable[ReportedTotal], day: Day) -> list[str]:
    """What others had reported last by the day of each position, the latest first."""
    latest: dict[str, ReportedTotal] = {}
    for total in sorted(totals, key=lambda total: (total.reported_on, total.pk), reverse=True):
        if total.reported_on <= day.day:
            latest.setdefault(total.position, total)
    return [report_sentence(total) for total in latest.values()]


class ComparisonRow(ComparedTotal):
    """A compared total with its tag, link and verdict."""

    @property
    def tag(self) -> Tag:
        return position_tag(self.total.position)

    @property
    def day(self) -> str:
        return reported_day(self.total.day)

    @property
    def number(self) -> str:
        """For example "261", "minst 86 %", "271 avsiktsförklaringar"."""
        precision = "" if self.total.precision == Precision.EXACT else f"{self.total.get_precision_display()} "
        match self.total.unit:
            case CountedUnit.PER_CENT:
                return f"{precision}{self.total.total} %"
            case CountedUnit.LETTERS:
                return f"{precision}{self.total.total} {self.total.get_unit_display()}"
            case _:
                return f"{precision}{self.total.total}"

    @property
    def note(self) -> str:
        return self.total.note_en if get_language() == "en" else self.total.note

    @property
    def url(self) -> str:
        """The list of the municipalities that the register counts."""
        day = Day(self.total.reported_on, datetime.date.max)
        return f"{reverse('municipality_list')}?{urlencode(self._filters | day.parameters)}"

    @property
    def _filters(self) -> dict[str, str]:
        is_headline = self.total.type.is_headline
        return {"position": self.total.position} | ({} if is_headline else {"type": self.total.type.slug})

    @property
    def verdict(self) -> str:
        if self.total.unit != CountedUnit.MUNICIPALITIES:
            return _("jämförs inte: registret räknar kommuner")
        if not self.is_known:
            return _("jämförs inte: registret känner inte till alla svar den dagen")
        if not self.differs:
            return _("samma") if self.total.precision == Precision.EXACT else _("stämmer")
        difference = self.register_count - self.total.total
        if difference > 0:
            return ngettext("%(number)s fler", "%(number)s fler", difference) % {"number": difference}
        return ngettext("%(number)s färre", "%(number)s färre", -difference) % {"number": -difference}


def comparisons(totals: Iterable[ReportedTotal], figures: Mapping[datetime.date, Counter[str]]) -> list[ComparisonRow]:
    return [ComparisonRow(row.total, row.register_count, row.is_known) for row in compare_totals(totals, figures)]
