"""Totals of municipalities that public bodies have published."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField
from agreements.days.imprecise import ImpreciseDay
from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.rules.days import BOUNDS_REVERSED, bounds_in_order
from agreements.models.terms import AgreementType
from agreements.models.triggers import RevisionTrigger
from agreements.positions import Position
from municipalities.models import Municipality

# What a total says unless it says something else is empty, so that the history of earlier totals is as it was.


class CountedUnit(models.TextChoices):
    MUNICIPALITIES = "", _("kommuner")
    LETTERS = "letters", _("avsiktsförklaringar")
    PER_CENT = "per_cent", _("procent av kommunerna")


class Precision(models.TextChoices):
    EXACT = "", _("precis")
    AT_LEAST = "at_least", _("minst")
    AT_MOST = "at_most", _("högst")


class Naming(models.TextChoices):
    """Which municipalities the source names."""

    NONE = "", _("källan namnger inga")
    THOSE = "those", _("källan namnger dem")
    ALL_BUT = "all_but", _("källan namnger alla andra: alla utom de valda")


# What a public body can count. That something is unknown is no count of anybody's.
REPORTED_POSITIONS = [(position.value, position.label) for position in Position if position != Position.UNKNOWN]


@pghistory.track()
class ReportedTotal(Publishable):
    type = models.ForeignKey(
        AgreementType,
        verbose_name=_("typ"),
        on_delete=models.PROTECT,
        related_name="reported_totals",
        help_text=_("Typen av överenskommelse som siffran gäller."),
    )
    reported_on = ImpreciseDateField(
        _("dag"), help_text=_("Dagen som siffran gäller, så noga som den är känd: en dag, en månad, senast en dag.")
    )
    reported_on_earliest = models.DateField(_("dag, tidigast"), null=True, blank=True, editable=False)
    position = models.CharField(
        _("läge"), max_length=20, choices=REPORTED_POSITIONS, help_text=_("Läget som utgivaren har räknat.")
    )
    unit = models.CharField(
        _("vad som räknas"),
        max_length=20,
        choices=CountedUnit.choices,
        default=CountedUnit.MUNICIPALITIES,
        blank=True,
        help_text=_("Bara antal kommuner jämförs med registret."),
    )
    precision = models.CharField(
        _("hur siffran ska förstås"),
        max_length=20,
        choices=Precision.choices,
        default=Precision.EXACT,
        blank=True,
        help_text=_("Om utgivaren anger precis så många, minst så många eller högst så många."),
    )
    total = models.PositiveIntegerField(_("antal"), help_text=_("Siffran som utgivaren anger."))
    naming = models.CharField(
        _("namngivna kommuner"),
        max_length=20,
        choices=Naming.choices,
        default=Naming.NONE,
        blank=True,
        help_text=_("Om källan namnger kommunerna, eller alla utom några."),
    )
    municipalities = models.ManyToManyField(
        Municipality,
        verbose_name=_("kommuner som källan namnger"),
        blank=True,
        related_name="reported_totals",
        help_text=_("De visas på kommunernas sidor som utgivarens uppgift, aldrig som registrets eget svar."),
    )
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
                fields=["type", "reported_on", "position", "publisher", "unit"],
                violation_error_message=_(
                    "Utgivarens siffra för den dagen och det läget finns redan. Ändra den i stället."
                ),
            ),
            models.CheckConstraint(
                name="reported_total_position_known",
                condition=Q(position__in=[position for position, _label in REPORTED_POSITIONS]),
                violation_error_message=_("Välj ett läge som finns."),
            ),
            models.CheckConstraint(
                name="reported_total_share_is_a_share",
                condition=~Q(unit=CountedUnit.PER_CENT) | Q(total__lte=100),
                violation_error_message=_("En andel i procent är högst 100."),
            ),
            models.CheckConstraint(
                name="reported_total_words_known",
                condition=Q(unit__in=CountedUnit.values, precision__in=Precision.values, naming__in=Naming.values),
                violation_error_message=_("Välj vad som räknas, hur siffran ska förstås och vilka källan namnger."),
            ),
            models.CheckConstraint(
                name="reported_total_bounds_are_in_order",
                condition=bounds_in_order("reported_on"),
                violation_error_message=BOUNDS_REVERSED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day.edtf} {self.get_position_display()}: {self.total}"

    @property
    def in_words(self) -> str:
        """For example "261 kommuner har överenskommelse" or "minst 86 procent av kommunerna har överenskommelse"."""
        words = {
            "precision": "" if self.precision == Precision.EXACT else f"{self.get_precision_display()} ",
            "total": self.total,
            "unit": self._counted,
            "position": self.get_position_display(),
        }
        if self.unit == CountedUnit.LETTERS:
            return gettext("%(precision)s%(total)s %(unit)s") % words
        return gettext("%(precision)s%(total)s %(unit)s %(position)s") % words

    @property
    def _counted(self) -> str:
        match self.unit:
            case CountedUnit.MUNICIPALITIES:
                return ngettext("kommun", "kommuner", self.total)
            case CountedUnit.LETTERS:
                return ngettext("avsiktsförklaring", "avsiktsförklaringar", self.total)
            case _:
                return str(self.get_unit_display())

    @property
    def day(self) -> ImpreciseDay:
        return ImpreciseDay(self.reported_on_earliest or self.reported_on, self.reported_on)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None, model_name="ReportedMunicipalityEvent"
)
class ReportedMunicipality(ReportedTotal.municipalities.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = _("den rapporterade siffrans kommun")
        verbose_name_plural = _("de rapporterade siffrornas kommuner")
        triggers = [RevisionTrigger()]
