from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from agreements.lookup.vocabulary import vocabulary
from agreements.public import rows
from agreements.public.cache import PublicRequest
from agreements.public.columns import MUNICIPALITY_COLUMNS
from agreements.public.filters import MunicipalityFilter
from agreements.public.lists import facets
from agreements.public.page import export, list_page


def municipality_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = MunicipalityFilter(request.GET, words=words, today=request.today)
    found = facets.find_municipalities(chosen)
    context = {
        "found": found,
        "facets": found.facets,
        "rows": rows.municipality_rows(found.rows, words),
        "total": found.total,
        "chosen": facets.chosen_values(chosen, request.GET),
        "columns": facets.sort_links(chosen, request.GET),
    }
    return list_page(request, "agreements/lists/municipality_list.html", chosen, context)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    chosen = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, chosen, MUNICIPALITY_COLUMNS, name="kommuner", order=chosen.order)
