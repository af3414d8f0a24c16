from __future__ import annotations

from typing import Literal

from django.http import HttpResponse

from agreements.revision import PublicRequest
from agreements.term_pages import chosen_share, shares
from agreements.views.pages import chosen_day, page
from agreements.vocabulary import vocabulary

Kind = Literal["level", "area"]


def level_list(request: PublicRequest) -> HttpResponse:
    return _list(request, "level")


def level(request: PublicRequest, slug: str) -> HttpResponse:
    return _term(request, "level", slug)


def area_list(request: PublicRequest) -> HttpResponse:
    return _list(request, "area")


def area(request: PublicRequest, slug: str) -> HttpResponse:
    return _term(request, "area", slug)


def _list(request: PublicRequest, kind: Kind) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    context = {"form": form, "day": day, "kind": kind, "type": words.headline, "shares": shares(kind, words, day)}
    return page(request, "agreements/term_list.html", context, status=400 if form.errors else 200)


def _term(request: PublicRequest, kind: Kind, slug: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    found = shares(kind, words, day)
    context = {
        "form": form,
        "day": day,
        "kind": kind,
        "type": words.headline,
        "share": chosen_share(found, slug),
        "shares": found,
    }
    return page(request, "agreements/term.html", context, status=400 if form.errors else 200)
