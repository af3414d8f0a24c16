"""The result of importing one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.results import RowResult

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Separates the cells of a key of several columns. Excel writes it in no cell.
KEY_SEPARATOR = "\x1f"


class FileRow(RowResult):
    """The result of importing one row of the file."""

    number: int
    # The row's name on the page, such as its municipality, and its id if it has one.
    name: str
    public_id: str
    # The cells before and after the import.
    before: dict[str, str]
    after: dict[str, str]
    # The reasons for a refusal: the column's label, or empty, and the message.
    reasons: list[tuple[str, str]]
    # What the row adds beside itself, in words.
    notes: list[str]


def has_no_target(field: Field, instance: Any) -> bool:
    """Whether the field is a foreign key that a new instance has not set: reading it would raise an error."""
    columns = {column.name: column for column in instance._meta.concrete_fields}
    column = columns.get(field.attribute)
    return bool(column and column.is_relation and instance.pk is None and getattr(instance, column.attname) is None)


def not_in_future(instance: Any, column: str, message: StrOrPromise) -> Callable[[], None]:
    """The rule that the day in the column, as early as it may be, is not later than today."""

    def rule() -> None:
        day = getattr(instance, f"{column}_earliest", None) or getattr(instance, column)
        if day and day > timezone.localdate():
            raise ValidationError({column: message})

    return rule
