"""What the register knows of every municipality for a type on a day, by county, and what is left to find out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement, AgreementType, Completeness, ConfirmationRequest
from agreements.positions import Position
from municipalities.models import County, Municipality


@dataclass(frozen=True)
class CoverageGap:
    """A municipality whose answer the register does not know on the day."""

    municipality: Municipality
    # The day of the latest question that is open or answered.
    asked_on: datetime.date | None
    in_dialogue: bool
    # The answer that possibly holds on the day, which a source may make certain.
    uncertain: Agreement | None


@dataclass(frozen=True)
class CountyCoverage:
    county: County
    total: int
    gaps: list[CoverageGap]

    @property
    def known(self) -> int:
        return self.total - len(self.gaps)

    @property
    def asked(self) -> int:
        return sum(gap.asked_on is not None for gap in self.gaps)

    @property
    def missing(self) -> int:
        return len(self.gaps) - self.asked


@dataclass(frozen=True)
class Coverage:
    counties: list[CountyCoverage]
    # The owner's statement that the register is complete on the day.
    statement: Completeness | None
    sums: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        names = ("total", "known", "asked", "missing")
        sums = {name: sum(getattr(county, name) for county in self.counties) for name in names}
        object.__setattr__(self, "sums", sums)

    @property
    def is_without_gaps(self) -> bool:
        return self.sums["known"] == self.sums["total"]


def coverage_on(day: datetime.date, type: AgreementType) -> Coverage:
    """Takes three queries, however many municipalities there are."""
    municipalities = list(_municipalities(day, type))
    uncertain = Agreement.objects.in_bulk([row.answer_id for row in municipalities if _is_gap(row) and row.answer_id])
    counties = [
        CountyCoverage(county, len(rows), [_gap(row, uncertain) for row in rows if _is_gap(row)])
        for county, grouped in groupby(municipalities, key=lambda row: row.county)
        if (rows := list(grouped))
    ]
    return Coverage(counties, Completeness.objects.filter(type=type).covering(day).first())


def _municipalities(day: datetime.date, type: AgreementType) -> QuerySet[Any]:
    asked = ConfirmationRequest.objects.filter(
        Q(answered_at__isnull=False) | Q(revoked_at=None, expires_at__gt=timezone.now()), municipality=OuterRef("pk")
    )
    rows = with_type_position(Municipality.objects.existing_on(day), day, type=type).select_related("county")
    latest = asked.order_by("-asked_at").values("asked_at")[:1]
    return rows.annotate(asked_at=Subquery(latest)).order_by("county_id", "sort_key")


def _is_gap(row: Any) -> bool:
    return bool(row.position == Position.UNKNOWN)


def _gap(row: Any, uncertain: dict[int, Agreement]) -> CoverageGap:
    asked_on = timezone.localdate(row.asked_at) if row.asked_at else None
    return CoverageGap(row, asked_on, row.in_dialogue, uncertain.get(row.answer_id))
