from __future__ import annotations

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
