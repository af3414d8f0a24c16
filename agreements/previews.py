"""What the import of a file does, row by row: for the page that asks to confirm it, and for the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pghistory
import tablib
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.utils.translation import gettext as _
from import_export.results import RowResult

from agreements.columns import COLUMNS, label
from agreements.models import Ending
from agreements.periods import Status
from agreements.resources import AgreementResource, FileRow
from agreements.spreadsheets import Table

# What a new row shows in columns of its own; the rest stands together.
SHOWN = ["status", "decided_on", "valid_from", "valid_to", "published"]
NAMING = ["public_id", "municipality_code", "municipality"]
WORDS = {"status": Status, "ending": Ending}
# More rows of a kind than anybody reads would only make the page slow.
MOST_ROWS = 500


@dataclass
class Change:
    label: str
    before: str
    after: str


@dataclass
class Row:
    number: int
    municipality: str
    public_id: str
    cells: list[str]
    others: list[tuple[str, str]]
    changes: list[Change]
    reasons: list[tuple[str, str]]


@dataclass
class Group:
    """The rows of one kind, with the word and the sign that mark it."""

    kind: str
    sign: str
    title: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)


@dataclass
class Preview:
    refused: Group
    changed: Group
    new: Group
    unchanged: Group
    # Why nothing could be written, where it is no row's fault.
    problem: str = ""

    @property
    def groups(self) -> list[Group]:
        return [self.refused, self.changed, self.new, self.unchanged]

    @property
    def is_refused(self) -> bool:
        return bool(self.refused.total or self.problem)

    @property
    def changes_nothing(self) -> bool:
        return not (self.new.total or self.changed.total)


def import_table(
    table: Table,
    *,
    by: User | None,
    file: str,
    publish_new: bool = False,
    commit: bool = False,
    all_rows: bool = False,
    on_row: Callable[[], object] = lambda: None,
) -> Preview:
    """Writes all rows of the table if `commit`, or none if any is refused; without `commit` tells what it would do.

    Agreements that exist go first, so that a file may end one and begin the next in any order of its rows.
    """
    most_rows = len(table.rows) if all_rows else MOST_ROWS
    if "public_id" not in table.headers:
        table = Table(["public_id", *table.headers], [["", *cells] for cells in table.rows], table.numbers)
    position = table.headers.index("public_id")
    ordered = sorted(zip(table.rows, table.numbers, strict=True), key=lambda row: not row[0][position].strip())
    dataset = tablib.Dataset(*(cells for cells, number in ordered), headers=table.headers)
    resource = AgreementResource(
        by=by, publish_new=publish_new, numbers=[number for cells, number in ordered], on_row=on_row
    )
    try:
        with pghistory.context(act="import", file=file, **({"user": by.pk} if by else {})):
            result = resource.import_data(dataset, dry_run=not commit, rollback_on_validation_errors=True)
    except DatabaseError:
        # Such as a row that somebody removed while the import ran: nothing is written.
        return preview([], most_rows, problem=_("Någon annan ändrade registret samtidigt. Läs in filen igen."))
    return preview(sorted(result.rows, key=lambda row: row.number), most_rows)


def preview(results: list[FileRow], most_rows: int, problem: str = "") -> Preview:
    made = Preview(
        refused=Group("refused", "✕", _("Avvisade")),
        changed=Group("changed", "≠", _("Ändrade")),
        new=Group("new", "+", _("Nya")),
        unchanged=Group("unchanged", "=", _("Oförändrade")),
        problem=problem,
    )
    kinds = {
        RowResult.IMPORT_TYPE_NEW: made.new,
        RowResult.IMPORT_TYPE_UPDATE: made.changed,
        RowResult.IMPORT_TYPE_SKIP: made.unchanged,
    }
    for result in results:
        group = kinds.get(result.import_type, made.refused)
        group.total += 1
        if len(group.rows) < most_rows:
            group.rows.append(_row(result))
    return made


def _row(result: FileRow) -> Row:
    after = {column: worded(column, cell) for column, cell in result.after.items()}
    before = {column: worded(column, cell) for column, cell in result.before.items()}
    return Row(
        number=result.number,
        municipality=result.name,
        public_id=result.public_id,
        cells=[after.get(column, "") for column in SHOWN],
        others=[
            (label(column), after[column])
            for column in COLUMNS
            if after.get(column) and column not in (*SHOWN, *NAMING)
        ],
        changes=[
            Change(label(column), before[column], after[column])
            for column in COLUMNS
            if before and after and before[column] != after[column]
        ],
        reasons=result.reasons,
    )


def worded(column: str, cell: str) -> str:
    """A cell in the words of the page."""
    if column in WORDS and cell:
        return str(WORDS[column](cell).label)
    return cell.replace("|", ", ") if column in ("levels", "areas") else cell
