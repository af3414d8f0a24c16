"""Saved forms, which prevent a form from being saved twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """A saved form: a repeated request with its token saves nothing. Deleted after a day."""

    token = models.CharField(_("formulärets engångskod"), max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sparad av"), on_delete=models.CASCADE, related_name="+"
    )
    url = models.CharField(
        _("vart det ledde"), max_length=2000, help_text=_("Sidan som visas när samma formulär skickas en gång till.")
    )
    content = models.CharField(_("innehållets kontrollsumma"), max_length=64)
    saved_at = models.DateTimeField(_("sparad"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("sparat formulär")
        verbose_name_plural = _("sparade formulär")
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.url
