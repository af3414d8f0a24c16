from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.attachments import attachments_of
from agreements.lookup.vocabulary import vocabulary
from agreements.models import Agreement
from agreements.public import sentences
from agreements.public.answer import agreement_answer
from agreements.public.cache import PublicRequest
from agreements.public.page import chosen_day, page
from agreements.public.rows import agreement_rows


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
    belonging = attachments_of([found])
    context = {
        "form": form,
        "day": day,
        "agreement": found,
        "answer": agreement_answer(found, day.day),
        "ending": sentences.ending(found, day.day),
        "notice": sentences.notice(found, day.day),
        "levels": words.levels_named(found.level_slugs),
        "areas": words.areas_named(found.area_slugs),
        "chain": agreement_rows(chain, words, day.day),
        "earlier": chain[place - 1] if place else None,
        "later": next(iter(chain[place + 1 :]), None),
        "documents": [item for item in belonging if item.kind == "document"],
        "follow_ups": [item for item in belonging if item.kind == "follow_up"],
        "others": joint.agreements.published().exclude(pk=found.pk).select_related("municipality") if joint else [],
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/agreement/agreement.html", context, status=400 if form.errors else 200)
