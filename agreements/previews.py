"""What the import of a file does, row by row, in the words of the page and of the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from agreements.imports.engine import Outcome, read_in, table_lines
from agreements.imports.kinds import KINDS, Kind
from agreements.models import Ending
from agreements.periods import Position, Status
from agreements.resources import FileRow
from agreements.spreadsheets import Table

# What a new agreement shows in columns of its own; the rest stands together.
SHOWN = ["status", "decided_on", "valid_from", "valid_to", "published"]
NAMING = ["public_id", "municipality_code", "municipality"]
WORDS = {"status": Status, "ending": Ending, "position": Position}
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


def groups() -> list[Group]:
    return [
        Group("refused", "✕", _("Avvisade")),
        Group("changed", "≠", _("Ändrade")),
        Group("new", "+", _("Nya")),
        Group("unchanged", "=", _("Oförändrade")),
    ]


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
    kind: Kind = KINDS["agreement"],
) -> Preview:
    """Writes all rows of the table if `commit`, or none if any is refused; without `commit` tells what it would do."""
    refused, changed, new, unchanged = groups()
    made = Preview(refused, changed, new, unchanged)
    by_kind = {group.kind: group for group in made.groups}
    most_rows = len(table.rows) if all_rows else MOST_ROWS

    def keep(row_kind: str, result: FileRow) -> None:
        group = by_kind[row_kind]
        group.total += 1
        if len(group.rows) < most_rows:
            group.rows.append(row_of(kind, result))

    outcome: Outcome = read_in(
        kind,
        table.headers,
        table_lines(table.rows, table.numbers),
        by=by,
        file=file,
        publish_new=publish_new,
        commit=commit,
        on_result=keep,
        on_row=on_row,
    )
    made.problem = outcome.problem
    for group in made.groups:
        group.rows.sort(key=lambda row: row.number)
    return made


def row_of(kind: Kind, result: FileRow) -> Row:
    after = {column: worded(column, cell) for column, cell in result.after.items()}
    before = {column: worded(column, cell) for column, cell in result.before.items()}
    label = kind.resource.label
    return Row(
        number=result.number,
        municipality=result.name,
        public_id=result.public_id,
        others=[
            (label(column), after[column]) for column in kind.columns if after.get(column) and column not in NAMING
        ],
        changes=[
            Change(label(column), before[column], after[column])
            for column in kind.columns
            if before and after and before[column] != after[column]
        ],
        reasons=result.reasons,
    )


def worded(column: str, cell: str) -> str:
    """A cell in the words of the page."""
    if column in WORDS and cell:
        words = dict(WORDS[column].choices)
        return str(words.get(cell, cell))
    return cell.replace("|", ", ") if column in ("levels", "areas", "municipalities") else cell
