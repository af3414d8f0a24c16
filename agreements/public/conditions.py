"""The conditions and orders of the list of municipalities, for its page, its facets and its file."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Case, Exists, F, Q, Value, When
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from agreements.days import months_after
from agreements.days.imprecise import OPEN_PAST
from agreements.lookup.municipalities import terms_in_force
from agreements.models import CollaborationLevel, CooperationArea
from agreements.positions import Position, ending_by
from municipalities.search import matches_or_resembles

# The orders of the list of municipalities, ascending and descending, then by name. Rows without a day come last.
FILTER_COLUMNS: dict[str, tuple[Any, Any, Any]] = {
    "name": (F("sort_key"), _("Kommun, A–Ö"), _("Kommun, Ö–A")),
    "county": (F("county__sort_key"), _("Län, A–Ö"), _("Län, Ö–A")),
    "position": (
        Case(*(When(position=position, then=place) for place, position in enumerate(Position.values))),
        _("Läge, överenskommelser först"),
        _("Läge, uppgift saknas först"),
    ),
    "since": (F("answer__valid_from"), _("Äldst svar först"), _("Nyast svar först")),
    # A last day that is not known at all is no early one.
    "until": (NullIf("answer__valid_to", Value(OPEN_PAST)), _("Upphör först"), _("Upphör sist")),
}
ORDERS = [
    choice
    for name, (_by, rising, falling) in FILTER_COLUMNS.items()
    for choice in ((name, rising), (f"-{name}", falling))
]


def ordering_of(sort: str) -> list[Any]:
    by = FILTER_COLUMNS[sort.removeprefix("-")][0]
    first = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    return [first, "sort_key", "code"]


# The choice of those of which no report says anything.
NOT_REPORTED = "no_report"

# The query condition of each filter, by its value and the day.
CONDITIONS: dict[str, Callable[[Any, datetime.date], Q]] = {
    "q": lambda text, day: matches_or_resembles(text),
    "county": lambda code, day: Q(county=code),
    "position": lambda positions, day: Q(position__in=positions),
    "level": lambda slug, day: Q(Exists(terms_in_force(CollaborationLevel).filter(slug=slug))),
    "area": lambda slug, day: Q(Exists(terms_in_force(CooperationArea).filter(slug=slug))),
    "in_dialogue": lambda choice, day: Q(in_dialogue=choice == "yes"),
    "reported": lambda says, day: Q(reported_position=None) if says == NOT_REPORTED else Q(reported_position=says),
    "lapses": lambda months, day: (
        Q(position=Position.SIGNED) & ending_by(months_after(day, int(months)), "answer__valid_to")
    ),
}
