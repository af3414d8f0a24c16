from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from agreements.comparison import MOST, CompareForm, compared
from agreements.presenters import Day
from agreements.revision import PublicRequest
from agreements.suggestions import suggestions
from agreements.views.pages import chosen_day, page
from agreements.vocabulary import vocabulary


def compare(request: PublicRequest) -> HttpResponse:
    form = CompareForm(request.GET, words=vocabulary(), today=request.today)
    shown = compared(form, request.GET) if form.is_valid() else []
    context = {"form": form, "day": Day(form.day, request.today), "compared": shown, "most": MOST}
    return page(request, "agreements/compare.html", context, status=400 if form.errors else 200)


def suggest(request: PublicRequest) -> HttpResponse:
    _form, day = chosen_day(request)
    return JsonResponse({"suggestions": suggestions(request.GET.get("q", "")[:100], day)})
