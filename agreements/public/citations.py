"""The banner of a page with `enligt`, and the citation of a page by an address with a fixed content."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.public.day import Day

if TYPE_CHECKING:
    from agreements.public.cache import PublicRequest


@dataclass(frozen=True)
class AsKnown:
    """The banner of a page that shows what the register knew on an earlier day."""

    sentence: str
    today_url: str  # the same page and day, with what the register knows now


def as_known(request: PublicRequest, day: Day | None, days: dict[str, str]) -> AsKnown | None:
    """`days` are the days of the page, by query parameter."""
    known_on = request.known_on
    if known_on is None:
        return None
    words = {"known_on": long_day(known_on), "day": str(day)}
    if day is None or day.day == known_on:
        sentence = _("Så här kände registret till läget den %(known_on)s.") % words
    else:
        sentence = _("Så här kände registret den %(known_on)s till läget den %(day)s.") % words
    query = _with(request.GET, days)
    query.pop("enligt", None)
    return AsKnown(sentence, f"?{query.urlencode()}")


@dataclass(frozen=True)
class Citation:
    url: str
    sentence: str


def citation(request: PublicRequest, day: Day, days: dict[str, str]) -> Citation:
    known_on = request.today
    query = _with(request.GET, days | {"enligt": known_on.isoformat()})
    url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    words = {"day": str(day), "known_on": long_day(known_on)}
    if "from" in days:
        words["first"] = long_day(datetime.date.fromisoformat(days["from"]))
        about = _("Förändringar från den %(first)s till den %(day)s, så som registret kände till dem den %(known_on)s.")
    else:
        about = _("Uppgifter för den %(day)s, så som registret kände till dem den %(known_on)s.")
    return Citation(url, about % words)


def _with(parameters: QueryDict, days: dict[str, str]) -> QueryDict:
    query = parameters.copy()
    for name, day in days.items():
        query[name] = day
    return query
