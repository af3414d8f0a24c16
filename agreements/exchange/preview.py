"""The preview of an import: the result of each row, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.exchange.day_cells import EDTF, worded_day
from agreements.exchange.kinds import ImportKind
from agreements.exchange.resources import FileRow
from agreements.models import Ending
from agreements.models.reported_totals import CountedUnit, Naming, Precision
from agreements.positions import Position, Status

NAME_COLUMNS = ["public_id", "municipality_code", "municipality"]
WORDED_COLUMNS = {
    "status": Status,
    "ending": Ending,
    "position": Position,
    "unit": CountedUnit,
    "precision": Precision,
    "naming": Naming,
}
# The columns of several values.
SEVERAL = {"levels", "areas", "target_groups", "parties", "also_replaces", "municipalities"}


@dataclass
class CellChange:
    label: str
    before: str
    after: str


@dataclass
class PreviewRow:
    number: int
    municipality: str
    public_id: str
    others: list[tuple[str, str]]
    changes: list[CellChange]
    reasons: list[tuple[str, str]]
    notes: list[str]


@dataclass
class RowCount:
    """The number of rows with one result, with its title and sign."""

    kind: str
    sign: str
    title: str
    total: int = 0


def row_counts() -> list[RowCount]:
    return [
        RowCount("refused", "✕", _("Avvisade")),
        RowCount("changed", "≠", _("Ändrade")),
        RowCount("new", "+", _("Nya")),
        RowCount("unchanged", "=", _("Oförändrade")),
    ]


def preview_row(kind: ImportKind, result: FileRow) -> PreviewRow:
    label, columns = kind.resource.label, [column for column in kind.columns if not column.endswith(EDTF)]
    after, before = worded_cells(kind, result.after), worded_cells(kind, result.before)
    return PreviewRow(
        number=result.number,
        municipality=result.name,
        public_id=result.public_id,
        others=[
            (label(column), after[column]) for column in columns if after.get(column) and column not in NAME_COLUMNS
        ],
        changes=[
            CellChange(label(column), before[column], after[column])
            for column in columns
            if before and after and before[column] != after[column]
        ],
        reasons=result.reasons,
        notes=result.notes,
    )


def worded_cells(kind: ImportKind, cells: dict[str, str]) -> dict[str, str]:
    """The cells in the words of the pages, each day as well as it is known."""
    days = {day: worded_day(cells[day + EDTF]) for day in kind.resource.imprecise_days if cells}
    return {column: worded_cell(column, cell) for column, cell in cells.items()} | days


def worded_cell(column: str, cell: str) -> str:
    if column in WORDED_COLUMNS and cell:
        words = dict(WORDED_COLUMNS[column].choices)
        return str(words.get(cell, cell))
    return cell.replace("|", ", ") if column in SEVERAL else cell
