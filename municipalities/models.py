"""Counties, municipalities and their boundaries."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.names import candidates, without_titles
from municipalities.swedish import fold, search_key, sort_key, sort_text, words_in


class County(models.Model):
    code = models.CharField(
        _("länskod"),
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^\d{2}$", _("En länskod har två siffror, till exempel 01."))],
        help_text=_("SCB:s kod med två siffror, till exempel 01."),
    )
    name = models.CharField(_("namn"), max_length=100, help_text=_("Till exempel Skåne län."))
    short_name = models.CharField(_("kort namn"), max_length=100, help_text=_("Till exempel Skåne."))
    letter = models.CharField(_("länsbokstav"), max_length=2, help_text=_("Länets bokstav, till exempel M."))
    nuts3 = models.CharField(
        _("NUTS 3-kod"), max_length=5, help_text=_("Länets kod i EU:s statistik, till exempel SE224.")
    )
    sort_key = models.GeneratedField(
        expression=sort_key("name"), output_field=models.CharField(max_length=100, db_collation="C"), db_persist=True
    )

    class Meta:
        verbose_name = _("län")
        verbose_name_plural = _("län")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="county_code_is_two_digits",
                condition=Q(code__regex=r"^\d{2}$"),
                violation_error_message=_("En länskod har två siffror, till exempel 01."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("county", args=[self.code])


def _join_fields(*fields: str) -> Concat:
    parts = [part for field in fields for part in (models.Value(" "), field)]
    return Concat(*parts[1:])


def named_first(text: str) -> Case:
    """An ordering with the municipality of this name first."""
    return Case(When(sort_key__in=[sort_text(name) for name in candidates(text)], then=0), default=1)


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def existing_on(self, day: datetime.date) -> Self:
        """The municipalities that exist on the day: 290 since 2003."""
        return self.filter(Q(established_on=None) | Q(established_on__lte=day)).filter(
            Q(ceased_on=None) | Q(ceased_on__gte=day)
        )

    def search(self, text: str) -> Self:
        """Municipalities with every word of the text in a name or the code: "malmo" finds Malmö, "0180" Stockholm."""
        names = sort_key(_join_fields("name", "official_name", "code", "other_names"))
        return self.alias(spelled_names=names).filter(
            words_in(without_titles(text), searched="search_key", spelled="spelled_names")
        )

    def best_first(self, text: str) -> Self:
        """First the municipality with exactly this name, then names that begin with the text, then the others."""
        begins = Q(search_key__startswith=fold(without_titles(text)))
        return self.order_by(named_first(text), Case(When(begins, then=0), default=1), "sort_key", "code")

    def resembling(self, text: str) -> Self:
        """The three municipalities with the most similar names, best first: "Göteborrg" finds Göteborg."""
        names = search_key(_join_fields("name", "other_names"))
        likeness = TrigramWordSimilarity(fold(without_titles(text)), names)
        # Equally similar names are ordered by their å, ä and ö: "Håbbo" is Håbo before Habo.
        marked = TrigramWordSimilarity(sort_text(without_titles(text)), "sort_key")
        # One or two misspellings in a short name stay above this limit; below it unrelated names match.
        rows = self.alias(likeness=likeness, marked=marked).filter(likeness__gte=0.55)
        return rows.order_by("-likeness", "-marked", "sort_key", "code")[:3]

    def nearest(self, municipality: Municipality) -> Self:
        """The other municipalities, nearest first."""
        # A degree of longitude is about half as long as a degree of latitude in Sweden.
        north = F("latitude") - municipality.latitude
        east = (F("longitude") - municipality.longitude) * Decimal("0.5")
        return self.exclude(pk=municipality.pk).order_by(north * north + east * east)


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
        expression=search_key(_join_fields("name", "official_name", "code", "other_names")),
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


class Boundary(models.Model):
    """A municipality's boundary as SVG path data, from `municipalities.boundaries`."""

    municipality = models.OneToOneField(
        Municipality, verbose_name=_("kommun"), on_delete=models.CASCADE, primary_key=True, related_name="boundary"
    )
    path = models.TextField(_("bana i kartan"), help_text=_("Läses in med kommandot import_boundaries."))

    class Meta:
        verbose_name = _("kommungräns")
        verbose_name_plural = _("kommungränser")
        ordering = ["municipality__sort_key"]

    def __str__(self) -> str:
        return str(self.municipality)


# Not as decorators, which would lose the types of the classes.
pghistory.track()(County)
pghistory.track()(Municipality)
pghistory.track()(Boundary)
