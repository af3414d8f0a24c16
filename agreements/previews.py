"""What the import of a file does, row by row, in the words of the page and of the command."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.imports.kinds import Kind
from agreements.models import Ending
from agreements.periods import Position, Status
from agreements.resources import FileRow

NAMING = ["public_id", "municipality_code", "municipality"]
WORDS = {"status": Status, "ending": Ending, "position": Position}


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
    """How many rows there are of one kind, with the word and the sign that mark it."""

    kind: str
    sign: str
    title: str
    total: int = 0


def groups() -> list[Group]:
    return [
        Group("refused", "✕", _("Avvisade")),
        Group("changed", "≠", _("Ändrade")),
        Group("new", "+", _("Nya")),
        Group("unchanged", "=", _("Oförändrade")),
    ]


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
