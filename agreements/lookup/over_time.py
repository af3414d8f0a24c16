"""The number of municipalities with each position over time, for the chart of the overview."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from agreements.days import ONE_DAY
from agreements.days.imprecise import OPEN_FUTURE
from agreements.models import Agreement
from agreements.positions import ANSWERS, Position, position_on


def positions_over_time(answers: Iterable[Agreement]) -> list[tuple[datetime.date, Counter[Position]]]:
    """The days on which a count changes, each with the number of municipalities per position from that day.

    `answers` are the published signed and declined agreements of one type, ordered by municipality. A municipality
    without any answer yet is in no count; one whose answer possibly holds is counted as unknown.
    """
    steps: dict[datetime.date, Counter[Position]] = {}
    for _municipality, group in groupby(answers, key=attrgetter("municipality_id")):
        before = Position.NONE
        own = list(group)
        for day in turning_days(own):
            after = position_on(own, day, complete=True)
            if after != before:
                steps.setdefault(day, Counter()).update({after: 1, before: -1})
            before = after
    counts: Counter[Position] = Counter()
    series: list[tuple[datetime.date, Counter[Position]]] = []
    for day in sorted(steps):
        counts.update(steps[day])
        known_counts = Counter[Position](
            {position: counts[position] for position in Position if position != Position.NONE}
        )
        series.append((day, known_counts))
    return series


def positions_at(series: list[tuple[datetime.date, Counter[Position]]], day: datetime.date) -> Counter[Position]:
    """The counts on the day."""
    return next((counts for start, counts in reversed(series) if start <= day), Counter())


def turning_days(answers: list[Agreement]) -> list[datetime.date]:
    """The days on which a municipality's position may change: where an answer begins, and the day after it ends.

    An imprecise day has two such days: its earliest possible and its latest.
    """
    given = [answer for answer in answers if answer.status in ANSWERS]
    days = {day for answer in given for day in (answer.valid_from, answer.valid_from_earliest)}
    ends = {day for answer in given for day in (answer.valid_to, answer.valid_to_latest)}
    days |= {day + ONE_DAY for day in ends if day and day < OPEN_FUTURE}
    return sorted(day for day in days if day)
