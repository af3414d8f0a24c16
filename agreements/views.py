"""The public pages. `public` wraps each in the urls: it reads the register and the day it is."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import presenters
from agreements.answers import municipalities_on, positions_on, with_answer
from agreements.columns import AGREEMENT_COLUMNS, MUNICIPALITY_COLUMNS, Column
from agreements.exports import VARIANTS, csv_response, with_context
from agreements.filters import AgreementFilter, DayForm, MunicipalityFilter, RegisterFilter
from agreements.models import Agreement, Document, Register, ReportedTotal
from agreements.overview import Overview, comparisons, day_links
from agreements.periods import with_position
from agreements.presenters import Day
from agreements.revision import PublicRequest
from agreements.vocabulary import vocabulary
from municipalities.models import County, Municipality

ROWS_PER_PAGE = 50
NEIGHBOURS = 8


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


def municipality_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = MunicipalityFilter(request.GET, words=words, today=request.today)
    rows = presenters.municipality_rows(with_answer(chosen.rows.order_by("sort_key", "code")), words)
    context = {"rows": rows, "total": Municipality.objects.existing_on(chosen.day).count()}
    return list_page(request, "agreements/municipality_list.html", chosen, context)


def agreement_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = AgreementFilter(request.GET, words=words, today=request.today)
    found = chosen.rows.select_related("municipality__county", "type").with_terms()
    shown = Paginator(found.order_by("municipality__sort_key", "municipality_id", "number"), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"shown": shown, "rows": presenters.agreement_rows(shown, words, chosen.day)}
    return list_page(request, "agreements/agreement_list.html", chosen, context)


def municipality(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    headline = words.headline
    answers = Agreement.objects.published().filter(type__slug=headline.slug if headline else "")
    known = Municipality.objects.select_related("county", "successor")
    found: Any = get_object_or_404(with_position(known, answers, day.day), code=code)
    own = list(found.agreements.published().select_related("type").with_terms().order_by("-valid_from", "-number"))
    nearest = municipalities_on(day.day, headline.slug if headline else "").nearest(found)
    context = {
        "form": form,
        "day": day,
        "municipality": found,
        "type": headline,
        "ceased": presenters.ceased(found, day.day),
        "answer": presenters.municipality_answer(found, own, words),
        "rows": presenters.agreement_rows(own, words, day.day),
        "neighbours": presenters.municipality_rows(with_answer(nearest)[:NEIGHBOURS], words),
    }
    return page(request, "agreements/municipality.html", context, status=400 if form.errors else 200)


def county(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    found = get_object_or_404(County, code=code)
    chosen = municipalities_on(day.day, words.headline.slug if words.headline else "").filter(county=found)
    municipalities = list(with_answer(chosen.order_by("sort_key", "code")))
    context = {
        "form": form,
        "day": day,
        "county": found,
        "type": words.headline,
        "rows": presenters.municipality_rows(municipalities, words),
        "overview": Overview.of(day, ((code, found.name, row.position, row.in_dialogue) for row in municipalities)),
    }
    return page(request, "agreements/county.html", context, status=400 if form.errors else 200)


def agreement(request: PublicRequest, public_id: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    known = Agreement.objects.published().with_terms()
    known = known.select_related("municipality__county", "type", "joint_agreement", "replaces", "replaced_by")
    found: Any = get_object_or_404(known, public_id=public_id)
    joint = found.joint_agreement
    context = {
        "form": form,
        "day": day,
        "agreement": found,
        "answer": presenters.agreement_answer(found, day.day),
        "levels": words.levels_named(found.level_slugs),
        "areas": words.areas_named(found.area_slugs),
        "earlier": presenters.if_published(found.replaces),
        "later": presenters.if_published(getattr(found, "replaced_by", None)),
        "documents": Document.objects.of(found),
        "follow_ups": found.follow_ups.all(),
        "others": joint.agreements.published().exclude(pk=found.pk).select_related("municipality") if joint else [],
    }
    return page(request, "agreements/agreement.html", context, status=400 if form.errors else 200)


def municipality_export(request: PublicRequest) -> HttpResponseBase:
    chosen = MunicipalityFilter(request.GET, words=vocabulary(), today=request.today)
    return export(request, chosen, MUNICIPALITY_COLUMNS, name="kommuner", order=["sort_key", "code"])


def agreement_export(request: PublicRequest) -> HttpResponseBase:
    chosen = AgreementFilter(request.GET, words=vocabulary(), today=request.today)
    order = ["municipality__sort_key", "municipality_id", "number"]
    return export(request, chosen, AGREEMENT_COLUMNS, name="overenskommelser", order=order)


def export(
    request: PublicRequest, chosen: RegisterFilter, columns: list[Column], *, name: str, order: list[str]
) -> HttpResponseBase:
    variant = VARIANTS.get(request.GET.get("variant", ""))
    if variant is None or not chosen.form.is_valid():
        return refused_export(chosen, variant)
    is_demo = request.register.is_demo
    rows = with_context(
        chosen.rows.order_by(*order), day=chosen.day, type_slug=chosen.form.cleaned_data["type"], is_demo=is_demo
    )
    filename = f"{'demo-' if is_demo else ''}{name}-{chosen.day.isoformat()}.csv"
    return csv_response(filename, rows, columns, variant)


def refused_export(chosen: RegisterFilter, variant: object) -> HttpResponse:
    """Says in plain text, for a program as for a person, what to change in the address."""
    lines = [f"{name}: {message}" for name, messages in chosen.form.errors.items() for message in messages]
    if variant is None:
        lines.append(f"variant: {_('Utelämna variant, eller skriv excel.')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=400)


def list_page(request: PublicRequest, template: str, chosen: RegisterFilter, context: dict[str, Any]) -> HttpResponse:
    common = {
        "filter": chosen,
        "form": chosen.form,
        "day": Day(chosen.day, request.today),
        "chosen": presenters.chosen_filters(chosen, request.GET),
        "export_query": presenters.export_query(request.GET),
    }
    return page(request, template, common | context, status=400 if chosen.form.errors else 200)


def page(request: PublicRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Renders a page with what every page shows: the register's name, its demo banner, the languages."""
    common = {"register": request.register, "languages": presenters.languages(request.get_full_path())}
    return render(request, template, common | context, status=status)


def chosen_day(request: PublicRequest) -> tuple[DayForm, Day]:
    form = DayForm(request.GET)
    day = form.cleaned_data["per"] if form.is_valid() else None
    return form, Day(day or request.today, request.today)


def robots(request: PublicRequest) -> HttpResponse:
    """Keeps fictional data out of the search engines."""
    disallowed = "/" if request.register.is_demo else "/admin/"
    return HttpResponse(f"User-agent: *\nDisallow: {disallowed}\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the register can answer: for whoever watches over the server."""
    try:
        Register.objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    request = cast("PublicRequest", request)
    request.register = getattr(request, "register", None) or Register.objects.current()
    return page(request, "404.html", {}, status=404)
