"""Queries for `/statistik/`: counts of municipalities and agreements on a day, from published rows."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import BooleanField, CharField, Count, ExpressionWrapper, F, Min, Q, QuerySet, Value

from agreements.lookup.municipalities import municipalities_on, signed_agreements_on
from agreements.models import LATEST_DAY, Agreement
from agreements.positions import Position, Status

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


@dataclass
class Counts:
    """The number of municipalities, by the code of the county or the slug of the term."""

    counties: dict[str, Counter[str]] = field(default_factory=dict)
    types: dict[str, Counter[str]] = field(default_factory=dict)
    # Of the unknown, those with an answer that possibly holds, by county and by type.
    uncertain: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    levels: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)

    @property
    def municipalities(self) -> int:
        return sum(counts.total() for counts in self.counties.values())


def counts_on(day: datetime.date, type_slug: str, type_slugs: Iterable[str]) -> Counts:
    """Positions by county (for the type) and by type, and signed agreements by level and area, in one query."""
    counts = Counts()
    queries = [_positions("county", F("county_id"), day, type_slug)]
    queries += [_positions("type", Value(slug, CharField()), day, slug) for slug in type_slugs]
    queries += [_signed_by(kind, name, day, type_slug) for kind, name in (("level", "levels"), ("area", "areas"))]
    for kind, key, position, is_uncertain, number in queries[0].union(*queries[1:], all=True):
        if is_uncertain:
            counts.uncertain[kind][key] += number
        match kind:
            case "county":
                counts.counties.setdefault(key, Counter())[position] += number
            case "type":
                counts.types.setdefault(key, Counter())[position] += number
            case "level":
                counts.levels[key] = number
            case "area":
                counts.areas[key] = number
    return counts


def _positions(kind: str, key: Any, day: datetime.date, type_slug: str) -> QuerySet[Any, tuple]:
    is_uncertain = Q(position=Position.UNKNOWN, answer_id__isnull=False)
    municipalities = (
        municipalities_on(day, type_slug)
        .order_by()
        .annotate(kind=Value(kind, CharField()), key=key, is_uncertain=ExpressionWrapper(is_uncertain, BooleanField()))
    )
    counts = municipalities.values("kind", "key", "position", "is_uncertain").annotate(number=Count("pk"))
    return counts.values_list(*COUNT_FIELDS)


def _signed_by(kind: str, name: str, day: datetime.date, type_slug: str) -> QuerySet[Any, tuple]:
    agreements = signed_agreements_on(day, type_slug).filter(**{f"{name}__isnull": False}).order_by()
    signed = Value(Position.SIGNED.value, CharField())
    agreements = agreements.annotate(
        kind=Value(kind, CharField()),
        key=F(f"{name}__slug"),
        position=signed,
        is_uncertain=Value(False, BooleanField()),
    )
    counts = agreements.values("kind", "key", "position", "is_uncertain").annotate(
        count=Count("municipality", distinct=True)
    )
    return counts.values_list("kind", "key", "position", "is_uncertain", "count")


COUNT_FIELDS = ["kind", "key", "position", "is_uncertain", "number"]


@dataclass(frozen=True)
class TimeToSignature:
    """How long it took from the first dialogue meeting to the decision to sign, where both days are known."""

    days: list[int]  # one for each municipality, shortest first; never empty

    @property
    def municipalities(self) -> int:
        return len(self.days)

    @property
    def shortest(self) -> int:
        return self.days[0]

    @property
    def median(self) -> float:
        return median(self.days)

    @property
    def longest(self) -> int:
        return self.days[-1]


def time_to_signature(type_slug: str, day: datetime.date) -> TimeToSignature | None:
    """None where no municipality with a dialogue meeting has signed by the day."""
    signed = (
        Agreement.objects.published()
        .filter(type__slug=type_slug, status=Status.SIGNED, decided_on__lte=day, decided_on_earliest=None)
        .order_by()
        .values("municipality")
        .annotate(
            decided=Min("decided_on"),
            met=Min(
                "municipality__dialogue_meetings__held_on",
                filter=Q(
                    municipality__dialogue_meetings__published_at__isnull=False,
                    municipality__dialogue_meetings__held_on_earliest=None,
                ),
            ),
        )
        .filter(met__isnull=False)
        .values_list("decided", "met")
    )
    days = sorted((decided - met).days for decided, met in signed if decided >= met)
    return TimeToSignature(days) if days else None


@dataclass(frozen=True)
class Lapsing:
    """How many agreements in force on a day end in its quarter and in those ahead, by a last day that is known."""

    quarters: list[tuple[Quarter, int]]
    uncertain: int  # how many have a last day that is not known to the day


def lapsing_by_quarter(type_slug: str, day: datetime.date) -> Lapsing:
    """Without quarters for a day after `LATEST_DAY`."""
    if day > LATEST_DAY:
        return Lapsing([], 0)
    quarters = [Quarter.of(day)]
    while len(quarters) <= QUARTERS_AHEAD:
        quarters.append(quarters[-1].next)
    ends: QuerySet[Any, Any] = (
        signed_agreements_on(day, type_slug)
        .filter(valid_to__lt=quarters[-1].next.first_day)
        .order_by()
        .values("valid_to")
        .annotate(exact=Count("pk", filter=Q(valid_to_latest=None)), number=Count("pk"))
    )
    counts: Counter[Quarter] = Counter()
    uncertain = 0
    for end, exact, number in ends.values_list("valid_to", "exact", "number"):
        counts[Quarter.of(end)] += exact
        uncertain += number - exact
    return Lapsing([(quarter, counts[quarter]) for quarter in quarters], uncertain)
