"""Queries for municipalities with their position on a day, and for the counts of positions."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateField, F, FilteredRelation, OuterRef, Q, QuerySet, Value

from agreements.lookup.reports import with_report
from agreements.models import Agreement, CollaborationLevel, Completeness, CooperationArea
from agreements.positions import ANSWERS, signed_and_holding_on, with_position
from municipalities.models import Municipality


def municipalities_on(day: datetime.date, type_slug: str) -> Any:
    """The municipalities that exist on the day, with their position for the type.

    The deciding agreement is joined as `answer`, so that `answer__valid_from` and other fields can be used. Where
    it makes the position signed it is joined in as `in_force` too. The levels and areas that a municipality has on the
    day are those of `in_force`, on every page and in every file: see `terms_in_force`. What others have reported is
    there as in `with_report`.
    """
    deciding = Q(agreements__pk=F("answer_id"))
    existing = with_report(Municipality.objects.existing_on(day), day, type_slug)
    return with_type_position(existing, day, type__slug=type_slug).alias(
        answer=FilteredRelation("agreements", condition=deciding),
        in_force=FilteredRelation("agreements", condition=deciding & signed_and_holding_on(day, "agreements__")),
    )


def terms_in_force(model: type[CollaborationLevel | CooperationArea]) -> QuerySet[Any]:
    """The levels or areas that a municipality of `municipalities_on` has on the day, as a subquery."""
    return model._default_manager.filter(agreements=OuterRef("in_force__pk"))


def slugs_in_force(model: type[CollaborationLevel | CooperationArea]) -> ArraySubquery:
    return ArraySubquery(terms_in_force(model).values("slug"))


def signed_agreements_on(day: datetime.date, type_slug: str) -> QuerySet[Agreement]:
    """The agreements that give a municipality the position signed on the day."""
    signed = Agreement.objects.published().signed_on(day).filter(type__slug=type_slug)
    return signed.filter(municipality__in=Municipality.objects.existing_on(day))


def with_type_position(municipalities: QuerySet[Municipality], day: datetime.date, **type: Any) -> QuerySet[Any]:
    """`with_position` by the published agreements of a type, given as `type__slug` or as `type__is_headline`."""
    answers = Agreement.objects.published().filter(**type)
    return with_position(municipalities, answers, day, complete=Completeness.objects.filter(**type).covering(day))


def with_answer(municipalities: QuerySet[Any]) -> QuerySet[Any]:
    """Annotates `municipalities_on` with the columns of the lists."""
    return municipalities.select_related("county").annotate(
        answer_public_id=F("answer__public_id"),
        answer_valid_from=F("answer__valid_from"),
        answer_valid_from_earliest=F("answer__valid_from_earliest"),
        answer_valid_to=F("answer__valid_to"),
        answer_valid_to_latest=F("answer__valid_to_latest"),
        level_slugs=slugs_in_force(CollaborationLevel),
        reported_position=F("reported_position"),
        reported_total_id=F("reported_total_id"),
    )


def positions_on(days: Iterable[datetime.date], type_slug: str) -> dict[datetime.date, Counter[str]]:
    """The number of municipalities with each position on each day, in one query."""
    return {day: counts for (_type, day), counts in counts_by_type((type_slug, day) for day in days).items()}


def counts_by_type(
    days: Iterable[tuple[str, datetime.date]],
) -> dict[tuple[str, datetime.date], Counter[str]]:
    """The number of municipalities with each position for each type and day, in one query."""
    figures: dict[tuple[str, datetime.date], Counter[str]] = {pair: Counter() for pair in sorted(set(days))}
    counts = [
        municipalities_on(day, type_slug)
        .order_by()
        .values("position")
        .annotate(type_slug=Value(type_slug), day=Value(day, DateField()), number=Count("pk"))
        .values_list("type_slug", "day", "position", "number")
        for type_slug, day in figures
    ]
    if counts:
        for type_slug, day, position, number in counts[0].union(*counts[1:], all=True):
            figures[type_slug, day][position] = number
    return figures


def answers_over_time(type_slug: str) -> QuerySet[Agreement]:
    """The published answers to the type, in the order that `over_time.positions_over_time` needs."""
    return (
        Agreement.objects.published()
        .filter(type__slug=type_slug, status__in=ANSWERS)
        .only("municipality_id", "status", "valid_from", "valid_from_earliest", "valid_to", "valid_to_latest")
        .order_by("municipality_id")
    )
