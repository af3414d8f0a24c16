"""Which days the register can hold, as checks of forms and as conditions of constraints."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST, ImpreciseDay

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A day outside these is a slip of the keys (0202-10-05), not a decision.
EARLIEST_DAY = datetime.date(1990, 1, 1)
LATEST_DAY = datetime.date(2100, 12, 31)

IMPLAUSIBLE_DAY = gettext_lazy("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")
BOUNDS_REVERSED = gettext_lazy("Den tidigaste möjliga dagen kan inte vara efter den senaste.")
DECIDED_LATER = gettext_lazy("Beslutsdagen kan inte vara efter i dag. Registrera beslutet när det är fattat.")
SIGNED_LATER = gettext_lazy("Dagen för undertecknandet kan inte vara efter i dag.")
VERIFIED_LATER = gettext_lazy("Dagen för kontrollen kan inte vara efter i dag.")
DIALOGUE_ENDS_LATER = gettext_lazy("Dialogen kan inte ha slutat efter i dag. Avsluta den när den har slutat.")
FUTURE_FOLLOW_UP = gettext_lazy("Uppföljningen kan inte vara gjord efter i dag. Registrera den när den är gjord.")
FUTURE_REVISION = gettext_lazy("Revideringen kan inte vara gjord efter i dag. Registrera den när den är gjord.")
FUTURE_TOTAL = gettext_lazy("Siffran kan inte gälla en dag efter i dag. Kontrollera årtalet.")


def refuse_future_day(day: datetime.date | None, message: StrOrPromise) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(message)


def is_plausible(day: ImpreciseDay | datetime.date | None) -> bool:
    if day is None:
        return True
    if isinstance(day, datetime.date):
        day = ImpreciseDay.exactly(day)
    bounds = {day.earliest} - {OPEN_PAST} | {day.latest} - {OPEN_FUTURE}
    return all(EARLIEST_DAY <= bound <= LATEST_DAY for bound in bounds)


def plausible(*names: str, other: str = "earliest") -> Q:
    """`is_plausible` as a condition: each bound is empty or plausible, or open on its own side."""
    open_certain, open_other = (OPEN_FUTURE, OPEN_PAST) if other == "earliest" else (OPEN_PAST, OPEN_FUTURE)
    condition = Q()
    for name in names:
        pair = f"{name}_{other}"
        condition &= empty_or_plausible(name) | Q(**{name: open_certain, f"{pair}__isnull": False})
        condition &= empty_or_plausible(pair) | Q(**{pair: open_other})
    return condition


def empty_or_plausible(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__range": (EARLIEST_DAY, LATEST_DAY)})


def bounds_in_order(*names: str, other: str = "earliest") -> Q:
    """The condition that the earliest possible day of each is not after its latest."""
    condition = Q()
    for name in names:
        pair = f"{name}_{other}"
        if other == "earliest":
            condition &= Q(**{name: None}) | Q(**{pair: None}) | Q(**{f"{pair}__lte": F(name)})
        else:
            # Without an earliest possible last day there is none: until further notice.
            condition &= Q(**{pair: None}) | Q(**{f"{name}__isnull": False, f"{pair}__gte": F(name)})
    return condition


def ends_after_it_begins(first: str, last: str) -> GreaterThanOrEqual:
    """The condition that the last day is not certainly before the first. A day without bounds is open."""
    # Without one type for all, Django's check of a form skips the condition.
    return GreaterThanOrEqual(
        Coalesce(f"{last}_latest", last, Value(OPEN_FUTURE), output_field=DateField()),
        Coalesce(f"{first}_earliest", first, Value(OPEN_PAST), output_field=DateField()),
    )
