"""Dialogue rounds and their meetings with municipalities."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.triggers import RevisionTrigger, assign_meeting_number
from municipalities.models import Municipality


@pghistory.track()
class DialogueRound(models.Model):
    name = models.CharField(_("namn"), max_length=200, help_text=_("Till exempel Mötesturnén 2022."))
    slug = models.SlugField(
        _("kortnamn"), unique=True, help_text=_("Står i filer, till exempel motesturnen-2022. Ändra det inte.")
    )
    starts_on = models.DateField(_("börjar"), help_text=_("Omgångens första dag."))
    ends_on = models.DateField(
        _("slutar"), null=True, blank=True, help_text=_("Omgångens sista dag. Tomt betyder att den pågår.")
    )
    description = models.TextField(
        _("beskrivning"), blank=True, help_text=_("Vad omgången gick ut på. Visas för alla.")
    )
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där det står om omgången.")
    )
    source_note = models.CharField(
        _("källa"), max_length=500, blank=True, help_text=_("Varifrån uppgifterna om omgången kommer.")
    )

    class Meta:
        verbose_name = _("dialogomgång")
        verbose_name_plural = _("dialogomgångar")
        ordering = ["-starts_on"]
        triggers = [RevisionTrigger()]
        constraints = [
            models.CheckConstraint(
                name="dialogue_round_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Omgången kan inte sluta innan den börjar."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether the round has a published meeting. Changes of a public round are proposed."""
        return self.pk is not None and self.meetings.published().exists()

    def clean(self) -> None:
        if not self.pk or not self.starts_on:
            return
        outside = Q(held_on__lt=self.starts_on)
        if self.ends_on:
            outside |= Q(held_on__gt=self.ends_on)
        if meeting := self.meetings.filter(outside).order_by("held_on").first():
            field = "starts_on" if meeting.held_on < self.starts_on else "ends_on"
            message = gettext("Mötet %(meeting)s skulle hamna utanför omgången. Ändra dagen, eller flytta mötet först.")
            raise ValidationError({field: message % {"meeting": meeting}})


@pghistory.track()
class DialogueMeeting(Publishable):
    round = models.ForeignKey(
        DialogueRound,
        verbose_name=_("dialogomgång"),
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text=_("Omgången som mötet hörde till."),
    )
    number = models.PositiveIntegerField(_("löpnummer"), db_default=0, editable=False)
    held_on = models.DateField(_("dag"), help_text=_("Dagen då mötet hölls."))
    title = models.CharField(_("rubrik"), max_length=200, help_text=_("Till exempel Dialogmöte i Malmö."))
    place = models.CharField(_("plats"), max_length=200, blank=True, help_text=_("En ort, eller Digitalt."))
    organisers = models.CharField(
        _("arrangörer"), max_length=200, help_text=_("Till exempel Arbetsförmedlingen, SKR och Dua.")
    )
    municipalities = models.ManyToManyField(
        Municipality,
        verbose_name=_("kommuner"),
        blank=True,
        related_name="dialogue_meetings",
        help_text=_("Kommunerna som deltog. Mötet syns på deras tidslinjer."),
    )
    summary = models.TextField(
        _("sammanfattning"),
        blank=True,
        help_text=_("Visas för alla när mötet är publicerat. Skriv inga namn på privatpersoner."),
    )
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där det står om mötet.")
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("dialogmöte")
        verbose_name_plural = _("dialogmöten")
        ordering = ["-held_on", "title"]
        triggers = [assign_meeting_number, RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                name="dialogue_meeting_number_given_once",
                fields=["number"],
                violation_error_message=_("Numret finns redan. Spara igen."),
            ),
            models.UniqueConstraint(
                name="dialogue_meeting_entered_once",
                fields=["round", "held_on", "title"],
                violation_error_message=_(
                    "Omgången har redan ett möte med den rubriken den dagen. Ändra det, eller skriv en annan rubrik."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"

    def clean(self) -> None:
        if not (self.round_id and self.held_on):
            return
        days = {"first": self.round.starts_on, "last": self.round.ends_on}
        if self.held_on < self.round.starts_on:
            message = gettext("Omgången börjar %(first)s. Ändra mötets dag, eller välj en annan omgång.")
        elif self.round.ends_on and self.held_on > self.round.ends_on:
            message = gettext("Omgången slutar %(last)s. Ändra mötets dag, eller välj en annan omgång.")
        else:
            return
        raise ValidationError({"held_on": message % days})


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="MeetingMunicipalityEvent"
)
class MeetingMunicipality(DialogueMeeting.municipalities.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("dialogmötets kommun")
        verbose_name_plural = _("dialogmötenas kommuner")
        triggers = [RevisionTrigger()]
