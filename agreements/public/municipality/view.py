from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.attachments import attachments_of
from agreements.lookup.vocabulary import vocabulary
from agreements.public import sentences
from agreements.public.answer import existence_sentence, municipality_answer
from agreements.public.cache import PublicRequest
from agreements.public.municipality.surroundings import external_links, last_verified, surroundings, with_page_fields
from agreements.public.municipality.timeline import timeline
from agreements.public.municipality.timeline_chart import timeline_chart
from agreements.public.page import chosen_day, page
from agreements.public.rows import agreement_rows
from municipalities.models import Municipality


def municipality(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    known = Municipality.objects.select_related("county", "successor")
    found: Any = get_object_or_404(
        with_page_fields(known, words.headline.slug if words.headline else "", day.day), code=code
    )
    own = list(found.agreements.published().select_related("type").with_terms().order_by("-valid_from", "-number"))
    belonging = attachments_of(own, found)
    happenings = timeline(found, own, belonging, day)
    answer = municipality_answer(found, own, words, day.day)
    around = surroundings(found, day.day, words)
    context = {
        "form": form,
        "day": day,
        "municipality": found,
        "type": words.headline,
        "ceased": existence_sentence(found, day.day),
        "answer": answer,
        "unbroken": sentences.unbroken_since(own, answer.agreement, day.day),
        "other_answers": sentences.other_answers(own, words, day.day),
        "happenings": happenings,
        "chart": timeline_chart(own, happenings, day),
        "undated": [item for item in belonging if not item.day],
        "rows": agreement_rows(own, words, day.day),
        "verified_on": last_verified(own),
        "neighbours": around.nearest,
        "in_county": around.county,
        "elsewhere": external_links(found),
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/municipality/municipality.html", context, status=400 if form.errors else 200)
