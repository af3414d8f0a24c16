from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements import presenters, sentences
from agreements.belongings import belongings
from agreements.municipality_page import elsewhere, last_verified, surroundings, with_story
from agreements.revision import PublicRequest
from agreements.timeline import timeline
from agreements.timeline_chart import timeline_chart
from agreements.views.pages import chosen_day, page
from agreements.vocabulary import vocabulary
from municipalities.models import Municipality


def municipality(request: PublicRequest, code: str) -> HttpResponse:
    words = vocabulary()
    form, day = chosen_day(request)
    known = Municipality.objects.select_related("county", "successor")
    found: Any = get_object_or_404(with_story(known, words.headline.slug if words.headline else "", day.day), code=code)
    own = list(found.agreements.published().select_related("type").with_terms().order_by("-valid_from", "-number"))
    belonging = belongings(own, found)
    happenings = timeline(found, own, belonging, day)
    answer = presenters.municipality_answer(found, own, words, day.day)
    around = surroundings(found, day.day, words)
    context = {
        "form": form,
        "day": day,
        "municipality": found,
        "type": words.headline,
        "ceased": presenters.ceased(found, day.day),
        "answer": answer,
        "unbroken": sentences.unbroken_since(own, answer.agreement, day.day),
        "other_answers": sentences.other_answers(own, words, day.day),
        "happenings": happenings,
        "chart": timeline_chart(own, happenings, day),
        "undated": [item for item in belonging if not item.day],
        "rows": presenters.agreement_rows(own, words, day.day),
        "verified_on": last_verified(own),
        "neighbours": around.nearest,
        "in_county": around.county,
        "elsewhere": elsewhere(found),
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/municipality.html", context, status=400 if form.errors else 200)
