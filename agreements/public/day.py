from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils.http import urlencode

from agreements.days import long_day
from agreements.history.as_known import known_on


@dataclass(frozen=True)
class Day:
    """The day that a page shows, and the day whose knowledge it shows where that is not today's."""

    day: datetime.date
    today: datetime.date
    known_on: datetime.date | None = field(default_factory=known_on)

    @property
    def is_today(self) -> bool:
        return self.day == self.today and self.known_on is None

    @property
    def known_query(self) -> str:
        """What a link to a page of other days carries so that the knowledge is the same."""
        return f"?enligt={self.known_on.isoformat()}" if self.known_on else ""

    @property
    def parameters(self) -> dict[str, str]:
        parameters = {} if self.day == self.today else {"per": self.day.isoformat()}
        return parameters | ({"enligt": self.known_on.isoformat()} if self.known_on else {})

    @property
    def query(self) -> str:
        """What a link carries so that the next page shows the same day."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    def __str__(self) -> str:
        return long_day(self.day)
