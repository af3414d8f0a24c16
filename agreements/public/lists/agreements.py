from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase

from agreements.lookup.vocabulary import vocabulary
from agreements.public.cache import PublicRequest
from agreements.public.columns import AGREEMENT_COLUMNS
from agreements.public.filters import AgreementFilter
from agreements.public.page import export, list_page
from agreements.public.rows import agreement_rows

ROWS_PER_PAGE = 50


def agreement_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = AgreementFilter(request.GET, words=words, today=request.today)
    found = chosen.rows.select_related("municipality__county", "type").with_terms()
    shown = Paginator(found.order_by("municipality__sort_key", "municipality_id", "number"), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"shown": shown, "rows": agreement_rows(shown, words, chosen.day)}
    return list_page(request, "agreements/lists/agreement_list.html", chosen, context)


def agreement_export(request: PublicRequest) -> HttpResponseBase:
    chosen = AgreementFilter(request.GET, words=vocabulary(), today=request.today)
    order = ["municipality__sort_key", "municipality_id", "number"]
    return export(request, chosen, AGREEMENT_COLUMNS, name="overenskommelser", order=order)
