"""The changes between two days as a page, a CSV file and a feed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.changes import ChangeKind, PositionChange, group_by_kind
from agreements.lookup.vocabulary import vocabulary
from agreements.public.cache import PublicRequest
from agreements.public.changes import feed
from agreements.public.changes.form import ChangesForm
from agreements.public.columns import CHANGE_COLUMNS, CHANGE_DAY_COLUMNS, COMPARED_COLUMNS
from agreements.public.day import Day
from agreements.public.page import export_error, export_query, page
from agreements.tables.csv import VARIANTS, Column, csv_file, csv_headers
from municipalities.models import County


def changes(request: PublicRequest) -> HttpResponse:
    form = ChangesForm(request.GET, words=vocabulary(), today=request.today)
    if not form.is_valid():
        return page(request, "agreements/changes/changes.html", {"form": form}, status=400)
    changes = form.changes()
    uncertain = sum(change.kind == ChangeKind.UNCERTAIN for change in changes)
    context = {
        "form": form,
        "day": Day(form.last, request.today),
        "first": Day(form.first, request.today),
        "days_in_address": form.days,
        "number": len(changes) - uncertain,
        "uncertain": uncertain,
        "groups": group_by_kind(changes),
        "export_query": export_query(request.GET),
    }
    return page(request, "agreements/changes/changes.html", context)


def changes_export(request: PublicRequest) -> HttpResponse:
    variant = VARIANTS.get(request.GET.get("variant", ""))
    form = ChangesForm(request.GET, words=vocabulary(), today=request.today)
    if not form.is_valid() or variant is None:
        return export_error(form, variant)
    is_demo = request.register.is_demo
    slug = form.agreement_type.slug if form.agreement_type else ""
    compared = [slug, *form.days.values(), str(is_demo).lower()]
    rows = (
        [*cells(change, CHANGE_COLUMNS), *compared, *cells(change, CHANGE_DAY_COLUMNS)] for change in form.changes()
    )
    header = [column.name for column in CHANGE_COLUMNS + COMPARED_COLUMNS + CHANGE_DAY_COLUMNS]
    filename = f"{'demo-' if is_demo else ''}forandringar-{form.first}-{form.last}.csv"
    return HttpResponse(csv_file(header, rows, variant), headers=csv_headers(filename))


def cells(change: PositionChange, columns: list[Column]) -> list[Any]:
    return [column.source(change) for column in columns]


def changes_feed(request: PublicRequest, code: str = "") -> HttpResponse:
    county = get_object_or_404(County, code=code) if code else None
    return HttpResponse(
        feed.build_changes_feed(request, county).writeString("utf-8"),
        content_type="application/atom+xml; charset=utf-8",
    )
