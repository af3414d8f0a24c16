from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from agreements import facets, presenters
from agreements.answers import municipalities_on, with_answer
from agreements.columns import MUNICIPALITY_COLUMNS
from agreements.filters import MunicipalityFilter
from agreements.models import Agreement
from agreements.overview import Overview
from agreements.periods import with_position
from agreements.revision import PublicRequest
from agreements.views.pages import chosen_day, export, list_page, page
from agreements.vocabulary import vocabulary
from municipalities.models import County, Municipality

NEIGHBOURS = 8


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


def municipality(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    headline = words.headline
    answers = Agreement.objects.published().filter(type__slug=headline.slug if headline else "")
    known = Municipality.objects.select_related("county", "successor")
    found: Any = get_object_or_404(with_position(known, answers, day.day), code=code)
    own = list(found.agreements.published().select_related("type").with_terms().order_by("-valid_from", "-number"))
    nearest = municipalities_on(day.day, headline.slug if headline else "").nearest(found)
    context = {
        "form": form,
        "day": day,
        "municipality": found,
        "type": headline,
        "ceased": presenters.ceased(found, day.day),
        "answer": presenters.municipality_answer(found, own, words),
        "rows": presenters.agreement_rows(own, words, day.day),
        "neighbours": presenters.municipality_rows(with_answer(nearest)[:NEIGHBOURS], words),
    }
    return page(request, "agreements/municipality.html", context, status=400 if form.errors else 200)


def county(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    found = get_object_or_404(County, code=code)
    chosen = municipalities_on(day.day, words.headline.slug if words.headline else "").filter(county=found)
    municipalities = list(with_answer(chosen.order_by("sort_key", "code")))
    context = {
        "form": form,
        "day": day,
        "county": found,
        "type": words.headline,
        "rows": presenters.municipality_rows(municipalities, words),
        "overview": Overview.of(day, ((code, found.name, row.position, row.in_dialogue) for row in municipalities)),
    }
    return page(request, "agreements/county.html", context, status=400 if form.errors else 200)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    chosen = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, chosen, MUNICIPALITY_COLUMNS, name="kommuner", order=chosen.order)
