"""The base of resources whose rows are published: an import publishes by the same rules as the desk."""

from __future__ import annotations

from typing import Any

import tablib
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.results import RowResult

from agreements.acts import perms, publication
from agreements.exchange.cells import PublishedWidget
from agreements.exchange.reasons import collisions, refusal_reasons
from agreements.exchange.resources.base import FileResource


class PublicationResource(FileResource):
    published = Field("is_published", "published", PublishedWidget(), readonly=True)

    def __init__(self, *, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(by=by, **kwargs)
        self.may_publish = by is not None and perms.may_publish(by)
        self.may_change_public = by is not None and perms.may_change_public(by)
        # The keys of rows that are saved and to be published after the batch.
        self.waiting: set[Any] = set()

    def read_published(self, instance: Any, row: dict[str, str]) -> None:
        try:
            published = self.fields["published"].clean(row) if "published" in row else None
        except ValueError as error:
            raise ValidationError({"published": str(error)}) from error
        if published is None:
            published = self.publish_new if instance.pk is None else instance.is_published
        if published == instance.is_published:
            return
        if not self.may_publish:
            raise ValidationError(
                {"published": _("Du kan inte publicera eller avpublicera med en import. Lämna cellen tom.")}
            )
        instance.published_at, instance.published_by = (timezone.now(), self.by) if published else (None, None)

    @property
    def was_public(self) -> bool:
        return self.before.get("published") == "ja"

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Saves a row to be published as a draft; it is published once all its fields are saved."""
        published = instance.published_at, instance.published_by
        becomes_public = instance.is_published and not self.was_public
        if becomes_public:
            instance.published_at, instance.published_by = None, None
        super().do_instance_save(instance, is_create)
        if becomes_public:
            instance.published_at, instance.published_by = published
            self.waiting.add(instance.pk)

    def after_import(self, dataset: tablib.Dataset, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if not (self.waiting and self.by):
            return
        rows = self._meta.model._default_manager.filter(pk__in=self.waiting)
        refusals = publication.publish_each(rows, by=self.by)
        for row in result.rows:
            if error := refusals.get(getattr(row.instance, "pk", None)):
                row.import_type, row.validation_error = RowResult.IMPORT_TYPE_INVALID, error
                row.reasons = refusal_reasons(row, self.label) + [
                    ("", text) for text in collisions(row.instance, self.rows_of)
                ]
        self.waiting = set()
