"""The statement of the register's owner that the register is complete for a type of agreement."""

from __future__ import annotations

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.rules.days import IMPLAUSIBLE_DAY, empty_or_plausible
from agreements.models.terms import AgreementType
from agreements.models.triggers import RevisionTrigger


class CompletenessQuerySet(models.QuerySet["Completeness"]):
    def covering(self, day: datetime.date) -> Self:
        """The statements that the register is complete on the day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)

    def of_type(self, type_slug: str) -> Self:
        return self.filter(type__slug=type_slug)


@pghistory.track()
class Completeness(models.Model):
    """From which day to which day the register has every municipality's answer to a type.

    Only on such a day does the absence of an answer mean that a municipality has not answered.
    """

    type = models.ForeignKey(
        AgreementType,
        verbose_name=_("typ"),
        on_delete=models.PROTECT,
        related_name="completeness",
        help_text=_("Typen av överenskommelse som registret är fullständigt för."),
    )
    first_day = models.DateField(_("från"), help_text=_("Första dagen som registret är fullständigt för."))
    last_day = models.DateField(
        _("till"),
        null=True,
        blank=True,
        help_text=_("Sista dagen som registret är fullständigt för. Tomt betyder tills vidare."),
    )
    ground = models.TextField(
        _("grund"),
        help_text=_(
            "Hur det är känt att inget svar saknas, till exempel: alla 290 kommuner tillfrågade i mars 2023. "
            "Visas för alla."
        ),
    )
    stated_on = models.DateField(_("konstaterat"), help_text=_("Dagen då det konstaterades."))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("konstaterat av"),
        editable=False,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CompletenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("fullständighet")
        verbose_name_plural = _("fullständighet")
        ordering = ["type", "first_day"]
        triggers = [RevisionTrigger()]
        constraints = [
            models.CheckConstraint(
                name="completeness_ends_after_it_begins",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message=_("Sista dagen kan inte vara före den första."),
            ),
            models.CheckConstraint(
                name="completeness_days_are_plausible",
                condition=empty_or_plausible("first_day")
                & empty_or_plausible("last_day")
                & empty_or_plausible("stated_on"),
                violation_error_message=IMPLAUSIBLE_DAY,
            ),
            models.CheckConstraint(
                name="completeness_has_a_ground",
                condition=~Q(ground=""),
                violation_error_message=_("Skriv hur det är känt att inget svar saknas."),
            ),
            ExclusionConstraint(
                name="completeness_stated_once",
                expressions=[
                    ("type", RangeOperators.EQUAL),
                    (
                        Func(
                            "first_day",
                            "last_day",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Typen har redan en uppgift om fullständighet för någon av de dagarna."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.first_day} – {self.last_day or ''}".rstrip()

    def clean(self) -> None:
        """Names the field, before PostgreSQL refuses a range whose days are reversed."""
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("Sista dagen kan inte vara före den första.")})
