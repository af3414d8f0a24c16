"""The overview and its preview picture."""

from __future__ import annotations

from django.http import HttpResponse

from agreements.days import year_before
from agreements.lookup.municipalities import answers_over_time, municipalities_on, positions_on
from agreements.lookup.over_time import positions_over_time
from agreements.lookup.reports import totals_with_sources
from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement
from agreements.public.cache import PublicRequest
from agreements.public.day import Day
from agreements.public.day_form import DayForm
from agreements.public.figures import Overview
from agreements.public.knowledge.completeness import completeness_sentence
from agreements.public.knowledge.reports import comparisons, latest_reports
from agreements.public.overview import map as maps
from agreements.public.overview.comparisons import change_sentence, day_links
from agreements.public.overview.picture import draw_picture
from agreements.public.overview.trend import trend
from agreements.public.page import chosen_day, page


def overview(request: PublicRequest) -> HttpResponse:
    form = DayForm(request.GET)
    if not form.is_valid():
        return page(request, "agreements/overview/overview.html", {"form": form}, status=400)
    day = Day(form.cleaned_data["per"] or request.today, request.today)
    words = vocabulary()
    slug = words.headline.slug if words.headline else ""
    municipalities = list(maps.with_map_fields(municipalities_on(day.day, slug)))
    figures = Overview.of(day, municipalities)
    totals = list(totals_with_sources().filter(type__slug=slug))
    statements = words.statements_of(slug)
    reported = [total.reported_on for total in totals]
    series = positions_over_time(answers_over_time(slug))
    before = year_before(day.day)
    # Without answers there are no counts on other days.
    others = positions_on([*reported, *([before] if before else [])], slug) if series else {}
    context = {
        "form": form,
        "day": day,
        "type": words.headline,
        "overview": figures,
        "is_empty": not series and not figures.has_answers and not Agreement.objects.published().exists(),
        "completeness": completeness_sentence(statements, day.day),
        "reported": latest_reports(totals, day) if figures.unknown else [],
        "change": change_sentence(figures.counts, others[before]) if before in others else "",
        "map": maps.hexagon_map(municipalities, day),
        "boundaries": maps.boundary_map(municipalities, day),
        "trend": trend(day, series, figures.total, reported=reported, statements=statements),
        "days": day_links(day, totals),
        "comparisons": comparisons(totals, others),
    }
    return page(request, "agreements/overview/overview.html", context)


def picture(request: PublicRequest) -> HttpResponse:
    form, day = chosen_day(request)
    if not form.is_valid():
        reasons = [str(reason) for reasons in form.errors.values() for reason in reasons]
        return HttpResponse("\n".join([*reasons, ""]), content_type="text/plain; charset=utf-8", status=400)
    headline = vocabulary().headline
    municipalities = list(maps.with_map_fields(municipalities_on(day.day, headline.slug if headline else "")))
    figures = Overview.of(day, municipalities)
    name = request.register.name or "Överenskommelseregistret"
    png = draw_picture(figures, municipalities, name, is_demo=request.register.is_demo)
    return HttpResponse(png, content_type="image/png")
