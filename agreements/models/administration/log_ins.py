"""Log-ins, failed and refused attempts, and log-outs."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LogInRecordQuerySet(models.QuerySet["LogInRecord"]):
    def failures_since(self, moment: datetime.datetime) -> Self:
        return self.filter(outcome=LogInRecord.Outcome.FAILED, at__gte=moment)

    def successes_since(self, moment: datetime.datetime) -> Self:
        return self.filter(outcome=LogInRecord.Outcome.LOGGED_IN, at__gte=moment)


class LogInRecord(models.Model):
    """A log-in, a log-out or an attempt. Deleted after 90 days.

    Not tracked: it shows where people have been, and the history cannot be erased. The typed name is stored only if an
    account has it: people type passwords there by mistake.
    """

    class Outcome(models.TextChoices):
        LOGGED_IN = "logged_in", _("inloggning")
        FAILED = "failed", _("fel namn eller lösenord")
        REFUSED = "refused", _("avvisad efter för många försök")
        LOGGED_OUT = "logged_out", _("utloggning")

    at = models.DateTimeField(_("tid"), default=timezone.now)
    outcome = models.CharField(_("händelse"), max_length=10, choices=Outcome.choices)
    username = models.CharField(_("användarnamn"), max_length=150, blank=True)
    name_key = models.CharField(_("kontrolltal för namnet"), max_length=8)
    network = models.CharField(_("nät"), max_length=64)

    objects = LogInRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("inloggning")
        verbose_name_plural = _("inloggningar")
        default_permissions = ("view",)
        ordering = ["-at"]
        indexes = [
            models.Index(name="log_in_time", fields=["at"]),
            models.Index(name="log_in_name", fields=["name_key", "at"]),
            models.Index(name="log_in_network", fields=["network", "at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="log_in_outcome_known",
                condition=models.Q(outcome__in=["logged_in", "failed", "refused", "logged_out"]),
                violation_error_message=_("Välj en händelse som finns."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
