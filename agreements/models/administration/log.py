"""The entries of the audit log, chained by their digests."""

from __future__ import annotations

import datetime
from typing import Self
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality


class HistoryEntryQuerySet(models.QuerySet["HistoryEntry"]):
    def within(self, first: datetime.datetime | None = None, before: datetime.datetime | None = None) -> Self:
        """The entries at `first` or later, and earlier than `before`."""
        entries = self
        if first:
            entries = entries.filter(happened_at__gte=first)
        if before:
            entries = entries.filter(happened_at__lt=before)
        return entries

    def of_context(self, context: UUID) -> Self:
        """The entries of one request, command or transaction."""
        return self.filter(context=context)


class HistoryEntry(models.Model):
    """One entry of the audit log: one change of one row, in the order of commit. Written by the database at commit.

    The change itself is an event in the model's history table. `content` is the digest of the event, and `digest` that
    of the entry and the entry before it, so that `agreements.history.verification` detects any changed, removed, added
    or moved entry.

    `metadata` holds user, act and reason as the transaction ended. A request has one context, to which later changes of
    the request may add: the last entry of a context equals the context.
    """

    position = models.BigIntegerField(_("nummer"), primary_key=True)
    event_table = models.CharField(_("tabell"), max_length=63)
    event_id = models.BigIntegerField(_("händelsens id"))
    label = models.CharField(_("händelse"), max_length=20)
    object_id = models.CharField(_("radens id"), max_length=40)
    # No constraints: the log keeps references to deleted rows.
    agreement_id = models.BigIntegerField(_("överenskommelsens nyckel"), null=True, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("kommun"),
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    context = models.UUIDField(_("sammanhang"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    metadata = models.JSONField(_("vem, hur och varför"), blank=True)
    happened_at = models.DateTimeField(_("tid"))
    content = models.CharField(_("händelsens kontrollsumma"), max_length=64)
    digest = models.CharField(_("kontrollsumma"), max_length=64)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("händelse i loggen")
        verbose_name_plural = _("logg")
        ordering = ["-position"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [
            models.Index(name="history_entry_context", fields=["context", "position"]),
            models.Index(name="history_entry_municipality", fields=["municipality", "position"]),
            models.Index(name="history_entry_user", fields=["user", "position"]),
            models.Index(name="history_entry_time", fields=["happened_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="history_entry_once",
                fields=["event_table", "event_id"],
                violation_error_message=_("Händelsen finns redan i loggen."),
            )
        ]

    def __str__(self) -> str:
        return str(self.position)
