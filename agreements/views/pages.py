"""What every public page has in common: its frame, the day it is about, and what is said to a wrong question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from agreements import presenters
from agreements.citations import as_known, citation
from agreements.columns import Column
from agreements.exports import VARIANTS, csv_response, with_context
from agreements.filters import DayForm, RegisterFilter
from agreements.presenters import Day

if TYPE_CHECKING:
    from agreements.revision import PublicRequest


def page(request: PublicRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Renders a page with what every page shows: the register's name, its demo banner, the languages.

    A page about a day has it as `day` in its context, and says how to cite it. Where its address gives the day by other
    names than `per`, they are in `days`.
    """
    day: Day | None = context.get("day")
    days = context.get("days_in_address") or ({"per": day.day.isoformat()} if day else {})
    common = {
        "register": request.register,
        "languages": presenters.languages(request.get_full_path()),
        "as_known": as_known(request, day, days),
        "citation": citation(request, day, days) if day and status == 200 else None,
    }
    return render(request, template, common | context, status=status)


def chosen_day(request: PublicRequest) -> tuple[DayForm, Day]:
    form = DayForm(request.GET)
    day = form.cleaned_data["per"] if form.is_valid() else None
    return form, Day(day or request.today, request.today)


def list_page(request: PublicRequest, template: str, chosen: RegisterFilter, context: dict[str, Any]) -> HttpResponse:
    common = {
        "filter": chosen,
        "form": chosen.form,
        "day": Day(chosen.day, request.today),
        "chosen": presenters.chosen_filters(chosen, request.GET),
        "export_query": presenters.export_query(request.GET),
    }
    return page(request, template, common | context, status=400 if chosen.form.errors else 200)


def export(
    request: PublicRequest, chosen: RegisterFilter, columns: list[Column], *, name: str, order: list[Any]
) -> HttpResponseBase:
    variant = VARIANTS.get(request.GET.get("variant", ""))
    if variant is None or not chosen.form.is_valid():
        return refused_export(chosen.form, variant)
    is_demo = request.register.is_demo
    rows = with_context(
        chosen.rows.order_by(*order), day=chosen.day, type_slug=chosen.form.cleaned_data["type"], is_demo=is_demo
    )
    filename = f"{'demo-' if is_demo else ''}{name}-{chosen.day.isoformat()}.csv"
    return csv_response(filename, rows, columns, variant)


def refused_export(form: BaseForm, variant: object) -> HttpResponse:
    """Says in plain text, for a program as for a person, what to change in the address."""
    lines = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
    if variant is None:
        lines.append(f"variant: {_('Utelämna variant, eller skriv excel.')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=400)
