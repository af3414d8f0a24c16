"""The page of a municipality."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.agreements import with_replaced
from agreements.lookup.attachments import attachments_of, sources_of
from agreements.lookup.vocabulary import vocabulary
from agreements.public.answer import existence_sentence, municipality_answer
from agreements.public.cache import PublicRequest
from agreements.public.municipality.other_answers import other_answers, unbroken_since
from agreements.public.municipality.reports import report_keys, reports_of
from agreements.public.municipality.surroundings import external_links, last_verified, surroundings, with_page_fields
from agreements.public.municipality.timeline import timeline
from agreements.public.municipality.timeline_chart import timeline_chart
from agreements.public.page import chosen_day, page
from agreements.public.rows import agreement_rows
from municipalities.models import Municipality


def municipality(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    municipalities = Municipality.objects.select_related("county", "successor")
    municipality: Any = get_object_or_404(
        with_page_fields(municipalities, words.headline.slug if words.headline else "", day.day), code=code
    )
    published = municipality.agreements.published().select_related("type", "joint_agreement").with_terms()
    agreements = list(with_replaced(published).order_by("-valid_from", "-number"))
    attachments = attachments_of(agreements, municipality, report_keys(municipality))
    events = timeline(municipality, agreements, attachments, day)
    answer = municipality_answer(municipality, agreements, words, day.day)
    around = surroundings(municipality, day.day, words)
    context = {
        "form": form,
        "day": day,
        "municipality": municipality,
        "type": words.headline,
        "existence": existence_sentence(municipality, day.day),
        "answer": answer,
        "unbroken": unbroken_since(agreements, answer.agreement, day.day),
        "other_answers": other_answers(
            agreements, words, day.day, [statement["type"] for statement in municipality.complete_types]
        ),
        "reports": reports_of(municipality, words, attachments),
        "events": events,
        "chart": timeline_chart(agreements, events, day),
        "undated": [item for item in attachments if item.kind == "document" and not item.day],
        "rows": agreement_rows(agreements, words, day.day),
        "sources": [(agreement, sources_of(agreement, attachments)) for agreement in agreements],
        "verified_on": last_verified(agreements),
        "neighbours": around.nearest,
        "in_county": around.county,
        "external_links": external_links(municipality),
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/municipality/municipality.html", context, status=400 if form.errors else 200)
