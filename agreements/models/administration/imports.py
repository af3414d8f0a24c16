"""Import runs, their rows, and the remembered columns of unknown headers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """The import of one file: its state, its counts, and when it was written and undone.

    Not tracked itself: the history holds the changes of each row, under `context`.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("kolumner att para ihop")
        CHECKING = "checking", _("förhandsgranskas")
        CHECKED = "checked", _("förhandsgranskad")
        REFUSED = "refused", _("avvisad")
        WRITING = "writing", _("skrivs")
        WRITTEN = "written", _("skriven")
        UNDONE = "undone", _("ångrad")

    # The run is at work in these states, or interrupted if `beat_at` is old.
    WORKING = [State.CHECKING, State.WRITING]

    kind = models.CharField(_("slag"), max_length=30)
    key = models.UUIDField(_("nyckel"), default=uuid.uuid4, unique=True, editable=False)
    file = models.CharField(_("fil"), max_length=200)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("inläst av"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("inläst"), default=timezone.now)
    state = models.CharField(_("läge"), max_length=20, choices=State.choices, default=State.MAPPING)
    mapping = models.JSONField(_("kolumner"), default=dict, blank=True)
    publish_new = models.BooleanField(_("nya rader publiceras"), default=False)
    rows = models.PositiveIntegerField(_("rader"), default=0)
    rows_done = models.PositiveIntegerField(_("behandlade rader"), default=0)
    beat_at = models.DateTimeField(_("livstecken"), null=True, blank=True)
    counts = models.JSONField(_("antal"), default=dict, blank=True)
    notes = models.JSONField(_("hur filen är läst"), default=list, blank=True)
    problem = models.TextField(_("varför ingenting skrevs"), blank=True)
    context = models.UUIDField(_("sammanhang i historiken"), null=True, blank=True)
    written_at = models.DateTimeField(_("skriven"), null=True, blank=True)
    undone_at = models.DateTimeField(_("ångrad"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ångrad av"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("importer")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.file} {timezone.localtime(self.made_at):%Y-%m-%d %H:%M}"


class ImportRow(models.Model):
    """The result of one row of the file, as the preview shows it."""

    run = models.ForeignKey(ImportRun, verbose_name=_("import"), on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("rad"))
    kind = models.CharField(_("slag"), max_length=10)
    content = models.JSONField(_("innehåll"))

    class Meta:
        verbose_name = _("rad i en import")
        verbose_name_plural = _("rader i importer")
        ordering = ["number"]
        indexes = [models.Index(name="import_row_of_run", fields=["run", "kind", "number"])]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class ColumnChoice(models.Model):
    """The register's column that somebody has chosen for an unknown header; empty: the column is ignored."""

    kind = models.CharField(_("slag"), max_length=30)
    header = models.CharField(_("rubrik i filen"), max_length=200, help_text=_("Med små bokstäver."))
    column = models.CharField(_("kolumn"), max_length=50, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("vald av"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField(_("vald"), default=timezone.now)

    class Meta:
        verbose_name = _("vald kolumn")
        verbose_name_plural = _("valda kolumner")
        ordering = ["kind", "header"]
        constraints = [
            models.UniqueConstraint(
                name="column_choice_once",
                fields=["kind", "header"],
                violation_error_message=_("Rubriken är redan parad med en kolumn. Ändra den."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.header}: {self.column}"
