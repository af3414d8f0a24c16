from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from agreements import presenters, sentences
from agreements.belongings import belongings
from agreements.columns import AGREEMENT_COLUMNS
from agreements.filters import AgreementFilter
from agreements.models import Agreement
from agreements.revision import PublicRequest
from agreements.views.pages import chosen_day, export, list_page, page
from agreements.vocabulary import vocabulary

ROWS_PER_PAGE = 50


def agreement_list(request: PublicRequest) -> HttpResponse:
    words = vocabulary()
    chosen = AgreementFilter(request.GET, words=words, today=request.today)
    found = chosen.rows.select_related("municipality__county", "type").with_terms()
    shown = Paginator(found.order_by("municipality__sort_key", "municipality_id", "number"), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"shown": shown, "rows": presenters.agreement_rows(shown, words, chosen.day)}
    return list_page(request, "agreements/agreement_list.html", chosen, context)


def agreement(request: PublicRequest, public_id: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    known = Agreement.objects.published().with_terms()
    known = known.select_related("municipality__county", "type", "joint_agreement")
    found: Any = get_object_or_404(known, public_id=public_id)
    joint = found.joint_agreement
    same = Agreement.objects.published().filter(municipality=found.municipality_id, type=found.type_id)
    chain = sentences.chain(found, same.with_terms())
    place = chain.index(found)
    belonging = belongings([found])
    context = {
        "form": form,
        "day": day,
        "agreement": found,
        "answer": presenters.agreement_answer(found, day.day),
        "ending": sentences.ending(found, day.day),
        "notice": sentences.notice(found, day.day),
        "levels": words.levels_named(found.level_slugs),
        "areas": words.areas_named(found.area_slugs),
        "chain": presenters.agreement_rows(chain, words, day.day),
        "earlier": chain[place - 1] if place else None,
        "later": next(iter(chain[place + 1 :]), None),
        "documents": [item for item in belonging if item.kind == "document"],
        "follow_ups": [item for item in belonging if item.kind == "follow_up"],
        "others": joint.agreements.published().exclude(pk=found.pk).select_related("municipality") if joint else [],
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/agreement.html", context, status=400 if form.errors else 200)


def agreement_export(request: PublicRequest) -> HttpResponseBase:
    chosen = AgreementFilter(request.GET, words=vocabulary(), today=request.today)
    order = ["municipality__sort_key", "municipality_id", "number"]
    return export(request, chosen, AGREEMENT_COLUMNS, name="overenskommelser", order=order)
