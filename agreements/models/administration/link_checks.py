"""The latest check of each address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.triggers import RevisionTrigger


class LinkCheck(models.Model):
    """Whether the address of a source or a document responded at the latest check.

    Not tracked: it describes another server, not the register.
    """

    url = models.URLField(_("adress"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("kontrollerad"))
    is_alive = models.BooleanField(_("svarar"))
    status = models.PositiveSmallIntegerField(_("statuskod"), null=True, blank=True)
    error = models.CharField(_("fel"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("storlek i byte"), null=True, blank=True)

    class Meta:
        verbose_name = _("länkkontroll")
        verbose_name_plural = _("länkkontroller")
        ordering = ["checked_at"]
        triggers = [RevisionTrigger()]  # the public page of the register's quality shows them

    def __str__(self) -> str:
        return self.url
