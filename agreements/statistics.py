"""The figures of `/statistik/`: each a count of municipalities or agreements on a day, from published rows alone."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Min, Q, QuerySet

from agreements.models import Agreement, AgreementType, CollaborationLevel, CooperationArea
from agreements.periods import Position, Status, with_position
from municipalities.models import County, Municipality

QUARTERS_AHEAD = 8


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    @classmethod
    def of(cls, day: datetime.date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.next.first_day - datetime.timedelta(days=1)


@dataclass(frozen=True)
class TimeToSignature:
    """How long it took from a municipality's first dialogue meeting to its decision to sign, in days."""

    municipalities: int
    shortest: int
    median: float
    longest: int


def positions_by_county(type: AgreementType, day: datetime.date) -> list[tuple[County, Counter[Position]]]:
    """Each county with how many of its municipalities have each position, in Swedish order."""
    counts: dict[County, Counter[Position]] = {}
    municipalities = Municipality.objects.existing_on(day).select_related("county")
    for municipality in with_position(municipalities, Agreement.objects.published().filter(type=type), day):
        counts.setdefault(municipality.county, Counter())[Position(municipality.position)] += 1
    return sorted(counts.items(), key=lambda item: item[0].sort_key)


def signed_by_level(type: AgreementType, day: datetime.date) -> QuerySet[CollaborationLevel]:
    """The levels with `signed`: how many municipalities have an agreement on that level on the day."""
    return CollaborationLevel.objects.annotate(signed=_signed(type, day))


def signed_by_area(type: AgreementType, day: datetime.date) -> QuerySet[CooperationArea]:
    """The areas with `signed`: how many municipalities have an agreement that covers the area on the day."""
    return CooperationArea.objects.annotate(signed=_signed(type, day))


def signed_by_type(day: datetime.date) -> QuerySet[AgreementType]:
    """The types with `signed`: how many municipalities have an agreement of the type on the day."""
    return AgreementType.objects.annotate(
        signed=Count("agreements__municipality", filter=_in_force(day), distinct=True)
    )


def _signed(type: AgreementType, day: datetime.date) -> Count:
    return Count("agreements__municipality", filter=_in_force(day) & Q(agreements__type=type), distinct=True)


def _in_force(day: datetime.date) -> Q:
    signed = Agreement.objects.published().in_force_on(day).filter(status=Status.SIGNED)
    return Q(agreements__in=signed)


def time_to_signature(type: AgreementType, day: datetime.date) -> TimeToSignature | None:
    """None where no municipality with a dialogue meeting has signed by the day."""
    signed = (
        Agreement.objects.published()
        .filter(type=type, status=Status.SIGNED, decided_on__lte=day)
        .values("municipality")
        .annotate(decided=Min("decided_on"), met=Min("municipality__dialogue_meetings__held_on"))
        .filter(met__isnull=False)
        .values_list("decided", "met")
    )
    days = sorted((decided - met).days for decided, met in signed if decided >= met)
    if not days:
        return None
    return TimeToSignature(municipalities=len(days), shortest=days[0], median=median(days), longest=days[-1])


def lapsing_by_quarter(type: AgreementType, day: datetime.date) -> list[tuple[Quarter, int]]:
    """How many of the agreements in force on the day end in its quarter and in each of those ahead."""
    quarters = [Quarter.of(day)]
    while len(quarters) <= QUARTERS_AHEAD:
        quarters.append(quarters[-1].next)
    in_force = Agreement.objects.published().in_force_on(day).filter(type=type, status=Status.SIGNED)
    ends = in_force.filter(valid_to__lte=quarters[-1].last_day).values_list("valid_to", flat=True)
    counts = Counter(Quarter.of(end) for end in ends if end)
    return [(quarter, counts[quarter]) for quarter in quarters]
