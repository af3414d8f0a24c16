"""Comparisons of the overview: with a year before, with published totals, and links to other days."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.lookup.reported_totals import ComparedTotal, compare_totals
from agreements.models import ReportedTotal
from agreements.public.day import Day
from agreements.public.tags import Tag, position_tag


def change_sentence(now: int, before: int) -> str:
    """The number of signed agreements compared with a year before, as a sentence; empty where both are 0."""
    if not now and not before:
        return ""
    difference = now - before
    if difference == 0:
        return _("Lika många som ett år tidigare.")
    if difference > 0:
        return ngettext("%(number)s fler än ett år tidigare.", "%(number)s fler än ett år tidigare.", difference) % {
            "number": difference
        }
    return ngettext("%(number)s färre än ett år tidigare.", "%(number)s färre än ett år tidigare.", -difference) % {
        "number": -difference
    }


@dataclass(frozen=True)
class DayLink:
    day: datetime.date
    text: str
    url: str
    is_current: bool


def day_links(day: Day, totals: Iterable[ReportedTotal]) -> list[DayLink]:
    """Links to today, the days of the published totals, and the ends of the years since the first."""
    reported = {total.reported_on for total in totals if total.reported_on < day.today}
    first_year = min((reported_day.year for reported_day in reported), default=day.today.year - 3)
    ends = {datetime.date(year, 12, 31) for year in range(first_year, day.today.year)}
    overview = reverse("overview")
    first = long_day(day.today) if day.known_on else _("I dag")
    days = [(day.today, first, Day(day.today, day.today).query)]
    days += [(other, long_day(other), Day(other, day.today).query) for other in sorted(reported | ends, reverse=True)]
    return [DayLink(other, text, overview + query, other == day.day) for other, text, query in days]


def reported_lines(totals: Iterable[ReportedTotal], day: Day) -> list[str]:
    """What others had reported last by the day, each as "SKR, 5 oktober 2023: 2 kommuner har avböjt"."""
    earlier = [total for total in totals if total.reported_on <= day.day]
    latest = max((total.reported_on for total in earlier), default=None)
    return [
        _("%(publisher)s, %(day)s: %(total)s")
        % {"publisher": total.publisher, "day": total.day, "total": total.in_words}
        for total in earlier
        if total.reported_on == latest
    ]


class ComparisonRow(ComparedTotal):
    """A compared total with its tag, link and verdict."""

    @property
    def tag(self) -> Tag:
        return position_tag(self.total.position)

    @property
    def note(self) -> str:
        return self.total.note_en if get_language() == "en" else self.total.note

    @property
    def url(self) -> str:
        day = Day(self.total.reported_on, datetime.date.max)
        return f"{reverse('municipality_list')}?{urlencode({'position': self.total.position} | day.parameters)}"

    @property
    def verdict(self) -> str:
        if not self.is_known:
            return _("registret har inga svar för den dagen")
        difference = self.register_count - self.total.total
        if difference == 0:
            return _("samma")
        if difference > 0:
            return ngettext("%(number)s fler", "%(number)s fler", difference) % {"number": difference}
        return ngettext("%(number)s färre", "%(number)s färre", -difference) % {"number": -difference}


def comparisons(totals: Iterable[ReportedTotal], figures: Mapping[datetime.date, Counter[str]]) -> list[ComparisonRow]:
    return [ComparisonRow(row.total, row.register_count, row.is_known) for row in compare_totals(totals, figures)]
