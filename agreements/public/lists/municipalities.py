"""The list of municipalities and its CSV file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from agreements.lookup.vocabulary import vocabulary
from agreements.models import ReportedTotal
from agreements.public import rows
from agreements.public.cache import PublicRequest
from agreements.public.columns import MUNICIPALITY_COLUMNS
from agreements.public.filters import MunicipalityFilter
from agreements.public.lists import facets
from agreements.public.page import export, list_page


def municipality_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    filterset = MunicipalityFilter(request.GET, words=words, today=request.today)
    result = facets.find_municipalities(filterset)
    has_reports = any(row.reported_position for row in result.rows)
    totals = ReportedTotal.objects.published().filter(type__slug=filterset.type_slug) if has_reports else []
    context = {
        "list": result,
        "facets": result.facets,
        "rows": rows.municipality_rows(result.rows, words, totals),
        "total": result.total,
        "chosen": facets.chosen_values(filterset, request.GET),
        "columns": facets.sort_links(filterset, request.GET),
        "has_reports": has_reports,
    }
    return list_page(request, "agreements/lists/municipality_list.html", filterset, context)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    filterset = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, filterset, MUNICIPALITY_COLUMNS, name="kommuner", order=filterset.order)
