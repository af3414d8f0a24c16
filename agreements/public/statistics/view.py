"""The statistics, their files and the page of data quality."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.lookup.quality import gaps_on, link_figures
from agreements.lookup.vocabulary import Vocabulary, vocabulary
from agreements.public.cache import PublicRequest
from agreements.public.day import Day
from agreements.public.day_form import DayForm
from agreements.public.knowledge.completeness import with_days
from agreements.public.page import export_query, page
from agreements.public.statistics.figures import Statistics
from agreements.tables.csv import VARIANTS


class StatisticsForm(DayForm):
    type = forms.ChoiceField(label=_("Typ"))

    def __init__(self, data: QueryDict, words: Vocabulary) -> None:
        data = data.copy()
        if not data.get("type") and words.headline:
            data["type"] = words.headline.slug
        super().__init__(data)
        types = cast("forms.ChoiceField", self.fields["type"])
        types.choices = [(term.slug, term.label) for term in words.types]


def statistics(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    form = StatisticsForm(request.GET, words)
    if not form.is_valid():
        return page(request, "agreements/statistics/statistics.html", {"form": form}, status=400)
    figures = _statistics_of(request, form, words)
    context = {
        "form": form,
        "day": figures.day,
        "tables": figures.tables,
        "statements": with_days(words.statements_of(figures.type_slug)),
        "export_query": export_query(request.GET),
    }
    return page(request, "agreements/statistics/statistics.html", context)


def statistics_export(request: PublicRequest, slug: str) -> HttpResponse:
    words = vocabulary()
    form = StatisticsForm(request.GET, words)
    variant = VARIANTS.get(request.GET.get("variant", ""))
    if variant is None or not form.is_valid():
        return _export_error(form, variant)
    is_demo = request.register.is_demo
    figures = _statistics_of(request, form, words)
    name = f"{'demo-' if is_demo else ''}statistik-{slug}-{figures.day.day.isoformat()}.csv"
    return HttpResponse(
        figures.file(slug, variant, is_demo=is_demo),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _statistics_of(request: PublicRequest, form: StatisticsForm, words: Vocabulary) -> Statistics:
    day = Day(form.cleaned_data["per"] or request.today, request.today)
    return Statistics(words, form.cleaned_data["type"], day)


def _export_error(form: StatisticsForm, variant: object) -> HttpResponse:
    """The errors of the query string as plain text."""
    lines = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
    if variant is None:
        lines.append(f"variant: {_('Utelämna variant, eller skriv excel.')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=400)


def quality(request: PublicRequest) -> HttpResponse:
    gaps = gaps_on(request.today)
    context = {"gaps": gaps, "published": gaps[0].of, "links": link_figures(), "day": Day(request.today, request.today)}
    return page(request, "agreements/statistics/quality.html", context)
