"""What holds for the rows beside the agreements: what their forms ask of a person, asked of a file too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field

from agreements import four_eyes, publishing
from agreements.forms import IMPLAUSIBLE
from agreements.models import EARLIEST_DAY, LATEST_DAY
from agreements.models.publishing import Publishable
from agreements.resources.base import BETWEEN, FileResource
from agreements.spreadsheets import plain
from agreements.widgets import PublishedWidget

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RuledResource(FileResource):
    """Rows whose days are plausible, and whose key may be written in every way that its cells may."""

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        return super().key_of(
            row | {column: cls.as_exported(column, row[column]) for column in cls.key if column in row}
        )

    @classmethod
    def as_exported(cls, column: str, cell: str) -> str:
        """The cell as the export writes it: 2024 for 2024.0, signed for har överenskommelse."""
        text = plain(cell).strip()
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

    @staticmethod
    def not_to_come(instance: Any, column: str, message: StrOrPromise) -> Callable[[], None]:
        def rule() -> None:
            day = getattr(instance, column)
            if day and day > timezone.localdate():
                raise ValidationError({column: message})

        return rule


class PublishableResource(RuledResource):
    """Rows that the public sees once they are published, which a file does under the same rules as a person."""

    published = Field("is_published", "published", PublishedWidget(), readonly=True)

    def prepare(self, dataset: tablib.Dataset) -> None:
        self.takes_two = self.by is not None and four_eyes.applies()

    def judge(self, instance: Any, already: set[str]) -> list[Callable[[], None]]:
        return [*super().judge(instance, already), lambda: self.may_be_public(instance)]

    def may_be_public(self, instance: Publishable) -> None:
        was_public = self.before.get("published") == "ja"
        if not (was_public or instance.is_published):
            return
        obstacle = self.of_the_person(instance, was_public=was_public)
        if instance.is_published:
            obstacle = self.awaits(instance) or obstacle
        if obstacle:
            raise ValidationError({"published": obstacle})

    def awaits(self, instance: Any) -> str:
        """What has to be done before the row can be public, or nothing."""
        return publishing.awaits(instance)

    def of_the_person(self, instance: Publishable, *, was_public: bool) -> str:
        """Why whoever imports cannot do to what is public what the row says, or nothing."""
        if self.by is None:
            return ""
        if not self.by.has_perm("agreements.publish_agreement"):
            return _("Bara en granskare ändrar vad som är publicerat. Skriv nej, eller be en granskare läsa in filen.")
        if not self.takes_two or not instance.is_published:
            return ""
        if was_public:
            return _("Raden är publicerad. Avpublicera den i listan för att ändra eller ta bort den.")
        if not self.before or self.before | {"published": "ja"} != self.cells(instance):
            return _("Det som filen lägger in behöver någon annan granska och publicera. Skriv nej.")
        return four_eyes.obstacle(instance, self.by)
