from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from agreements import presenters
from agreements.answers import with_answer
from agreements.columns import MUNICIPALITY_COLUMNS
from agreements.filters import MunicipalityFilter
from agreements.revision import PublicRequest
from agreements.views.pages import export, list_page
from agreements.vocabulary import vocabulary
from municipalities.models import Municipality


def municipality_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = MunicipalityFilter(request.GET, words=words, today=request.today)
    rows = presenters.municipality_rows(with_answer(chosen.rows.order_by("sort_key", "code")), words)
    context = {"rows": rows, "total": Municipality.objects.existing_on(chosen.day).count()}
    return list_page(request, "agreements/municipality_list.html", chosen, context)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    chosen = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, chosen, MUNICIPALITY_COLUMNS, name="kommuner", order=["sort_key", "code"])
