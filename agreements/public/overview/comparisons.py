"""The overview's comparison with a year before, and its links to other days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.days import long_day
from agreements.models import ReportedTotal
from agreements.positions import Position
from agreements.public.day import Day


def change_sentence(now: Mapping[str, int], before: Mapping[str, int]) -> str:
    """The number of signed agreements compared with a year before, as a sentence.

    Empty where both are 0, and where a position is unknown: the register may only have learnt more.
    """
    if any(counts.get(Position.UNKNOWN) for counts in (now, before)):
        return ""
    signed_now, signed_before = (counts.get(Position.SIGNED, 0) for counts in (now, before))
    if not signed_now and not signed_before:
        return ""
    difference = signed_now - signed_before
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
