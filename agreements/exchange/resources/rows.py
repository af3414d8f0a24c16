from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.results import RowResult

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Between the cells of a key that is several columns: in no cell that Excel writes.
BETWEEN = "\x1f"


class FileRow(RowResult):
    """What the import makes of one row of the file."""

    number: int
    # What the page calls the row, such as its municipality, and its id where it has one.
    name: str
    public_id: str
    # The cells as they were and as the row makes them.
    before: dict[str, str]
    after: dict[str, str]
    # Why the row is refused: the column, if it is one column's fault, and what to do.
    reasons: list[tuple[str, str]]


def points_at_nothing_yet(field: Field, instance: Any) -> bool:
    """Whether the field is to point at a row, and a new instance has none yet: asking for it would be an error."""
    columns = {column.name: column for column in instance._meta.concrete_fields}
    column = columns.get(field.attribute)
    return bool(column and column.is_relation and instance.pk is None and getattr(instance, column.attname) is None)


def rule_not_to_come(instance: Any, column: str, message: StrOrPromise) -> Callable[[], None]:
    """The rule that the day in the column is not later than today."""

    def rule() -> None:
        day = getattr(instance, column)
        if day and day > timezone.localdate():
            raise ValidationError({column: message})

    return rule
