"""Where published totals that name municipalities and the register differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value

from agreements.lookup.municipalities import municipalities_on
from agreements.models import Naming, ReportedMunicipality, ReportedTotal
from agreements.positions import Position


@dataclass
class ReportedDifferences:
    """The municipalities that a published total names, by the register's position on the total's day."""

    total: ReportedTotal
    counts: Counter[str] = field(default_factory=Counter)
    # Code, name and position of those with another known position than the reported one.
    others: list[tuple[str, str, str]] = field(default_factory=list)
    # Code and name of those whose position the register does not know.
    unknown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.counts.total()

    @property
    def same(self) -> int:
        return self.counts[self.total.position]


def differences(totals: Iterable[ReportedTotal]) -> list[ReportedDifferences]:
    """For each total whose source names municipalities, in one query."""
    compared = {total.pk: ReportedDifferences(total) for total in totals if total.naming != Naming.NONE}
    queries = [_named_positions(result.total) for result in compared.values()]
    if queries:
        for total, _sort_key, code, name, position in sorted(queries[0].union(*queries[1:], all=True)):
            result = compared[total]
            result.counts[position] += 1
            if position == Position.UNKNOWN:
                result.unknown.append((code, name))
            elif position != result.total.position:
                result.others.append((code, name, position))
    return list(compared.values())


def _named_positions(total: ReportedTotal) -> QuerySet[Any, tuple]:
    named = Q(pk__in=ReportedMunicipality.objects.filter(reportedtotal=total.pk).values("municipality"))
    rows = municipalities_on(total.reported_on, total.type.slug).filter(
        ~named if total.naming == Naming.ALL_BUT else named
    )
    key = Value(total.pk, IntegerField())
    return rows.order_by().annotate(total=key).values_list("total", "sort_key", "code", "name", "position")
