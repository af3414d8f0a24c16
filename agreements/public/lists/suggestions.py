"""Suggestions of the search fields, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpResponse, JsonResponse

from agreements.public.cache import PublicRequest
from agreements.public.day import Day
from agreements.public.page import chosen_day
from municipalities.models import Municipality
from municipalities.swedish import fold


def suggest(request: PublicRequest) -> HttpResponse:
    _form, day = chosen_day(request)
    return JsonResponse({"suggestions": suggestions(request.GET.get("q", "")[:100], day)})


SUGGESTIONS = 10


@dataclass(frozen=True)
class Suggestion:
    code: str
    name: str
    county: str
    url: str


def suggestions(text: str, day: Day) -> list[dict[str, str]]:
    """Municipalities with the name, then others that contain the text; if there are none, those with similar names."""
    existing = Municipality.objects.existing_on(day.day).select_related("county")
    if not fold(text):
        return []
    municipalities = list(existing.search(text).best_first(text)[:SUGGESTIONS])
    return [
        asdict(Suggestion(row.code, row.name, row.county.name, row.get_absolute_url() + day.query))
        for row in municipalities or existing.resembling(text)
    ]
