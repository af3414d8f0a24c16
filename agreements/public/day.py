"""The day of a public page and its query parameters."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils.http import urlencode

from agreements.days import long_day
from agreements.history.as_known import known_on


@dataclass(frozen=True)
class Day:
    """The day of a page, and `known_on`, the day of `enligt`."""

    day: datetime.date
    today: datetime.date
    known_on: datetime.date | None = field(default_factory=known_on)

    @property
    def is_today(self) -> bool:
        return self.day == self.today and self.known_on is None

    @property
    def known_query(self) -> str:
        """The query string of a link to another day with the same `enligt`."""
        return f"?enligt={self.known_on.isoformat()}" if self.known_on else ""

    @property
    def parameters(self) -> dict[str, str]:
        parameters = {} if self.day == self.today else {"per": self.day.isoformat()}
        return parameters | ({"enligt": self.known_on.isoformat()} if self.known_on else {})

    @property
    def query(self) -> str:
        """The query string of a link to another page for the same day."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    def __str__(self) -> str:
        return long_day(self.day)
