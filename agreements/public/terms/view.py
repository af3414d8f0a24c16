"""The pages of levels and areas."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse

from agreements.lookup.vocabulary import vocabulary
from agreements.public.cache import PublicRequest
from agreements.public.page import chosen_day, page
from agreements.public.terms.shares import shares_of

TermKind = Literal["level", "area"]


def level_list(request: PublicRequest) -> HttpResponse:
    return _list(request, "level")


def level(request: PublicRequest, slug: str) -> HttpResponse:
    return _term(request, "level", slug)


def area_list(request: PublicRequest) -> HttpResponse:
    return _list(request, "area")


def area(request: PublicRequest, slug: str) -> HttpResponse:
    return _term(request, "area", slug)


def _list(request: PublicRequest, kind: TermKind) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    shares = shares_of(kind, words, day)
    context = {
        "form": form,
        "day": day,
        "kind": kind,
        "type": words.headline,
        "shares": shares.shares,
        "gaps": shares.overview.gaps,
    }
    return page(request, "agreements/terms/term_list.html", context, status=400 if form.errors else 200)


def _term(request: PublicRequest, kind: TermKind, slug: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    shares = shares_of(kind, words, day)
    context = {
        "form": form,
        "day": day,
        "kind": kind,
        "type": words.headline,
        "share": shares.share_of(slug),
        "shares": shares.shares,
        "gaps": shares.overview.gaps,
    }
    return page(request, "agreements/terms/term.html", context, status=400 if form.errors else 200)
