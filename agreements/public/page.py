"""The frame of the public pages: common context, languages, chosen filters, day and export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.text import get_text_list
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agreements.public.citations import as_known, citation
from agreements.public.day import Day
from agreements.public.day_form import DayForm
from agreements.public.filters import RegisterFilter
from agreements.tables.csv import VARIANTS, Column, csv_response, with_context

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from agreements.public.cache import PublicRequest


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    url: str
    is_current: bool


def languages(full_path: str) -> list[Language]:
    """Links to the page in each language, or to the overview where it has no translation."""
    links = []
    for code, name in (("sv", "Svenska"), ("en", "English")):
        is_current = code == get_language()
        url = full_path if is_current else translate_url(full_path, code)
        if not is_current and url == full_path:
            with override(code):
                url = reverse("overview")
        links.append(Language(code, name, url, is_current))
    return links


@dataclass(frozen=True)
class ChosenFilter:
    """A filter with a value, and the address of the list without it."""

    label: StrOrPromise
    value: StrOrPromise
    without: str


def chosen_filters(filterset: RegisterFilter, parameters: QueryDict) -> list[ChosenFilter]:
    filters = []
    for name in filterset.filters:
        values = [value for value in parameters.getlist(name) if value]
        if not values:
            continue
        without = parameters.copy()
        without.pop(name)
        without.pop("page", None)
        words = dict(getattr(filterset.form.fields[name], "choices", ()))
        value_text = get_text_list([str(words.get(value, value)) for value in values], _("eller"))
        filters.append(ChosenFilter(filterset.filters[name].label, value_text, f"?{without.urlencode()}"))
    return filters


def export_query(parameters: QueryDict) -> str:
    """The query string of the file with the rows of the list."""
    query = parameters.copy()
    query.pop("page", None)
    query.pop("variant", None)
    return query.urlencode()


def page(request: PublicRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Renders a template with the common context: register, languages, banner of `enligt` and citation.

    A page for a day has it as `day` in its context. Where its address has other parameters than `per`, they are in
    `days_in_address`.
    """
    day: Day | None = context.get("day")
    days = context.get("days_in_address") or ({"per": day.day.isoformat()} if day else {})
    common = {
        "register": request.register,
        "languages": languages(request.get_full_path()),
        "as_known": as_known(request, day, days),
        "citation": citation(request, day, days) if day and status == 200 else None,
    }
    return render(request, template, common | context, status=status)


def chosen_day(request: PublicRequest) -> tuple[DayForm, Day]:
    form = DayForm(request.GET)
    day = form.cleaned_data["per"] if form.is_valid() else None
    return form, Day(day or request.today, request.today)


def list_page(
    request: PublicRequest, template: str, filterset: RegisterFilter, context: dict[str, Any]
) -> HttpResponse:
    common = {
        "filter": filterset,
        "form": filterset.form,
        "day": Day(filterset.day, request.today),
        "chosen": chosen_filters(filterset, request.GET),
        "export_query": export_query(request.GET),
    }
    return page(request, template, common | context, status=400 if filterset.form.errors else 200)


def export(
    request: PublicRequest, filterset: RegisterFilter, columns: list[Column], *, name: str, order: list[Any]
) -> HttpResponseBase:
    variant = VARIANTS.get(request.GET.get("variant", ""))
    if variant is None or not filterset.form.is_valid():
        return export_error(filterset.form, variant)
    is_demo = request.register.is_demo
    rows = with_context(
        filterset.rows.order_by(*order),
        day=filterset.day,
        type_slug=filterset.form.cleaned_data["type"],
        is_demo=is_demo,
    )
    filename = f"{'demo-' if is_demo else ''}{name}-{filterset.day.isoformat()}.csv"
    return csv_response(filename, rows, columns, variant)


def export_error(form: BaseForm, variant: object) -> HttpResponse:
    """The errors of the query string as plain text."""
    lines = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
    if variant is None:
        lines.append(f"variant: {_('Utelämna variant, eller skriv excel.')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=400)
