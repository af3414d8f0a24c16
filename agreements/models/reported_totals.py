"""Totals of municipalities that public bodies have published."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.terms import AgreementType
from agreements.models.triggers import RevisionTrigger
from agreements.positions import Position


@pghistory.track()
class ReportedTotal(Publishable):
    type = models.ForeignKey(
        AgreementType,
        verbose_name=_("typ"),
        on_delete=models.PROTECT,
        related_name="reported_totals",
        help_text=_("Typen av överenskommelse som siffran gäller."),
    )
    reported_on = models.DateField(_("dag"), help_text=_("Dagen som siffran gäller."))
    position = models.CharField(
        _("läge"), max_length=20, choices=Position.choices, help_text=_("Läget som utgivaren har räknat.")
    )
    total = models.PositiveIntegerField(_("antal kommuner"), help_text=_("Så många kommuner som utgivaren anger."))
    publisher = models.CharField(_("utgivare"), max_length=200, help_text=_("Till exempel Arbetsförmedlingen."))
    source_note = models.CharField(_("källa"), max_length=500, help_text=_("Rapporten eller sidan där siffran står."))
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där siffran går att läsa.")
    )
    note = models.TextField(
        _("kommentar"),
        blank=True,
        help_text=_("Varför siffran skiljer sig från registret, om den gör det. Visas för alla."),
    )
    note_en = models.TextField(_("kommentar på engelska"), blank=True, help_text=_("Samma kommentar på engelska."))

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("rapporterad siffra")
        verbose_name_plural = _("rapporterade siffror")
        ordering = ["reported_on", "position"]
        triggers = [RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                name="reported_total_once",
                fields=["type", "reported_on", "position", "publisher"],
                violation_error_message=_(
                    "Utgivarens siffra för den dagen och det läget finns redan. Ändra den i stället."
                ),
            ),
            models.CheckConstraint(
                name="reported_total_position_known",
                condition=Q(position__in=Position.values),
                violation_error_message=_("Välj ett läge som finns."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.get_position_display()}: {self.total}"
