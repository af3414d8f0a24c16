"""The register's settings and its revision."""

from __future__ import annotations

import datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.triggers import RevisionTrigger
from municipalities.models import Boundary, County, Municipality


class RegisterQuerySet(models.QuerySet["Register"]):
    def current(self) -> Register:
        """The settings with the revision annotated; the defaults if nothing is saved."""
        row = self.annotate(
            revision=models.Subquery(Revision.objects.values("number")[:1]),
            revised_at=models.Subquery(Revision.objects.values("changed_at")[:1]),
        ).first()
        return row or Register()


@pghistory.track()
class Register(models.Model):
    """The register's settings: name, publisher, contact address, licence and four eyes. One row."""

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
        triggers = [RevisionTrigger()]
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
    """The number of changes that the public can see: one row, raised by the triggers of `agreements.models.triggers`.

    It is the ETag of public responses and part of the key of cached pages.
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


# Municipalities and counties are public too, but their app does not import this one.
for model in (Boundary, County, Municipality):
    pgtrigger.register(RevisionTrigger())(model)
