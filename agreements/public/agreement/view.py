"""The page of an agreement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from agreements.lookup.agreements import chain, parties_of, replaced_keys, replacing, with_parties, with_replaced
from agreements.lookup.attachments import attachments_of, sources_of
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
    agreements = with_replaced(Agreement.objects.published().with_terms())
    agreements = agreements.select_related("municipality__county", "type", "joint_agreement")
    agreement: Any = get_object_or_404(with_parties(agreements), public_id=public_id)
    joint = agreement.joint_agreement
    in_municipality = Agreement.objects.published().filter(municipality=agreement.municipality_id).with_terms()
    published = list(with_replaced(in_municipality).select_related("type").order_by("valid_from", "number"))
    replaced = replaced_keys(agreement)
    attachments = attachments_of([agreement])
    context = {
        "form": form,
        "day": day,
        "agreement": agreement,
        "answer": agreement_answer(agreement, day.day),
        "ending": sentences.ending(agreement, day.day),
        "extension": sentences.extension(agreement, day.day),
        "notice": sentences.notice(agreement, day.day),
        "levels": words.levels_named(agreement.level_slugs),
        "areas": words.areas_named(agreement.area_slugs),
        "target_groups": words.target_groups_named(agreement.target_group_slugs),
        "parties": parties_of(agreement),
        "chain": agreement_rows(chain(agreement, published), words, day.day),
        "earlier": [other for other in published if other.pk in replaced],
        "later": replacing(agreement, published),
        "sources": sources_of(agreement, attachments),
        "documents": [item for item in attachments if item.kind == "document"],
        "revisions": [item for item in attachments if item.kind == "revision"],
        "follow_ups": [item for item in attachments if item.kind == "follow_up"],
        "others": joint.agreements.published().exclude(pk=agreement.pk).select_related("municipality") if joint else [],
        "address": request.build_absolute_uri(),
    }
    return page(request, "agreements/agreement/agreement.html", context, status=400 if form.errors else 200)
