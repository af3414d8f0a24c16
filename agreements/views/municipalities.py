from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from agreements import facets, presenters
from agreements.columns import MUNICIPALITY_COLUMNS
from agreements.filters import MunicipalityFilter
from agreements.revision import PublicRequest
from agreements.views.pages import export, list_page
from agreements.vocabulary import vocabulary


def municipality_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = MunicipalityFilter(request.GET, words=words, today=request.today)
    found = facets.find(chosen)
    context = {
        "found": found,
        "facets": found.facets,
        "rows": presenters.municipality_rows(found.rows, words),
        "total": found.total,
        "chosen": facets.chosen_one_by_one(chosen, request.GET),
        "columns": facets.sort_links(chosen, request.GET),
    }
    return list_page(request, "agreements/municipality_list.html", chosen, context)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    chosen = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, chosen, MUNICIPALITY_COLUMNS, name="kommuner", order=chosen.order)
