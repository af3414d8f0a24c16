"""Agreements: one municipality's answer to one agreement type, with its constraints."""

from __future__ import annotations

import datetime
from collections.abc import Collection

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField, imprecise_day
from agreements.days.imprecise import ImpreciseDay
from agreements.models.agreement_queries import AgreementQuerySet
from agreements.models.joint_agreements import JointAgreement
from agreements.models.parties import Party
from agreements.models.publishing import Publishable
from agreements.models.rules.agreements import AGREEMENT_CONSTRAINTS, Ending, field_errors
from agreements.models.terms import AgreementType, CollaborationLevel, CooperationArea, TargetGroup
from agreements.models.triggers import (
    RevisionTrigger,
    assign_number,
    declined_keeps_no_terms,
    identity_is_kept,
    published_is_not_deleted,
    replaces_in_its_municipality,
)
from agreements.positions import ANSWERS, Position, Status, ended_before, expires_within, holds_on, may_hold_on
from municipalities.models import Municipality


class Agreement(Publishable):
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("kommun"),
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text=_("Kommunen som har svarat. Den kan inte ändras när svaret är sparat."),
    )
    number = models.PositiveIntegerField(_("löpnummer"), db_default=0, editable=False)
    public_id = models.CharField(_("id"), max_length=20, db_collation="C", db_default="", editable=False)
    type = models.ForeignKey(
        AgreementType,
        verbose_name=_("typ"),
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text=_("Vilket slag av överenskommelse svaret gäller."),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=Status.choices,
        default=Status.SIGNED,
        help_text=_("Vad kommunen har svarat. Den som inte har svarat än är i dialog."),
    )
    decided_on = ImpreciseDateField(
        _("beslutsdag"),
        null=True,
        blank=True,
        help_text=_("Dagen då kommunen beslutade att teckna eller avböja, så noga som den är känd."),
    )
    decided_on_earliest = models.DateField(_("beslutsdag, tidigast"), null=True, blank=True, editable=False)
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
        help_text=_("Första dagen som svaret gäller, så noga som den är känd. Den dagen räknas med."),
    )
    valid_from_earliest = models.DateField(_("gäller från, tidigast"), null=True, blank=True, editable=False)
    valid_to = ImpreciseDateField(
        _("gäller till"),
        other="latest",
        null=True,
        blank=True,
        help_text=_("Sista dagen som svaret gäller. Den dagen räknas med. Tomt betyder tills vidare."),
    )
    valid_to_latest = models.DateField(_("gäller till, senast"), null=True, blank=True, editable=False)
    ending = models.CharField(
        _("hur den upphör"), max_length=20, choices=Ending.choices, blank=True, help_text=_("Kräver en sista dag.")
    )
    extension_months = models.PositiveSmallIntegerField(
        _("förlängs med antal månader"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Så många månader förlängs den i taget om ingen säger upp den. Tomt betyder att det inte sägs."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("uppsägningstid i månader"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("Hela månader enligt texten, till exempel 3. Tomt betyder att registret inte har uppgiften."),
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("ersätter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text=_("Det tidigare svaret som det här förnyar, ändrar eller tar över efter, av vilken typ som helst."),
    )
    also_replaces = models.ManyToManyField(
        "self",
        verbose_name=_("ersätter också"),
        blank=True,
        symmetrical=False,
        related_name="also_replaced_by",
        help_text=_(
            "Fler tidigare svar i samma kommun som upphörde när det här började gälla, av vilken typ som helst."
        ),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text=_("Texten som flera kommuner tecknar tillsammans."),
    )
    levels = models.ManyToManyField(
        CollaborationLevel,
        verbose_name=_("samverkansnivåer"),
        blank=True,
        related_name="agreements",
        help_text=_("Nivåerna som överenskommelsen gäller. Flera kan väljas. Ett avböjt svar har inga."),
    )
    areas = models.ManyToManyField(
        CooperationArea,
        verbose_name=_("samverkansområden"),
        blank=True,
        related_name="agreements",
        help_text=_("Vad överenskommelsen omfattar. Flera kan väljas. Ett avböjt svar har inga."),
    )
    target_groups = models.ManyToManyField(
        TargetGroup,
        verbose_name=_("målgrupper"),
        blank=True,
        related_name="agreements",
        help_text=_("Vilka överenskommelsen är till för. Flera kan väljas."),
    )
    parties = models.ManyToManyField(
        Party,
        verbose_name=_("fler parter"),
        blank=True,
        related_name="agreements",
        help_text=_("Parter utöver kommunen och Arbetsförmedlingen."),
    )
    deciding_body = models.CharField(
        _("beslutande organ"),
        max_length=200,
        blank=True,
        help_text=_("Den som beslutade, till exempel kommunstyrelsen eller kommunfullmäktige."),
    )
    diary_number = models.CharField(
        _("Arbetsförmedlingens diarienummer"),
        max_length=50,
        blank=True,
        help_text=_("Ärendets nummer hos Arbetsförmedlingen, till exempel Af-2023/0012."),
    )
    municipality_diary_number = models.CharField(
        _("kommunens diarienummer"),
        max_length=50,
        blank=True,
        help_text=_("Ärendets nummer hos kommunen, till exempel KS 2023/41."),
    )
    public_summary = models.TextField(
        _("offentlig sammanfattning"), blank=True, help_text=_("Visas för alla. Skriv inga namn på privatpersoner.")
    )
    internal_note = models.TextField(_("intern anteckning"), blank=True, help_text=_("Visas aldrig offentligt."))
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där uppgiften eller beslutet finns.")
    )
    source_note = models.CharField(
        _("källa"),
        max_length=500,
        blank=True,
        help_text=_("Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41."),
    )
    next_follow_up_on = models.DateField(
        _("nästa uppföljning"),
        null=True,
        blank=True,
        help_text=_("Dagen då överenskommelsen ska följas upp. Då står den under Att göra."),
    )
    verified_on = models.DateField(
        _("senast kontrollerad"), null=True, blank=True, help_text=_("Dagen då någon senast jämförde med källan.")
    )
    verified_by = models.CharField(
        _("kontrollerad av"),
        max_length=200,
        blank=True,
        help_text=_("En funktion, till exempel Arbetsförmedlingen Malmö."),
    )
    submitted_at = models.DateTimeField(
        _("lämnad för granskning"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Ett utkast som någon har lämnat för granskning väntar på att publiceras."),
    )
    returned_because = models.TextField(
        _("varför utkastet skickades tillbaka"),
        blank=True,
        editable=False,
        help_text=_("Granskarens ord till den som registrerade."),
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("överenskommelse")
        verbose_name_plural = _("överenskommelser")
        ordering = ["municipality__sort_key", "number"]
        permissions = [("publish_agreement", _("Kan publicera och skicka tillbaka"))]
        indexes = [
            models.Index(name="agreement_municipality_type", fields=["municipality", "type", "valid_from"]),
        ]
        triggers = [
            assign_number,
            identity_is_kept,
            replaces_in_its_municipality,
            published_is_not_deleted,
            declined_keeps_no_terms,
            RevisionTrigger(published_only=True),
        ]
        constraints = AGREEMENT_CONSTRAINTS

    def __str__(self) -> str:
        return f"{self.public_id} {self.municipality}" if self.pk else str(self.municipality)

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.public_id])

    def clean(self) -> None:
        """Reports each broken rule at its field; the constraints report it for the whole row."""
        if errors := field_errors(self):
            raise ValidationError(errors)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Checks the constraints on published rows in every form, although no form has `published_at`."""
        excluded = set(exclude or ()) - {"published_at"}
        if "status" in excluded:
            # Without a day Django skips the exclusion constraint; without a status it raises FieldError.
            excluded.add("valid_from")
        super().validate_constraints(exclude=excluded)

    def expires_within(self, days: int, *, on: datetime.date) -> bool:
        return self.status in ANSWERS and expires_within(self, days, on=on)

    @property
    def first_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.valid_from, self.valid_from_earliest)

    @property
    def last_day(self) -> ImpreciseDay | None:
        """None means until further notice."""
        return imprecise_day(self.valid_to, self.valid_to_latest, "latest")

    @property
    def decision_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.decided_on, self.decided_on_earliest)

    @property
    def signing_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.signed_on, self.signed_on_earliest)

    def position_on(self, day: datetime.date) -> Position | None:
        """What this agreement alone makes the position on the day; None where it says nothing of that day."""
        if self.status not in ANSWERS:
            return None
        if holds_on(self, day):
            return Position(self.status)
        if may_hold_on(self, day):
            return Position.UNKNOWN
        if self.status == Status.SIGNED and ended_before(self, day):
            return Position.LAPSED
        return None


pghistory.track(meta={"indexes": [models.Index(name="agreement_event_number", fields=["municipality", "number"])]})(
    Agreement
)
