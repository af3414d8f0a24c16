"""The rows of the lists of municipalities and of agreements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.days.fields import imprecise_day, typed
from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement, CollaborationLevel
from agreements.public.tags import IN_DIALOGUE, Tag, agreement_tag, municipality_tag
from municipalities.models import Municipality


def period(first: ImpreciseDay | None, last: ImpreciseDay | None) -> str:
    if first is None:
        return ""
    if last is None:
        return _("från %(first)s, tills vidare") % {"first": typed(first)}
    return f"{typed(first)} – {typed(last)}"


@dataclass(frozen=True)
class MunicipalityRow:
    municipality: Municipality
    tag: Tag
    dialogue: Tag | None
    period: str
    levels: list[CollaborationLevel]


def municipality_rows(municipalities: Iterable[Any], words: Vocabulary) -> list[MunicipalityRow]:
    return [
        MunicipalityRow(
            municipality,
            municipality_tag(municipality),
            IN_DIALOGUE if municipality.in_dialogue else None,
            period(
                imprecise_day(municipality.answer_valid_from, municipality.answer_valid_from_earliest),
                imprecise_day(municipality.answer_valid_to, municipality.answer_valid_to_latest, "latest"),
            ),
            words.levels_named(municipality.level_slugs),
        )
        for municipality in municipalities
    ]


@dataclass(frozen=True)
class AgreementRow:
    agreement: Agreement
    tag: Tag
    period: str
    levels: list[CollaborationLevel]


def agreement_rows(agreements: Iterable[Any], words: Vocabulary, day: datetime.date) -> list[AgreementRow]:
    return [
        AgreementRow(
            agreement,
            agreement_tag(agreement, day),
            period(agreement.first_day, agreement.last_day),
            words.levels_named(agreement.level_slugs),
        )
        for agreement in agreements
    ]
