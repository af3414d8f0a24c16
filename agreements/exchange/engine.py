"""Imports the rows of a file in one transaction, all or none.

A preview writes every row and rolls back. Rows are read in batches, so that memory does not grow with the file.
Existing rows are written before new ones: a file may end one answer and begin the next in any order.
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
from agreements.models import Agreement, Document, FollowUp, JointAgreement
from agreements.models.links import LINKS
from agreements.tables.full_disk import DISK_FULL, is_full

BATCH_SIZE = 500  # rows
# What an import of agreements may publish or add with them.
WRITTEN_WITH: list[type[Model]] = [Document, FollowUp, JointAgreement]

Lines = Callable[[], Iterable[tuple[int, list[str]]]]


class ImportOutcome:
    """The number of rows by result, the history context, and the problem if the import failed as a whole."""

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
    """A file with its columns mapped to ours. `columns` has an empty text for an ignored column. `lines` returns the
    numbered rows each time it is called.
    """

    name: str
    columns: list[str]
    lines: Lines


def import_rows(
    kind: ImportKind,
    file: MappedFile,
    *,
    by: User | None,
    publish_new: bool = False,
    skipped_numbers: Collection[int] = (),
    commit: bool = False,
    on_result: Callable[[str, FileRow], object] = lambda kind, row: None,
    on_row: Callable[[], object] = lambda: None,
) -> ImportOutcome:
    """Writes all rows if `commit` is set and no row is refused; else rolls back.

    `by` is the user whose permissions apply. `skipped_numbers` are the rows to skip.
    """

    def wanted() -> Iterator[tuple[int, list[str]]]:
        return (line for line in file.lines() if line[0] not in skipped_numbers)

    outcome = ImportOutcome()
    try:
        with (
            # Must be first: pghistory adds no context to a statement that pgtrigger has prefixed with a SELECT.
            act("import", by, file=file.name) as context,
            nullcontext() if commit else without_revision(kind),
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
        # For example a row that was deleted during the import. Nothing is written.
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
    places = [place for place, column in enumerate(columns) if column]
    headers = [columns[place] for place in places]
    # A missing key column is read as empty.
    missing_columns = [column for column in kind.resource.key if column not in headers]

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in lines():
            yield number, [cells[place] for place in places] + [""] * len(missing_columns)

    headers = headers + missing_columns
    key_of = kind.resource.key_of
    key_counts: Counter[str] = Counter(key_of(dict(zip(headers, cells, strict=True))) for _number, cells in rows())
    resource = kind.resource(by=by, publish_new=publish_new, key_counts=key_counts, on_row=on_row)
    for is_new in (False, True):
        part_rows = (row for row in rows() if is_new != bool(key_of(dict(zip(headers, row[1], strict=True)))))
        while batch := list(islice(part_rows, BATCH_SIZE)):
            resource.numbers = [number for number, _cells in batch]
            dataset = tablib.Dataset(*(cells for _number, cells in batch), headers=headers)
            yield from resource.import_data(dataset, dry_run=False, use_transactions=False).rows


def without_revision(kind: ImportKind) -> Any:
    """Stops a preview from raising the revision: its row lock would make every publication wait for the preview."""
    models = [kind.model, *LINKS.get(kind.model, {}).values()]
    if kind.model is Agreement:
        models += WRITTEN_WITH
    return pgtrigger.ignore(*(f"{model._meta.label}:raises_revision" for model in models))
