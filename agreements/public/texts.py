"""The pages of text: about the register, accessibility and open data."""

from __future__ import annotations

import datetime

from django.http import HttpResponse

from agreements.models import Completeness
from agreements.positions import Position
from agreements.public.cache import PublicRequest
from agreements.public.columns import AGREEMENT_COLUMNS, FILES, MUNICIPALITY_COLUMNS, file_columns
from agreements.public.day import Day
from agreements.public.grounds.columns import GROUND_FILES
from agreements.public.knowledge.completeness import with_days
from agreements.public.page import page
from agreements.public.tags import position_tag

# The day of the last accessibility assessment: update it together with the text of the statement.
ASSESSED_ON = datetime.date(2026, 11, 23)


def about(request: PublicRequest) -> HttpResponse:
    tags = {position.value: position_tag(position) for position in Position}
    return page(request, "agreements/about.html", {"tags": tags})


def accessibility(request: PublicRequest) -> HttpResponse:
    return page(request, "agreements/accessibility.html", {"assessed_on": ASSESSED_ON})


def open_data(request: PublicRequest) -> HttpResponse:
    context = {
        "day": Day(request.today, request.today),
        "municipality_columns": MUNICIPALITY_COLUMNS,
        "agreement_columns": AGREEMENT_COLUMNS,
        "completeness": with_days(Completeness.objects.select_related("type").order_by("type__order", "first_day")),
        "statistics": [(slug, file_columns(slug)) for slug in FILES],
        "grounds": list(GROUND_FILES.items()),
    }
    return page(request, "agreements/open_data.html", context)
