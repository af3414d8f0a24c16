"""The bases of resources for rows other than agreements, with the validation of their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.acts import readiness
from agreements.exchange.resources.base import FileResource
from agreements.exchange.resources.publication import PublicationResource
from agreements.exchange.resources.rows import KEY_SEPARATOR
from agreements.models.publishing import Publishable
from agreements.models.rules.days import IMPLAUSIBLE_DAY, is_plausible
from agreements.tables.safe_cells import plain_text


class ValidatedResource(FileResource):
    """Validates days, and normalizes the cells of keys."""

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        key = {column: cls.as_exported(column, row.get(column, "")) for column in cls.key}
        # A row with an incomplete key matches no row: it is refused for the missing cells.
        return KEY_SEPARATOR.join(key.values()) if all(key.values()) else ""

    @classmethod
    def as_exported(cls, column: str, cell: str) -> str:
        """The cell as the export writes it: 2024 for 2024.0, signed for har överenskommelse."""
        text = plain_text(cell).strip()
        widget = cls.fields[column].widget
        try:
            return str(widget.render(widget.clean(text))) if text else ""
        except ValueError:
            # The row is refused later, or the lookup is not loaded yet.
            return text

    def key_from(self, instance: Any) -> str:
        return KEY_SEPARATOR.join(self.cell(self.fields[column], instance).strip() for column in self.key)

    def rules_for(self, instance: Any, error_fields: set[str]) -> list[Callable[[], None]]:
        return [*super().rules_for(instance, error_fields), lambda: self.days_are_plausible(instance)]

    def days_are_plausible(self, instance: Any) -> None:
        days = {
            column: instance._meta.get_field(column).value_from_object(instance)
            for column in (*self.days, *self.imprecise_days)
        }
        if wrong := [column for column, day in days.items() if not is_plausible(day)]:
            raise ValidationError(dict.fromkeys(wrong, IMPLAUSIBLE_DAY))


class PublishableResource(PublicationResource, ValidatedResource):
    """Rows without proposals: a published row is locked, as at the desk."""

    def rules_for(self, instance: Any, error_fields: set[str]) -> list[Callable[[], None]]:
        return [*super().rules_for(instance, error_fields), lambda: self.may_be_public(instance, error_fields)]

    def may_be_public(self, instance: Publishable, error_fields: set[str]) -> None:
        if not instance.is_published:
            return
        if obstacle := self.lock_reason() if self.was_public else self.prerequisite(instance, error_fields):
            raise ValidationError({"published": obstacle})

    def prerequisite(self, instance: Any, error_fields: set[str]) -> str:
        """What must be done before the row can be published; empty if nothing. `error_fields` have errors."""
        return readiness.prerequisite(instance)

    def lock_reason(self) -> str:
        """Why the importing user may not change a published row; empty if they may."""
        if self.may_change_public:
            return ""
        if self.may_publish:
            return _("Raden är publicerad. Avpublicera den, så kan du ändra den.")
        return _("Raden är publicerad. Be en granskare att avpublicera den, så kan du ändra den.")
