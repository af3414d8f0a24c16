"""Boundaries of municipalities."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.municipalities import Municipality


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


# Not as a decorator, which would lose the type of the class.
pghistory.track()(Boundary)
