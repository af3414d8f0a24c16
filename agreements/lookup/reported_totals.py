"""Compares published totals with the register's counts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agreements.models import CountedUnit, Precision, ReportedTotal
from agreements.positions import Position


@dataclass(frozen=True)
class ComparedTotal:
    """A published total and the register's count for the same day and position."""

    total: ReportedTotal
    register_count: int
    is_known: bool = True  # whether the register has any answer on the day

    @property
    def differs(self) -> bool:
        if not self.is_known or self.total.unit != CountedUnit.MUNICIPALITIES:
            return False
        match self.total.precision:
            case Precision.AT_LEAST:
                return self.register_count < self.total.total
            case Precision.AT_MOST:
                return self.register_count > self.total.total
            case _:
                return self.register_count != self.total.total


def compare_totals(
    totals: Iterable[ReportedTotal], figures: Mapping[datetime.date, Counter[str]]
) -> list[ComparedTotal]:
    compared = []
    for total in totals:
        counts = figures.get(total.reported_on, Counter())
        # A count of a register that does not know the position of all cannot differ from anybody's.
        is_known = counts.total() > 0 and not counts[Position.UNKNOWN] and counts.total() > counts[Position.NONE]
        compared.append(ComparedTotal(total, counts[total.position], is_known))
    return compared
