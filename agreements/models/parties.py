"""The organisations that are parties to agreements beside the municipality and Arbetsförmedlingen."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.terms import TermQuerySet
from agreements.models.triggers import RevisionTrigger


class PartyKind(models.TextChoices):
    INSURANCE = "forsakringskassan", _("Försäkringskassan")
    REGION = "region", _("region")
    ASSOCIATION = "samordningsforbund", _("samordningsförbund")
    MIGRATION = "migrationsverket", _("Migrationsverket")
    EDUCATION = "utbildning", _("utbildningsförbund eller folkhögskola")
    EMPLOYERS = "arbetsgivare", _("arbetsgivare eller näringslivsorganisation")
    OTHER = "annan", _("annan")


@pghistory.track()
class Party(models.Model):
    slug = models.SlugField(
        _("kortnamn"), unique=True, help_text=_("Står i filer, till exempel region-skane. Ändra det inte.")
    )
    kind = models.CharField(_("slag"), max_length=20, choices=PartyKind.choices, help_text=_("Vilket slag av part."))
    name = models.CharField(_("namn"), max_length=200, help_text=_("Till exempel Samordningsförbundet Finsam Väst."))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parter")
        ordering = ["name", "slug"]
        triggers = [RevisionTrigger()]
        constraints = [
            models.CheckConstraint(
                name="party_kind_known",
                condition=Q(kind__in=PartyKind.values),
                violation_error_message=_("Välj ett slag av part som finns."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name
