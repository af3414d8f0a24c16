"""The list of agreements and its CSV file."""

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
    filterset = AgreementFilter(request.GET, words=words, today=request.today)
    agreements = filterset.rows.select_related("municipality__county", "type").with_terms()
    page = Paginator(
        agreements.order_by("municipality__sort_key", "municipality_id", "number"), ROWS_PER_PAGE
    ).get_page(request.GET.get("page"))
    context = {"page": page, "rows": agreement_rows(page, words, filterset.day)}
    return list_page(request, "agreements/lists/agreement_list.html", filterset, context)


def agreement_export(request: PublicRequest) -> HttpResponseBase:
    filterset = AgreementFilter(request.GET, words=vocabulary(), today=request.today)
    order = ["municipality__sort_key", "municipality_id", "number"]
    return export(request, filterset, AGREEMENT_COLUMNS, name="overenskommelser", order=order)
