"""The base of models whose rows are published, with the time and the user."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

RowT = TypeVar("RowT", bound=models.Model)


class PublishableQuerySet(models.QuerySet[RowT]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at=None)


class Publishable(models.Model):
    """A row that becomes public when it is published.

    Older published documents, follow-ups, meetings and totals have a time and no user. Agreements always have both, by
    a constraint of their own.
    """

    published_at = models.DateTimeField(_("publicerad"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("publicerad av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_published_has_a_time",
                condition=Q(published_by=None) | Q(published_at__isnull=False),
                violation_error_message=_("En publicering ska ha en tid."),
            )
        ]

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
