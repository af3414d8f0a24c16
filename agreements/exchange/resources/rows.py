from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.results import RowResult

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
