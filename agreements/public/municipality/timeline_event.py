"""An event of the timeline of a municipality."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst

from agreements.days.imprecise import ImpreciseDay
from agreements.models import Agreement

# The order of events on the same day.
EVENT_ORDER = [
    "established",
    "meeting",
    "dialogue",
    "dialogue_end",
    "decision",
    "signing",
    "begins",
    "document",
    "revision",
    "follow_up",
    "planned",
    "ends",
    "ceased",
]


@dataclass(frozen=True)
class TimelineEvent:
    day: ImpreciseDay
    kind: str
    what: str
    detail: str = ""
    agreement: Agreement | None = None
    url: str = ""
    link: str = ""
    language: str = ""
    is_stored: bool = False  # in the register, not at a web address
    is_after: bool = False  # the day that the page shows, for certain
    may_be_after: bool = False

    @property
    def when(self) -> str:
        return capfirst(str(self.day))

    @property
    def datetime(self) -> str:
        """The value of a <time> element, which can hold a day, a month or a year and no interval."""
        return "" if "/" in self.day.edtf else self.day.edtf
