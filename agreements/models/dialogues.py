"""Dialogue rounds and their meetings with municipalities."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField, imprecise_day
from agreements.days.imprecise import ImpreciseDay
from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.rules.days import BOUNDS_REVERSED, bounds_in_order, ends_after_it_begins
from agreements.models.triggers import RevisionTrigger, assign_meeting_number
from municipalities.models import Municipality


@pghistory.track()
class DialogueRound(models.Model):
    name = models.CharField(_("namn"), max_length=200, help_text=_("Till exempel Mötesturnén 2022."))
    slug = models.SlugField(
        _("kortnamn"), unique=True, help_text=_("Står i filer, till exempel motesturnen-2022. Ändra det inte.")
    )
    starts_on = ImpreciseDateField(
        _("börjar"), help_text=_("Omgångens första dag, så noga som den är känd: en dag, en månad eller ett år.")
    )
    starts_on_earliest = models.DateField(_("börjar, tidigast"), null=True, blank=True, editable=False)
    ends_on = ImpreciseDateField(
        _("slutar"),
        other="latest",
        null=True,
        blank=True,
        help_text=_("Omgångens sista dag, så noga som den är känd. Tomt betyder att den pågår."),
    )
    ends_on_latest = models.DateField(_("slutar, senast"), null=True, blank=True, editable=False)
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
                condition=ends_after_it_begins("starts_on", "ends_on"),
                violation_error_message=_("Omgången kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="dialogue_round_bounds_are_in_order",
                condition=bounds_in_order("starts_on") & bounds_in_order("ends_on", other="latest"),
                violation_error_message=BOUNDS_REVERSED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether the round has a published meeting. Changes of a public round are proposed."""
        return self.pk is not None and self.meetings.published().exists()

    @property
    def first_day(self) -> ImpreciseDay:
        return ImpreciseDay(self.starts_on_earliest or self.starts_on, self.starts_on)

    @property
    def last_day(self) -> ImpreciseDay | None:
        return imprecise_day(self.ends_on, self.ends_on_latest, "latest")

    def clean(self) -> None:
        if not self.pk or not self.starts_on:
            return
        if self.last_day and self.last_day.latest < self.first_day.earliest:
            raise ValidationError({"ends_on": gettext("Omgången kan inte sluta innan den börjar.")})
        outside = Q(held_on__lt=self.first_day.earliest)
        if self.last_day:
            outside |= Q(held_on__gt=self.last_day.latest, held_on_earliest=None)
            outside |= Q(held_on_earliest__gt=self.last_day.latest)
        if meeting := self.meetings.filter(outside).order_by("held_on").first():
            field = "starts_on" if meeting.held_on < self.first_day.earliest else "ends_on"
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
    held_on = ImpreciseDateField(
        _("dag"), help_text=_("Dagen då mötet hölls, så noga som den är känd: en dag, en månad eller ett år.")
    )
    held_on_earliest = models.DateField(_("dag, tidigast"), null=True, blank=True, editable=False)
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
        help_text=_("Kommunerna som mötet var till för, inbjudna eller med på mötet. Mötet syns på deras tidslinjer."),
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
            models.CheckConstraint(
                name="dialogue_meeting_bounds_are_in_order",
                condition=bounds_in_order("held_on"),
                violation_error_message=BOUNDS_REVERSED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day.edtf} {self.title}"

    @property
    def day(self) -> ImpreciseDay:
        return ImpreciseDay(self.held_on_earliest or self.held_on, self.held_on)

    def clean(self) -> None:
        if not (self.round_id and self.held_on):
            return
        first, last = self.round.first_day, self.round.last_day
        days = {"first": first.with_article, "last": last and last.with_article}
        if self.held_on < first.earliest:
            message = gettext("Omgången börjar %(first)s. Ändra mötets dag, eller välj en annan omgång.")
        elif last and self.day.earliest > last.latest:
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
