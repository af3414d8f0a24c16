"""The result of importing one row."""

from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.results import RowResult

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


def has_no_target(field: Field, instance: Any) -> bool:
    """Whether the field is a foreign key that a new instance has not set: reading it would raise an error."""
    columns = {column.name: column for column in instance._meta.concrete_fields}
    column = columns.get(field.attribute)
    return bool(column and column.is_relation and instance.pk is None and getattr(instance, column.attname) is None)
