"""Which days the register can hold, as checks of forms and as conditions of constraints."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A day outside these is a slip of the keys (0202-10-05), not a decision.
EARLIEST_DAY = datetime.date(1990, 1, 1)
LATEST_DAY = datetime.date(2100, 12, 31)

IMPLAUSIBLE_DAY = gettext_lazy("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")
DECIDED_LATER = gettext_lazy("Beslutsdagen kan inte vara efter i dag. Registrera beslutet när det är fattat.")
VERIFIED_LATER = gettext_lazy("Dagen för kontrollen kan inte vara efter i dag.")
FUTURE_FOLLOW_UP = gettext_lazy("Uppföljningen kan inte vara gjord efter i dag. Registrera den när den är gjord.")
FUTURE_REVISION = gettext_lazy("Revideringen kan inte vara gjord efter i dag. Registrera den när den är gjord.")
FUTURE_TOTAL = gettext_lazy("Siffran kan inte gälla en dag efter i dag. Kontrollera årtalet.")


def refuse_future_day(day: datetime.date | None, message: StrOrPromise) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(message)


def is_plausible(day: datetime.date | None) -> bool:
    return day is None or day in (OPEN_PAST, OPEN_FUTURE) or EARLIEST_DAY <= day <= LATEST_DAY


def plausible(*names: str, other: str = "earliest") -> Q:
    """The condition that both bounds of each day are empty, open or plausible."""
    condition = Q()
    for name in (*names, *(f"{name}_{other}" for name in names)):
        condition &= (
            Q(**{name: None}) | Q(**{f"{name}__range": (EARLIEST_DAY, LATEST_DAY)})
            | Q(**{f"{name}__in": [OPEN_PAST, OPEN_FUTURE]})
        )  # fmt: skip
    return condition


def bounds_in_order(*names: str, other: str = "earliest") -> Q:
    """The condition that the earliest possible day of each is not after its latest."""
    condition = Q()
    for name in names:
        pair = {f"{name}_earliest__lte": F(name)} if other == "earliest" else {f"{name}_latest__gte": F(name)}
        condition &= Q(**{name: None}) | Q(**{f"{name}_{other}": None}) | Q(**pair)
    return condition


def ends_after_it_begins(first: str, last: str) -> GreaterThanOrEqual:
    """The condition that the last day is not certainly before the first. A day without bounds is open."""
    return GreaterThanOrEqual(
        Coalesce(f"{last}_latest", last, Value(OPEN_FUTURE)), Coalesce(f"{first}_earliest", first, Value(OPEN_PAST))
    )
