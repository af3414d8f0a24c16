"""Reminders that have been mailed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """Records that a recipient has been reminded of a row of a matter, so that the mail is not repeated every day.

    Not tracked: it describes mail, not the register. Deleted once the matter is done.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("mottagare"), on_delete=models.CASCADE, related_name="+"
    )
    matter = models.CharField(_("ärende"), max_length=50)
    row = models.CharField(_("radens nyckel"), max_length=50)
    sent_at = models.DateTimeField(_("skickad"))

    class Meta:
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelser")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_for_each_row",
                fields=["recipient", "matter", "row"],
                violation_error_message=_("Mottagaren har redan en påminnelse om raden."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.row}"
