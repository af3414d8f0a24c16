"""What holds for the rows beside the agreements: what their forms ask of a person, asked of a file too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.acts import readiness
from agreements.exchange.resources.base import BETWEEN, FileResource
from agreements.exchange.resources.publication import PublicationResource
from agreements.models import EARLIEST_DAY, LATEST_DAY
from agreements.models.plausible_days import IMPLAUSIBLE
from agreements.models.publishing import Publishable
from agreements.tables.safe_cells import plain_text


class RuledResource(FileResource):
    """Rows whose days are plausible, and whose key may be written in every way that its cells may."""

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        key = {column: cls.as_exported(column, row.get(column, "")) for column in cls.key}
        # A row with half a key is none that is registered: it is refused for what it lacks.
        return BETWEEN.join(key.values()) if all(key.values()) else ""

    @classmethod
    def as_exported(cls, column: str, cell: str) -> str:
        """The cell as the export writes it: 2024 for 2024.0, signed for har överenskommelse."""
        text = plain_text(cell).strip()
        widget = cls.fields[column].widget
        try:
            return str(widget.render(widget.clean(text))) if text else ""
        except ValueError:
            # The row is refused for it, or it is one of the rows that are known only later.
            return text

    def key_from(self, instance: Any) -> str:
        return BETWEEN.join(self.cell(self.fields[column], instance).strip() for column in self.key)

    def judge(self, instance: Any, already: set[str]) -> list[Callable[[], None]]:
        return [*super().judge(instance, already), lambda: self.days_are_plausible(instance)]

    def days_are_plausible(self, instance: Any) -> None:
        read = {column: getattr(instance, column) for column in self.days}
        if wrong := [column for column, day in read.items() if day and not EARLIEST_DAY <= day <= LATEST_DAY]:
            raise ValidationError(dict.fromkeys(wrong, IMPLAUSIBLE))


class PublishableResource(PublicationResource, RuledResource):
    """Rows that nobody proposes changes of: once published, they are closed to most, as at the desk."""

    def judge(self, instance: Any, already: set[str]) -> list[Callable[[], None]]:
        return [*super().judge(instance, already), lambda: self.may_be_public(instance, already)]

    def may_be_public(self, instance: Publishable, already: set[str]) -> None:
        if not instance.is_published:
            return
        if obstacle := self.closed() if self.was_public else self.awaits(instance, already):
            raise ValidationError({"published": obstacle})

    def awaits(self, instance: Any, already: set[str]) -> str:
        """What has to be done before the row can be public, or nothing; `already` could not be read."""
        return readiness.awaits(instance)

    def closed(self) -> str:
        """Why whoever imports cannot change a published row, or nothing."""
        if self.may_change_public:
            return ""
        if self.may_publish:
            return _("Raden är publicerad. Avpublicera den, så kan du ändra den.")
        return _("Raden är publicerad. Be en granskare att avpublicera den, så kan du ändra den.")
