"""What the register says and knows of itself, and the totals that others have published."""

from __future__ import annotations

import datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.terms import AgreementType
from agreements.periods import Position
from agreements.triggers import RaisesRevision
from municipalities.models import Boundary, County, Municipality


@pghistory.track()
class ReportedTotal(Publishable):
    type = models.ForeignKey(
        AgreementType,
        verbose_name=_("typ"),
        on_delete=models.PROTECT,
        related_name="reported_totals",
        help_text=_("Typen av överenskommelse som siffran gäller."),
    )
    reported_on = models.DateField(_("dag"), help_text=_("Dagen som siffran gäller."))
    position = models.CharField(
        _("läge"), max_length=20, choices=Position.choices, help_text=_("Läget som utgivaren har räknat.")
    )
    total = models.PositiveIntegerField(_("antal kommuner"), help_text=_("Så många kommuner som utgivaren anger."))
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
        triggers = [RaisesRevision(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                name="reported_total_once",
                fields=["type", "reported_on", "position", "publisher"],
                violation_error_message=_(
                    "Utgivarens siffra för den dagen och det läget finns redan. Ändra den i stället."
                ),
            ),
            models.CheckConstraint(
                name="reported_total_position_known",
                condition=Q(position__in=Position.values),
                violation_error_message=_("Välj ett läge som finns."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.get_position_display()}: {self.total}"


class RegisterQuerySet(models.QuerySet["Register"]):
    def current(self) -> Register:
        """The register's own row, with its revision; what a new register says where nobody has set anything."""
        row = self.annotate(
            revision=models.Subquery(Revision.objects.values("number")[:1]),
            revised_at=models.Subquery(Revision.objects.values("changed_at")[:1]),
        ).first()
        return row or Register()


@pghistory.track()
class Register(models.Model):
    """What the register says of itself."""

    name = models.CharField(
        _("registrets namn"),
        max_length=100,
        default="Överenskommelseregistret",
        help_text=_("Står överst på varje sida."),
    )
    publisher = models.CharField(
        _("utgivare"),
        max_length=200,
        blank=True,
        help_text=_("Myndigheten eller organisationen som svarar för registret."),
    )
    contact_email = models.EmailField(
        _("kontaktadress"), blank=True, help_text=_("E-post till en funktion, aldrig till en privatperson.")
    )
    licence = models.CharField(
        _("datats licens"),
        max_length=100,
        default="CC0 1.0",
        help_text=_("Villkoren för den som använder uppgifterna."),
    )
    licence_url = models.URLField(
        _("licensens adress"),
        default="https://creativecommons.org/publicdomain/zero/1.0/deed.sv",
        help_text=_("Webbadressen där villkoren står."),
    )
    four_eyes = models.BooleanField(
        _("två personer publicerar"),
        default=False,
        help_text=_("Den som har registrerat eller ändrat en uppgift kan inte publicera den själv."),
    )
    is_demo = models.BooleanField(_("visar demodata"), default=False, editable=False)

    revision: int | None = None
    revised_at: datetime.datetime | None = None

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("registrets inställningar")
        verbose_name_plural = _("registrets inställningar")
        triggers = [RaisesRevision()]
        constraints = [
            models.CheckConstraint(
                name="register_is_one",
                condition=Q(id=1),
                violation_error_message=_("Registret har bara en rad med inställningar. Ändra den."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """How many times what the public sees has changed: one row, raised by the triggers of `agreements.triggers`.

    It is the ETag of every public answer and the key of the cache of rendered pages.
    """

    number = models.BigIntegerField(_("nummer"))
    transaction = models.BigIntegerField(_("transaktion"))
    changed_at = models.DateTimeField(_("ändrad"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisioner")
        constraints = [models.CheckConstraint(name="revision_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)


# The public sees municipalities and counties too, but their app knows nothing of agreements or of the revision.
for model in (Boundary, County, Municipality):
    pgtrigger.register(RaisesRevision())(model)


class ContactMessage(models.Model):
    """What somebody has written to the register. Kept until it is sent and a while after, then removed for good.

    Not in the history, which nobody can erase: a message is personal data.
    """

    subject = models.CharField(_("ämne"), max_length=150)
    message = models.TextField(_("meddelande"), max_length=5000)
    reply_to = models.EmailField(_("din e-postadress"))
    sender = models.CharField(_("avsändarens nät, oläsligt"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("mottaget"), auto_now_add=True)
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        ordering = ["-received_at"]
        indexes = [models.Index(name="contact_message_sender", fields=["sender", "received_at"])]

    def __str__(self) -> str:
        return self.subject


class LinkCheck(models.Model):
    """Whether the page of a source or a document could be opened, when that was last tried.

    Not in the history: it says how another server answered one moment, not what the register holds.
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
        triggers = [RaisesRevision()]  # the public page of the register's quality shows them

    def __str__(self) -> str:
        return self.url
