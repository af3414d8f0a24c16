"""The page that compares municipalities."""

from __future__ import annotations

from django.http import HttpResponse

from agreements.lookup.vocabulary import vocabulary
from agreements.public.cache import PublicRequest
from agreements.public.comparison.form import MAX_COMPARED, CompareForm, compared_municipalities
from agreements.public.day import Day
from agreements.public.page import page


def compare(request: PublicRequest) -> HttpResponse:
    form = CompareForm(request.GET, words=vocabulary(), today=request.today)
    rows = compared_municipalities(form, request.GET) if form.is_valid() else []
    context = {"form": form, "day": Day(form.day, request.today), "rows": rows, "most": MAX_COMPARED}
    return page(request, "agreements/comparison/compare.html", context, status=400 if form.errors else 200)
