"""Joint agreements: one text that several municipalities sign."""

from __future__ import annotations

from typing import Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField, imprecise_day
from agreements.days.imprecise import ImpreciseDay
from agreements.models.parties import Party
from agreements.models.rules.days import BOUNDS_REVERSED, bounds_in_order, ends_after_it_begins, plausible
from agreements.models.triggers import RevisionTrigger


class JointAgreementQuerySet(models.QuerySet["JointAgreement"]):
    def public(self) -> Self:
        """The joint agreements with a published agreement."""
        return self.filter(_has_published_agreement())

    def not_public(self) -> Self:
        return self.exclude(_has_published_agreement())


def _has_published_agreement() -> Exists:
    published = JointAgreement.objects.filter(agreements__published_at__isnull=False)
    return Exists(published.filter(pk=OuterRef("pk")))


@pghistory.track()
class JointAgreement(models.Model):
    title = models.CharField(
        _("titel"), max_length=200, help_text=_("Textens namn, till exempel Gemensam överenskommelse i Östergötland.")
    )
    diary_number = models.CharField(
        _("diarienummer"),
        max_length=50,
        blank=True,
        help_text=_("Arbetsförmedlingens nummer för den gemensamma texten."),
    )
    public_summary = models.TextField(
        _("offentlig sammanfattning"),
        blank=True,
        help_text=_("Vad texten handlar om. Visas för alla. Skriv inga namn på privatpersoner."),
    )

    decided_on = ImpreciseDateField(
        _("beslutsdag"), null=True, blank=True, help_text=_("Dagen då texten beslutades, så noga som den är känd.")
    )
    decided_on_earliest = models.DateField(_("beslutsdag, tidigast"), null=True, blank=True, editable=False)
    deciding_body = models.CharField(
        _("beslutande organ"), max_length=200, blank=True, help_text=_("Till exempel Region Jämtland Härjedalen.")
    )
    signed_on = ImpreciseDateField(
        _("undertecknad"),
        null=True,
        blank=True,
        help_text=_("Dagen då texten undertecknades, så noga som den är känd."),
    )
    signed_on_earliest = models.DateField(_("undertecknad, tidigast"), null=True, blank=True, editable=False)
    valid_from = ImpreciseDateField(
        _("gäller från"),
        null=True,
        blank=True,
        help_text=_("Textens första dag. Varje kommuns egen dag står på kommunens svar."),
    )
    valid_from_earliest = models.DateField(_("gäller från, tidigast"), null=True, blank=True, editable=False)
    valid_to = ImpreciseDateField(
        _("gäller till"),
        other="latest",
        null=True,
        blank=True,
        help_text=_("Textens sista dag. Tomt betyder tills vidare."),
    )
    valid_to_latest = models.DateField(_("gäller till, senast"), null=True, blank=True, editable=False)
    parties = models.ManyToManyField(
        Party,
        verbose_name=_("fler parter"),
        blank=True,
        related_name="joint_agreements",
        help_text=_("Parter utöver kommunerna och Arbetsförmedlingen."),
    )
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där texten eller uppgiften finns.")
    )
    source_note = models.CharField(
        _("källa"), max_length=500, blank=True, help_text=_("Varifrån uppgifterna om texten kommer.")
    )

    objects = JointAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemensam överenskommelse")
        verbose_name_plural = _("gemensamma överenskommelser")
        ordering = ["title"]
        triggers = [RevisionTrigger()]
        constraints = [
            models.CheckConstraint(
                name="joint_agreement_ends_after_it_begins",
                condition=ends_after_it_begins("valid_from", "valid_to"),
                violation_error_message=_("Gäller till kan inte vara före gäller från."),
            ),
            models.CheckConstraint(
                name="joint_agreement_bounds_are_in_order",
                condition=bounds_in_order("decided_on", "signed_on", "valid_from")
                & bounds_in_order("valid_to", other="latest"),
                violation_error_message=BOUNDS_REVERSED,
            ),
            models.CheckConstraint(
                name="joint_agreement_days_are_plausible",
                condition=plausible("decided_on", "signed_on", "valid_from") & plausible("valid_to", other="latest"),
                violation_error_message=_("En dag ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether it has a published agreement. Changes of a public joint agreement are proposed."""
        return self.pk is not None and self.agreements.published().exists()

    @property
    def first_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.valid_from, self.valid_from_earliest)

    @property
    def last_day(self) -> ImpreciseDay | None:
        """None means until further notice, or that the register does not know it."""
        return imprecise_day(self.valid_to, self.valid_to_latest, "latest")

    @property
    def decision_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.decided_on, self.decided_on_earliest)

    @property
    def signing_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.signed_on, self.signed_on_earliest)

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day.latest < self.first_day.earliest:
            raise ValidationError({"valid_to": _("Gäller till kan inte vara före gäller från.")})


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="JointAgreementPartyEvent"
)
class JointAgreementParty(JointAgreement.parties.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("den gemensamma överenskommelsens part")
        verbose_name_plural = _("de gemensamma överenskommelsernas parter")
        triggers = [RevisionTrigger()]
