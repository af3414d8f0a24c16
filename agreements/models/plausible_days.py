from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

IMPLAUSIBLE = gettext_lazy("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")


DECIDED_LATER = gettext_lazy("Beslutsdagen kan inte vara efter i dag. Registrera beslutet när det är fattat.")


VERIFIED_LATER = gettext_lazy("Dagen för kontrollen kan inte vara efter i dag.")


FOLLOWED_UP_LATER = gettext_lazy("Uppföljningen kan inte vara gjord efter i dag. Registrera den när den är gjord.")


REPORTED_LATER = gettext_lazy("Siffran kan inte gälla en dag efter i dag. Kontrollera årtalet.")


def not_to_come(day: datetime.date | None, message: StrOrPromise) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(message)


# A day outside these is a slip of the keys (0202-10-05), not a decision.
EARLIEST_DAY = datetime.date(1990, 1, 1)


LATEST_DAY = datetime.date(2100, 12, 31)
