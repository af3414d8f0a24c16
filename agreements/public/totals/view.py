"""The page of published totals: compared with the register's sums, and with its positions by municipality."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.http import HttpResponse

from agreements.lookup.municipalities import counts_by_type
from agreements.lookup.reported_differences import differences
from agreements.lookup.reports import totals_with_sources
from agreements.models import AgreementType, ReportedTotal
from agreements.public.cache import PublicRequest
from agreements.public.day import Day
from agreements.public.knowledge.reports import ComparisonRow, comparisons
from agreements.public.page import page
from agreements.public.totals.named import NamedComparison


def totals(request: PublicRequest) -> HttpResponse:
    published = list(totals_with_sources().order_by("type__order", "-reported_on", "position", "publisher"))
    counts = counts_by_type((total.type.slug, total.reported_on) for total in published)
    context: dict[str, Any] = {
        "day": Day(request.today, request.today),
        "types": compared_by_type(published, counts),
        "named": [NamedComparison(found) for found in differences(published)],
    }
    return page(request, "agreements/totals/totals.html", context)


def compared_by_type(
    totals: list[ReportedTotal], counts: dict[tuple[str, date], Counter[str]]
) -> list[tuple[AgreementType, list[ComparisonRow]]]:
    by_type: dict[str, list[ReportedTotal]] = defaultdict(list)
    for total in totals:
        by_type[total.type.slug].append(total)
    return [
        (of_type[0].type, comparisons(of_type, {day: found for (kind, day), found in counts.items() if kind == slug}))
        for slug, of_type in by_type.items()
    ]
