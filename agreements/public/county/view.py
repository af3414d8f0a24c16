"""The page of a county."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.municipalities import municipalities_on, with_answer
from agreements.lookup.vocabulary import vocabulary
from agreements.public import rows
from agreements.public.cache import PublicRequest
from agreements.public.county.figures import position_links, without_agreement_sentence
from agreements.public.figures import Overview
from agreements.public.page import chosen_day, page
from municipalities.models import County


def county(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    county = get_object_or_404(County, code=code)
    existing = municipalities_on(day.day, words.headline.slug if words.headline else "").filter(county=county)
    municipalities = list(with_answer(existing.order_by("sort_key", "code")))
    overview = Overview.of(day, municipalities)
    context = {
        "form": form,
        "day": day,
        "county": county,
        "type": words.headline,
        "rows": rows.municipality_rows(municipalities, words),
        "overview": overview,
        "figures": position_links(county, overview),
        "without": without_agreement_sentence(municipalities),
        "export_query": "&".join(filter(None, [f"county={code}", day.query.removeprefix("?")])),
    }
    return page(request, "agreements/county/county.html", context, status=400 if form.errors else 200)
