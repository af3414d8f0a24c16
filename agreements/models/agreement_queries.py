"""The queries for agreements."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q

from agreements.models.publishing import PublishableQuerySet
from agreements.models.terms import CollaborationLevel, CooperationArea, TargetGroup
from agreements.positions import ANSWERS, expiring_within, holding_on, possibly_holding_on, signed_and_holding_on
from municipalities.models import Municipality

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement


class AgreementQuerySet(PublishableQuerySet["Agreement"]):
    def waiting(self) -> Self:
        """The drafts that are submitted for review."""
        return self.drafts().filter(submitted_at__isnull=False)

    def in_force_on(self, day: datetime.date) -> Self:
        return self.filter(holding_on(day), status__in=ANSWERS)

    def uncertain_on(self, day: datetime.date) -> Self:
        """The answers that possibly hold on the day, and not for certain."""
        certain = self.in_force_on(day).values("pk")
        return self.filter(possibly_holding_on(day), status__in=ANSWERS).exclude(pk__in=certain)

    def signed_on(self, day: datetime.date) -> Self:
        return self.filter(signed_and_holding_on(day))

    def expiring_within(self, days: int, *, on: datetime.date) -> Self:
        return self.filter(expiring_within(days, on=on), status__in=ANSWERS)

    def search(self, text: str) -> Self:
        """The agreements of the municipalities that match the text, and those with the text as id or diary number."""
        number = text.strip()
        return self.filter(
            Q(municipality__in=Municipality.objects.search(text))
            | Q(public_id=number)
            | Q(diary_number__iexact=number)
            | Q(municipality_diary_number__iexact=number)
        )

    def with_terms(self) -> Self:
        """Annotates `level_slugs`, `area_slugs` and `target_group_slugs`, in the order of the terms."""
        of_agreement = {"agreements": OuterRef("pk")}
        return self.annotate(
            level_slugs=ArraySubquery(CollaborationLevel.objects.filter(**of_agreement).values("slug")),
            area_slugs=ArraySubquery(CooperationArea.objects.filter(**of_agreement).values("slug")),
            target_group_slugs=ArraySubquery(TargetGroup.objects.filter(**of_agreement).values("slug")),
        )

    def overlapping(self, agreement: Agreement) -> Self:
        """The published answers that hold for certain on a day on which `agreement` would hold for certain."""
        first, last = agreement.valid_from, agreement.valid_to
        if agreement.status not in ANSWERS or first is None or (last is not None and last < first):
            return self.none()
        answers = self.published().filter(
            Q(valid_to=None) | Q(valid_to__gte=first) & Q(valid_to__gte=F("valid_from")),
            valid_from__isnull=False,
            municipality=agreement.municipality_id,
            type=agreement.type_id,
            status__in=ANSWERS,
        )
        if last is not None:
            answers = answers.filter(valid_from__lte=last)
        return answers.exclude(pk=agreement.pk)
