"""Confirmation requests to municipalities, with their answers."""

from __future__ import annotations

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality


class ConfirmationRequestQuerySet(models.QuerySet["ConfirmationRequest"]):
    def open_at(self, moment: datetime.datetime) -> Self:
        """The requests whose link can still be answered."""
        return self.filter(answered_at=None, revoked_at=None, expires_at__gt=moment)


# The history leaves out the hash of the link's secret: readers of the log do not need it.
@pghistory.track(exclude=["secret_hash"])
class ConfirmationRequest(models.Model):
    """Asks a municipality, by a personal link, to confirm its data in the register.

    The link is answered once, before it expires, and can be revoked. Only a hash of its secret is stored.
    """

    class State(models.TextChoices):
        OPEN = "open", _("öppen")
        ANSWERED = "answered", _("besvarad")
        EXPIRED = "expired", _("utgången")
        REVOKED = "revoked", _("återkallad")

    class Answer(models.TextChoices):
        CORRECT = "correct", _("uppgifterna stämmer")
        PROPOSAL = "proposal", _("något behöver rättas")

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("kommun"), on_delete=models.PROTECT, related_name="confirmation_requests"
    )
    function = models.CharField(_("ställd till"), max_length=200, blank=True, help_text=_("Funktionen hos kommunen."))
    sent_to = models.EmailField(_("skickad till"))
    asked_at = models.DateTimeField(_("ställd"), default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ställd av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Tomt när ett kommando har ställt frågan."),
    )
    sent_at = models.DateTimeField(
        _("skickad"), null=True, blank=True, editable=False, help_text=_("Tomt när e-postservern inte tog emot den.")
    )
    expires_at = models.DateTimeField(_("går ut"), editable=False)
    revoked_at = models.DateTimeField(_("återkallad"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("återkallad av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Tomt när ett kommando har ställt en ny fråga i stället."),
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True, editable=False)
    answered_by = models.CharField(
        _("besvarad av"), max_length=200, blank=True, help_text=_("Funktionen som svarade för kommunen.")
    )
    answer = models.CharField(_("svar"), max_length=20, choices=Answer.choices, blank=True)
    message = models.TextField(_("kommunens meddelande"), blank=True)
    reviewed_at = models.DateTimeField(_("granskad"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granskad av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Tomt för svar från tiden innan svaren granskades."),
    )
    shown_as = models.CharField(
        _("visas för alla som"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Funktionen som granskaren har godtagit. Tomt när svaret inte är godtaget."),
    )
    snapshot = models.JSONField(
        _("uppgifterna som frågan gällde"),
        default=dict,
        blank=True,
        help_text=_("Vad registret sade när frågan ställdes, och sedan när den besvarades."),
    )
    secret_hash = models.CharField(_("länkens kontrollsumma"), max_length=64, unique=True, editable=False)

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("bekräftelsefråga")
        verbose_name_plural = _("bekräftelsefrågor")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="confirmation_request_expires_after_asked",
                condition=Q(expires_at__gt=F("asked_at")),
                violation_error_message=_("En fråga kan inte gå ut innan den är ställd."),
            ),
            models.CheckConstraint(
                name="confirmation_request_answer_known",
                condition=Q(answer="", answered_at=None, answered_by="")
                | (Q(answer__in=["correct", "proposal"], answered_at__isnull=False) & ~Q(answered_by="")),
                violation_error_message=_("En besvarad fråga ska ha ett svar, en tid och en funktion som svarade."),
            ),
            models.CheckConstraint(
                name="confirmation_request_answered_or_revoked",
                condition=Q(answered_at=None) | Q(revoked_at=None),
                violation_error_message=_("En besvarad fråga kan inte återkallas."),
            ),
            models.CheckConstraint(
                name="confirmation_request_answered_before_reviewed",
                condition=Q(reviewed_at=None, reviewed_by=None, shown_as="")
                | Q(reviewed_at__isnull=False, answered_at__isnull=False),
                violation_error_message=_("Bara ett svar kan granskas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {timezone.localdate(self.asked_at)}"

    def state_at(self, moment: datetime.datetime) -> State:
        if self.answered_at:
            return self.State.ANSWERED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.OPEN if moment < self.expires_at else self.State.EXPIRED
