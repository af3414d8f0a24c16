"""Reads a file's rows into the register in one transaction: all of them, or none.

A preview really writes every row and takes everything back. Rows go in parts, so that a file of any length takes as
much memory as a short one. Those that exist go first: a file may end one answer and begin the next in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import pgtrigger
import tablib
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from import_export.results import RowResult

from agreements.acts.act import act
from agreements.exchange.kinds import ImportKind
from agreements.exchange.resources import FileRow
from agreements.models import Agreement, Document, FollowUp
from agreements.models.links import LINKS
from agreements.tables.full_disk import DISK_FULL, is_full

PART = 500  # rows
PUBLISHED_WITH: list[type[Model]] = [Document, FollowUp]

Lines = Callable[[], Iterable[tuple[int, list[str]]]]


class ImportOutcome:
    """What came of it: how many rows of each kind, and why nothing could be written where it is no row's fault."""

    def __init__(self) -> None:
        self.counts = Counter({"refused": 0, "changed": 0, "new": 0, "unchanged": 0})
        self.problem = ""
        self.context: UUID | None = None

    @property
    def is_refused(self) -> bool:
        return bool(self.counts["refused"] or self.problem)


KINDS_OF_ROW = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}


@dataclass(frozen=True)
class MappedFile:
    """`columns` are ours, empty for a column that is passed over. `lines` gives the rows with their numbers, each time
    it is called.
    """

    name: str
    columns: list[str]
    lines: Lines


def read_in(
    kind: ImportKind,
    file: MappedFile,
    *,
    by: User | None,
    publish_new: bool = False,
    leave_out: Collection[int] = (),
    commit: bool = False,
    on_result: Callable[[str, FileRow], object] = lambda kind, row: None,
    on_row: Callable[[], object] = lambda: None,
) -> ImportOutcome:
    """Writes all rows if `commit` and none is refused; else none, and only tells.

    What the rows may do is what `by` may do. The rows of the numbers in `leave_out` are not read.
    """

    def wanted() -> Iterator[tuple[int, list[str]]]:
        return (line for line in file.lines() if line[0] not in leave_out)

    outcome = ImportOutcome()
    try:
        with (
            # First: pghistory adds nothing to a statement that pgtrigger has already put a SELECT before.
            act("import", by, file=file.name) as context,
            nullcontext() if commit else unseen(kind),
            transaction.atomic(),
        ):
            for result in _results(kind, file.columns, wanted, by, publish_new, on_row):
                row_kind = KINDS_OF_ROW.get(result.import_type, "refused")
                outcome.counts[row_kind] += 1
                on_result(row_kind, result)
            if outcome.is_refused or not commit:
                transaction.set_rollback(True)
            outcome.context = context.id
    except DatabaseError as error:
        # Such as a row that somebody removed while the import ran: nothing is written.
        changed = _("Någon annan ändrade registret samtidigt. Läs in filen igen.")
        outcome.problem = str(DISK_FULL) if is_full(error) else changed
    return outcome


def _results(
    kind: ImportKind,
    columns: list[str],
    lines: Lines,
    by: User | None,
    publish_new: bool,
    on_row: Callable[[], object],
) -> Iterator[FileRow]:
    kept = [place for place, column in enumerate(columns) if column]
    headers = [columns[place] for place in kept]
    # A column that the file lacks is read as empty where it says which row is meant.
    missing_columns = [column for column in kind.resource.key if column not in headers]

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in lines():
            yield number, [cells[place] for place in kept] + [""] * len(missing_columns)

    headers = headers + missing_columns
    key_of = kind.resource.key_of
    uses: Counter[str] = Counter(key_of(dict(zip(headers, cells, strict=True))) for _number, cells in rows())
    resource = kind.resource(by=by, publish_new=publish_new, uses=uses, on_row=on_row)
    for is_new in (False, True):
        chosen = (row for row in rows() if is_new != bool(key_of(dict(zip(headers, row[1], strict=True)))))
        while part := list(islice(chosen, PART)):
            resource.numbers = [number for number, _cells in part]
            dataset = tablib.Dataset(*(cells for _number, cells in part), headers=headers)
            yield from resource.import_data(dataset, dry_run=False, use_transactions=False).rows


def unseen(kind: ImportKind) -> Any:
    """What is only tried raises no revision: its row would be locked, and everybody who publishes would wait for us."""
    tried = [kind.model, *LINKS.get(kind.model, {}).values()]
    if kind.model is Agreement:
        tried += PUBLISHED_WITH
    return pgtrigger.ignore(*(f"{model._meta.label}:raises_revision" for model in tried))
