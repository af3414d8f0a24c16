"""What the register says of itself, its accessibility and its data."""

from __future__ import annotations

import datetime

from django.http import HttpResponse

from agreements.columns import AGREEMENT_COLUMNS, MUNICIPALITY_COLUMNS
from agreements.figures import FILES, file_columns
from agreements.periods import Position
from agreements.presenters import Day, position_tag
from agreements.revision import PublicRequest
from agreements.views.pages import page

# When somebody last held the site against the law: to be set anew with each assessment, with the text beside it.
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
        "statistics": [(slug, file_columns(slug)) for slug in FILES],
    }
    return page(request, "agreements/open_data.html", context)
