"""The number of municipalities with each position over time, for the chart of the overview."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from agreements.days import ONE_DAY
from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST
from agreements.models import Agreement
from agreements.positions import ANSWERS, Position, may_hold_on, position_on


@dataclass(frozen=True)
class TrendStep:
    """The counts from a day on, until the next step.

    A municipality without any answer yet is in no count.
    """

    day: datetime.date
    counts: Counter[Position] = field(default_factory=Counter)
    # Of those counted as unknown, the positions that their answers possibly give.
    possible: Counter[Position] = field(default_factory=Counter)


def positions_over_time(answers: Iterable[Agreement]) -> list[TrendStep]:
    """The days on which a count changes.

    `answers` are the published signed and declined agreements of one type, ordered by municipality.
    """
    counted: dict[datetime.date, tuple[Counter[Position], Counter[Position]]] = {}
    for _municipality, group in groupby(answers, key=attrgetter("municipality_id")):
        own = list(group)
        before: Position = Position.NONE
        maybe: set[Position] = set()
        for day in turning_days(own):
            after = position_on(own, day, complete=True)
            maybe_after = possible_positions(own, day) if after == Position.UNKNOWN else set()
            if (after, maybe_after) != (before, maybe):
                counts, possible = counted.setdefault(day, (Counter(), Counter()))
                counts.update({before: -1})
                counts.update({after: 1})
                possible.subtract(maybe)
                possible.update(maybe_after)
            before, maybe = after, maybe_after
    steps: list[TrendStep] = []
    counts, possible = Counter[Position](), Counter[Position]()
    for day in sorted(counted):
        counts.update(counted[day][0])
        possible.update(counted[day][1])
        steps.append(TrendStep(day, Counter({key: counts[key] for key in Position if key != Position.NONE}), +possible))
    return steps


def positions_at(steps: list[TrendStep], day: datetime.date) -> TrendStep:
    """The counts on the day."""
    return next((step for step in reversed(steps) if step.day <= day), TrendStep(OPEN_PAST))


def possible_positions(answers: Iterable[Agreement], day: datetime.date) -> set[Position]:
    """The positions that the answers that possibly hold on the day give if they do."""
    return {Position(answer.status) for answer in answers if answer.status in ANSWERS and may_hold_on(answer, day)}


def turning_days(answers: list[Agreement]) -> list[datetime.date]:
    """The days on which a municipality's position may change: where an answer begins, and the day after it ends.

    An imprecise day has two such days: its earliest possible and its latest.
    """
    given = [answer for answer in answers if answer.status in ANSWERS]
    days = {day for answer in given for day in (answer.valid_from, answer.valid_from_earliest)}
    ends = {day for answer in given for day in (answer.valid_to, answer.valid_to_latest)}
    days |= {day + ONE_DAY for day in ends if day and day < OPEN_FUTURE}
    return sorted(day for day in days if day)
