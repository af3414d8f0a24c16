"""Stored PDF files and their descriptions."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements.models.triggers import RevisionTrigger


def warnings_of(*, has_script: bool, has_attachments: bool) -> list[str]:
    warnings = []
    if has_script:
        warnings.append(gettext("innehåller skript eller annat som körs"))
    if has_attachments:
        warnings.append(gettext("innehåller bilagor eller media"))
    return warnings


def about_file(pages: int, size: int) -> str:
    """For example "PDF, 3 sidor, 1,2 MB"; zero pages or bytes are left out."""
    words = ngettext("%(pages)d sida", "%(pages)d sidor", pages) % {"pages": pages}
    # No line break between the number and its word.
    parts = ["PDF", words.replace(" ", "\N{NO-BREAK SPACE}")] if pages else []
    return ", ".join([*parts, filesizeformat(size)] if size else parts)


@pghistory.track()
class StoredFile(models.Model):
    """A stored PDF, identified and named by its SHA-256. Its content never changes.

    The same file uploaded again is the same row, so several documents share it.
    """

    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, unique=True, editable=False)
    name = models.CharField(_("filnamn"), max_length=200, help_text=_("Som den hette när den laddades upp."))
    size = models.PositiveBigIntegerField(_("storlek i byte"), editable=False)
    pages = models.PositiveIntegerField(_("antal sidor"), editable=False)
    has_script = models.BooleanField(_("innehåller skript"), default=False, editable=False)
    has_attachments = models.BooleanField(_("innehåller bilagor"), default=False, editable=False)
    stored_at = models.DateTimeField(_("uppladdad"), auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uppladdad av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Tomt när en kommun har lämnat filen."),
    )
    withheld_at = models.DateTimeField(_("undanhållen"), null=True, blank=True, editable=False)
    withheld_because = models.CharField(
        _("varför den undanhålls"),
        max_length=500,
        blank=True,
        help_text=_("En undanhållen fil visas aldrig för allmänheten, inte heller som registret såg ut tidigare."),
    )

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")
        ordering = ["-stored_at"]
        triggers = [RevisionTrigger()]
        constraints = [
            models.CheckConstraint(
                name="stored_file_named_by_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("En fil heter efter sin SHA-256: 64 hexadecimala siffror."),
            ),
            models.CheckConstraint(
                name="stored_file_withheld_because",
                condition=Q(withheld_at=None, withheld_because="")
                | (Q(withheld_at__isnull=False) & ~Q(withheld_because="")),
                violation_error_message=_("Skriv varför filen undanhålls."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:8]})"

    @property
    def address(self) -> str:
        """The public address, which responds while a published document has the file."""
        return reverse("stored_file", args=[self.sha256])

    @property
    def about(self) -> str:
        return about_file(self.pages, self.size)

    @property
    def warnings(self) -> list[str]:
        return warnings_of(has_script=self.has_script, has_attachments=self.has_attachments)
