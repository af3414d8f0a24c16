from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.triggers import RaisesRevision
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
        triggers = [RaisesRevision()]
        constraints = [
            models.CheckConstraint(
                name="dialogue_round_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Omgången kan inte sluta innan den börjar."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class DialogueMeeting(Publishable):
    round = models.ForeignKey(
        DialogueRound,
        verbose_name=_("dialogomgång"),
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text=_("Omgången som mötet hörde till."),
    )
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
        triggers = [RaisesRevision(published_only=True)]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="MeetingMunicipalityEvent"
)
class MeetingMunicipality(DialogueMeeting.municipalities.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("dialogmötets kommun")
        verbose_name_plural = _("dialogmötenas kommuner")
        triggers = [RaisesRevision()]
