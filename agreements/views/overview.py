from __future__ import annotations

from django.http import HttpResponse

from agreements.answers import municipalities_on, positions_on
from agreements.filters import DayForm
from agreements.models import Agreement, ReportedTotal
from agreements.overview import Overview, comparisons, day_links
from agreements.presenters import Day
from agreements.revision import PublicRequest
from agreements.views.pages import page
from agreements.vocabulary import vocabulary


def overview(request: PublicRequest) -> HttpResponse:
    form = DayForm(request.GET)
    if not form.is_valid():
        return page(request, "agreements/overview.html", {"form": form}, status=400)
    day = Day(form.cleaned_data["per"] or request.today, request.today)
    headline = vocabulary().headline
    slug = headline.slug if headline else ""
    totals = list(ReportedTotal.objects.filter(type__slug=slug))
    counties = municipalities_on(day.day, slug).order_by("county__sort_key")
    figures = Overview.of(day, counties.values_list("county_id", "county__name", "position", "in_dialogue"))
    context = {
        "form": form,
        "day": day,
        "type": headline,
        "overview": figures,
        "is_empty": not figures.has_answers and not Agreement.objects.published().exists(),
        "days": day_links(day, totals),
        "comparisons": comparisons(totals, positions_on((total.reported_on for total in totals), slug)),
    }
    return page(request, "agreements/overview.html", context)
