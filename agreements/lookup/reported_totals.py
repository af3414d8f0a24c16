"""Compares published totals with the register's counts, and finds those that name a municipality."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.models import CountedUnit, Naming, Precision, ReportedMunicipality, ReportedTotal
from agreements.positions import Position
from municipalities.models import Municipality


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


def reports_naming(municipality: Municipality | OuterRef, day: datetime.date) -> QuerySet[ReportedTotal]:
    """The published totals of the day or earlier whose source says which position the municipality has.

    The source names it, or names all municipalities but some. `is_excepted` is true of one of those. As a subquery of
    municipalities, `municipality` is OuterRef("pk").
    """
    key = OuterRef(municipality) if isinstance(municipality, OuterRef) else municipality.pk
    named = ReportedMunicipality.objects.filter(reportedtotal=OuterRef("pk"), municipality=key)
    existing = Municipality.objects.existing_on(OuterRef("reported_on")).filter(pk=key)
    totals = ReportedTotal.objects.published().filter(
        Q(Exists(named), naming=Naming.THOSE) | Q(Exists(existing), naming=Naming.ALL_BUT), reported_on__lte=day
    )
    is_excepted = Q(Exists(named), naming=Naming.ALL_BUT)
    return totals.annotate(is_excepted=is_excepted).order_by("-reported_on", "publisher", "pk")
