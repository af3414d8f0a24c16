"""What published totals say of single municipalities."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from agreements.lookup.reported_totals import reports_naming
from agreements.models import ReportedTotal, Source
from municipalities.models import Municipality

# What a report says of a municipality that it names as one of the exceptions.
EXCEPTED = "excepted"


def totals_with_sources() -> QuerySet[ReportedTotal, Any]:
    """The published totals with `more_sources`, their sources beside the first, and `named`, the named codes."""
    sources = Source.objects.published().filter(reported_total=OuterRef("pk"))
    named = Municipality.objects.filter(reported_totals=OuterRef("pk")).order_by("sort_key")
    return (
        ReportedTotal.objects.published()
        .select_related("type")
        .annotate(
            more_sources=ArraySubquery(sources.values(json=JSONObject(title="title", url="url", is_copy="is_copy"))),
            named=ArraySubquery(named.values("name")),
        )
    )


def with_report(municipalities: QuerySet[Any], day: datetime.date, type_slug: str) -> QuerySet[Any]:
    """Adds the latest report of the day or earlier that says which position each municipality has.

    `reported_total_id` is its key, and `reported_position` the position, or EXCEPTED. Both are aliases.
    """
    reports = (
        reports_naming(OuterRef("pk"), day)
        .filter(type__slug=type_slug)
        .annotate(
            says=Case(When(is_excepted=True, then=Value(EXCEPTED)), default=F("position"), output_field=CharField())
        )
    )
    return municipalities.alias(
        reported_position=Subquery(reports.values("says")[:1]), reported_total_id=Subquery(reports.values("pk")[:1])
    )
