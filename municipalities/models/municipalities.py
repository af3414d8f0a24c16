"""Municipalities."""

from __future__ import annotations

import datetime

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.models.counties import County
from municipalities.models.querysets import MunicipalityQuerySet, join_fields
from municipalities.swedish import search_key, sort_key


class Municipality(models.Model):
    code = models.CharField(
        _("kommunkod"),
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"^\d{4}$", _("En kommunkod har fyra siffror, till exempel 0180."))],
        help_text=_("SCB:s kod med fyra siffror, till exempel 0180. Koden ges en gång och ändras aldrig."),
    )
    name = models.CharField(_("namn"), max_length=100, help_text=_("Till exempel Malmö."))
    official_name = models.CharField(_("officiellt namn"), max_length=100, help_text=_("Till exempel Malmö stad."))
    other_names = models.CharField(
        _("andra namn"),
        max_length=200,
        blank=True,
        help_text=_(
            "Tidigare namn och namn på andra språk, med komma emellan. Sökning och import hittar kommunen på dem: "
            "Giron, Kiiruna."
        ),
    )
    county = models.ForeignKey(
        County,
        verbose_name=_("län"),
        on_delete=models.PROTECT,
        related_name="municipalities",
        help_text=_("Länet som kommunen ligger i."),
    )
    latitude = models.DecimalField(
        _("latitud"), max_digits=6, decimal_places=3, help_text=_("En punkt i kommunen, i grader enligt WGS 84.")
    )
    longitude = models.DecimalField(
        _("longitud"), max_digits=6, decimal_places=3, help_text=_("En punkt i kommunen, i grader enligt WGS 84.")
    )
    tile_column = models.PositiveSmallIntegerField(
        _("kolumn i kartan"),
        null=True,
        blank=True,
        help_text=_("Var kommunens ruta står i kartan över landet, från vänster."),
    )
    tile_row = models.PositiveSmallIntegerField(
        _("rad i kartan"), null=True, blank=True, help_text=_("Var kommunens ruta står i kartan över landet, uppifrån.")
    )
    jobtech_concept_id = models.CharField(
        _("begrepps-id hos JobTech"),
        max_length=20,
        blank=True,
        help_text=_("Kommunens id i Arbetsförmedlingens taxonomi, till exempel XWKY_c49_5nv."),
    )
    contact_function = models.CharField(
        _("kontaktfunktion"),
        max_length=200,
        blank=True,
        help_text=_("Funktionen som svarar för kommunen, till exempel arbetsmarknadsenheten. Aldrig en persons namn."),
    )
    contact_email = models.EmailField(
        _("funktionens e-post"),
        blank=True,
        help_text=_(
            "Funktionens brevlåda, till exempel arbetsmarknad@kommunen.se. Dit går frågan om uppgifterna stämmer."
        ),
    )
    established_on = models.DateField(
        _("bildad"), null=True, blank=True, help_text=_("Fylls i för en kommun som är bildad efter 2003.")
    )
    ceased_on = models.DateField(
        _("sista dag"), null=True, blank=True, help_text=_("Fylls i när kommunen har gått upp i en annan.")
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("efterträdare"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text=_("Kommunen som har tagit över."),
    )
    sort_key = models.GeneratedField(
        expression=sort_key("name"), output_field=models.CharField(max_length=100, db_collation="C"), db_persist=True
    )
    search_key = models.GeneratedField(
        expression=search_key(join_fields("name", "official_name", "code", "other_names")),
        output_field=models.CharField(max_length=410, db_collation="C"),
        db_persist=True,
    )

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommun")
        verbose_name_plural = _("kommuner")
        ordering = ["sort_key"]
        indexes = [GinIndex(name="municipality_search", fields=["search_key"], opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(
                name="municipality_code_is_four_digits",
                condition=Q(code__regex=r"^\d{4}$"),
                violation_error_message=_("En kommunkod har fyra siffror, till exempel 0180."),
            ),
            models.CheckConstraint(
                name="municipality_successor_needs_last_day",
                condition=Q(successor=None) | Q(ceased_on__isnull=False),
                violation_error_message=_("Ange kommunens sista dag när den har en efterträdare."),
            ),
            models.CheckConstraint(
                name="municipality_does_not_succeed_itself",
                condition=Q(successor=None) | ~Q(successor=F("code")),
                violation_error_message=_("En kommun kan inte vara sin egen efterträdare. Välj en annan kommun."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("municipality", args=[self.code])

    def existed_on(self, day: datetime.date) -> bool:
        """The rule of `MunicipalityQuerySet.existing_on` for one municipality."""
        begun = self.established_on is None or self.established_on <= day
        return begun and (self.ceased_on is None or self.ceased_on >= day)


# Not as a decorator, which would lose the type of the class.
pghistory.track()(Municipality)
