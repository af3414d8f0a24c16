"""The days that the register accepts, and the messages for other days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

IMPLAUSIBLE_DAY = gettext_lazy("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")
DECIDED_LATER = gettext_lazy("Beslutsdagen kan inte vara efter i dag. Registrera beslutet när det är fattat.")
VERIFIED_LATER = gettext_lazy("Dagen för kontrollen kan inte vara efter i dag.")
FUTURE_FOLLOW_UP = gettext_lazy("Uppföljningen kan inte vara gjord efter i dag. Registrera den när den är gjord.")
FUTURE_TOTAL = gettext_lazy("Siffran kan inte gälla en dag efter i dag. Kontrollera årtalet.")


def refuse_future_day(day: datetime.date | None, message: StrOrPromise) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(message)


# A day outside these is a typing error (0202-10-05).
EARLIEST_DAY = datetime.date(1990, 1, 1)
LATEST_DAY = datetime.date(2100, 12, 31)
