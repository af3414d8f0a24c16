"""Builds one fictional agreement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from agreements.days import ONE_DAY
from agreements.models import Agreement, AgreementType
from agreements.positions import Status
from municipalities.models import Municipality

SOURCE = "Påhittad uppgift, för att visa hur registret fungerar."
SUMMARIES = [
    "Påhittad uppgift: kommunen och Arbetsförmedlingen samverkar om stöd till personer som står långt från arbete.",
    "Påhittad uppgift: parterna planerar insatser tillsammans och följer upp dem varje år.",
    "Påhittad uppgift: överenskommelsen omfattar unga, nyanlända och personer med ekonomiskt bistånd.",
    "",
]


@dataclass
class AnswerWriter:
    """Creates fictional agreements of one type."""

    type: AgreementType
    random: Random

    def day_between(self, first: datetime.date, last: datetime.date) -> datetime.date:
        return first + self.random.randint(0, (last - first).days) * ONE_DAY

    def answer(
        self,
        municipality: Municipality,
        valid_from: datetime.date,
        valid_to: datetime.date | None = None,
        *,
        status: Status = Status.SIGNED,
        draft: bool = False,
        **fields: Any,
    ) -> Agreement:
        decided_on = valid_from - self.random.randint(0, 28) * ONE_DAY
        agreement = Agreement(
            municipality=municipality,
            type=self.type,
            status=status,
            decided_on=decided_on,
            valid_from=valid_from,
            valid_to=valid_to,
            diary_number=f"DEMO {decided_on.year}/{municipality.code}",
            municipality_diary_number=self.random.choice(["", f"DEMO-KS {decided_on.year}/{municipality.code}"]),
            public_summary=self.random.choice(SUMMARIES) if status == Status.SIGNED else "",
            source_note=SOURCE,
            # Not from `random`, which would change the sequence of all later values.
            notice_months=3 if status == Status.SIGNED and decided_on.day % 2 else None,
            next_follow_up_on=self.next_follow_up(valid_to) if status == Status.SIGNED else None,
            **fields,
        )
        if not draft:
            self.publish(agreement, decided_on + self.random.randint(1, 20) * ONE_DAY)
        return agreement

    def dialogue(self, municipality: Municipality, opened_on: datetime.date, *, draft: bool = False) -> Agreement:
        agreement = Agreement(
            municipality=municipality,
            type=self.type,
            status=Status.IN_DIALOGUE,
            valid_from=opened_on,
            diary_number=f"DEMO {opened_on.year}/{municipality.code}",
            source_note=SOURCE,
        )
        if not draft:
            self.publish(agreement, opened_on)
        return agreement

    def next_follow_up(self, valid_to: datetime.date | None) -> datetime.date | None:
        """A day for about half of the agreements in force on it; None for the others."""
        day = self.day_between(datetime.date(2026, 9, 1), datetime.date(2027, 5, 31))
        return day if self.random.random() < 0.5 and (valid_to is None or day <= valid_to) else None

    def publish(self, agreement: Agreement, day: datetime.date) -> None:
        """Sets the planned publication and verification; `loading` publishes."""
        agreement.published_at = datetime.datetime.combine(
            day, datetime.time(9, self.random.randint(0, 59)), ZoneInfo("Europe/Stockholm")
        )
        agreement.verified_on = max(day, self.day_between(datetime.date(2024, 9, 1), datetime.date(2026, 6, 30)))
        agreement.verified_by = "Påhittad funktion"
