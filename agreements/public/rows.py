"""The rows of the lists of municipalities and of agreements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.lookup.vocabulary import Vocabulary
from agreements.models import Agreement, CollaborationLevel
from agreements.public.tags import IN_DIALOGUE, Tag, agreement_tag, position_tag
from municipalities.models import Municipality


def period(valid_from: datetime.date | None, valid_to: datetime.date | None) -> str:
    if valid_from is None:
        return ""
    if valid_to is None:
        return _("från %(first)s, tills vidare") % {"first": valid_from.isoformat()}
    return f"{valid_from.isoformat()} – {valid_to.isoformat()}"


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
            position_tag(municipality.position),
            IN_DIALOGUE if municipality.in_dialogue else None,
            period(municipality.answer_valid_from, municipality.answer_valid_to),
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
            period(agreement.valid_from, agreement.valid_to),
            words.levels_named(agreement.level_slugs),
        )
        for agreement in agreements
    ]
