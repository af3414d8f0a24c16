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
from agreements.models import Agreement, CollaborationLevel, ReportedTotal
from agreements.public.knowledge.reports import report_of_municipality
from agreements.public.tags import IN_DIALOGUE, Tag, agreement_tag, municipality_tag
from municipalities.models import Municipality


def period(first: ImpreciseDay | None, last: ImpreciseDay | None) -> str:
    """For example "från 2023-06-01, tills vidare"."""
    if first is None:
        return ""
    if last is None and first.is_exact:
        return _("från %(first)s, tills vidare") % {"first": first.edtf}
    return f"{_short(first)} – {_short(last) if last else _('tills vidare')}"


def _short(day: ImpreciseDay) -> str:
    return day.edtf if day.is_exact else str(day)


@dataclass(frozen=True)
class MunicipalityRow:
    municipality: Municipality
    tag: Tag
    dialogue: Tag | None
    levels: list[CollaborationLevel]
    # The first and the last day of the answer that decides the position.
    first: ImpreciseDay | None
    last: ImpreciseDay | None
    report: str

    @property
    def period(self) -> str:
        return period(self.first, self.last)

    @property
    def since(self) -> str:
        return typed(self.first) if self.first else ""

    @property
    def until(self) -> str:
        if self.last:
            return typed(self.last)
        return _("tills vidare") if self.first else ""


def municipality_rows(
    municipalities: Iterable[Any], words: Vocabulary, totals: Iterable[ReportedTotal] = ()
) -> list[MunicipalityRow]:
    """The rows of `with_answer`. `totals` are the published ones, where the page says what others have reported."""
    totals_by_key = {total.pk: total for total in totals}
    return [
        MunicipalityRow(
            municipality,
            municipality_tag(municipality),
            IN_DIALOGUE if municipality.in_dialogue else None,
            words.levels_named(municipality.level_slugs),
            imprecise_day(municipality.answer_valid_from, municipality.answer_valid_from_earliest),
            imprecise_day(municipality.answer_valid_to, municipality.answer_valid_to_latest, "latest"),
            report_of_municipality(totals_by_key[municipality.reported_total_id], municipality.reported_position)
            if municipality.reported_total_id in totals_by_key
            else "",
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
