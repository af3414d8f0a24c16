"""Joint agreements: one text that several municipalities sign."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from agreements.models.triggers import RevisionTrigger


class JointAgreementQuerySet(models.QuerySet["JointAgreement"]):
    def public(self) -> Self:
        """The joint agreements with a published agreement."""
        return self.filter(_has_published_agreement())

    def not_public(self) -> Self:
        return self.exclude(_has_published_agreement())


def _has_published_agreement() -> Exists:
    published = JointAgreement.objects.filter(agreements__published_at__isnull=False)
    return Exists(published.filter(pk=OuterRef("pk")))


@pghistory.track()
class JointAgreement(models.Model):
    title = models.CharField(
        _("titel"), max_length=200, help_text=_("Textens namn, till exempel Gemensam överenskommelse i Östergötland.")
    )
    diary_number = models.CharField(
        _("diarienummer"),
        max_length=50,
        blank=True,
        help_text=_("Arbetsförmedlingens nummer för den gemensamma texten."),
    )
    public_summary = models.TextField(
        _("offentlig sammanfattning"),
        blank=True,
        help_text=_("Vad texten handlar om. Visas för alla. Skriv inga namn på privatpersoner."),
    )

    objects = JointAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemensam överenskommelse")
        verbose_name_plural = _("gemensamma överenskommelser")
        ordering = ["title"]
        triggers = [RevisionTrigger()]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether it has a published agreement. Changes of a public joint agreement are proposed."""
        return self.pk is not None and self.agreements.published().exists()
