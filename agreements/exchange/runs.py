"""Runs an import: checks the file, or writes it. A large file is processed in a thread, with progress."""

from __future__ import annotations

import json
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.exchange.engine import ImportOutcome, MappedFile, import_rows
from agreements.exchange.kinds import IMPORT_KINDS, ImportKind, columns_of, known_headers
from agreements.exchange.preview import preview_row
from agreements.exchange.progress import ProgressReporter, is_short, no_progress
from agreements.exchange.resources import FileRow
from agreements.exchange.run_files import content_of, run_path
from agreements.models import ImportRow, ImportRun
from agreements.tables.full_disk import DISK_FULL, is_full
from agreements.tables.reading import UnreadableFileError, open_table

logger = logging.getLogger(__name__)
ROWS_AT_A_TIME = 1000


def run_kind(run: ImportRun) -> ImportKind:
    return IMPORT_KINDS[run.kind]


def start_import(
    run: ImportRun, *, commit: bool, in_thread: bool | None = None, on_row: Callable[[], object] = no_progress
) -> None:
    """Checks the file, or writes it with `commit`: in the request if it is short, else in a thread.

    For a file with refused rows, the other rows are written: the user has chosen to correct the refused rows later.
    """
    run.state = ImportRun.State.WRITING if commit else ImportRun.State.CHECKING
    run.rows_done, run.beat_at, run.problem = 0, timezone.now(), ""
    run.save()
    if is_short(run) if in_thread is None else not in_thread:
        run_import(run, commit=commit, on_row=on_row)
        return
    language = translation.get_language()
    thread = threading.Thread(
        target=_run_in_thread, args=(run.pk, commit, language), name=f"import-{run.pk}", daemon=True
    )
    # The thread reads the run, so it starts after the commit.
    transaction.on_commit(thread.start)


def _run_in_thread(key: int, commit: bool, language: str | None) -> None:
    run = ImportRun.objects.get(pk=key)
    try:
        with translation.override(language):
            run_import(run, commit=commit)
    except Exception:
        logger.exception("an import failed")
        run.state = ImportRun.State.REFUSED
        run.problem = _("Filen gick inte att läsa in. Meddela den som sköter registrets drift.")
        run.save()
    finally:
        connection.close()


def run_import(run: ImportRun, *, commit: bool, on_row: Callable[[], object] = no_progress) -> None:
    try:
        _import_file(run, commit=commit, on_row=on_row)
    except OSError as error:
        if not is_full(error):
            raise
        outcome = ImportOutcome()
        outcome.problem = str(DISK_FULL)
        _conclude(run, outcome, iter(()), commit=commit)


def _import_file(run: ImportRun, *, commit: bool, on_row: Callable[[], object]) -> None:
    kind = run_kind(run)
    progress = ProgressReporter(run, on_row)
    # Line buffering writes each line to disk when its row is done, so that a full disk is met before the commit.
    with tempfile.TemporaryFile("w+", encoding="utf-8", buffering=1) as spool:

        def keep(row_kind: str, result: FileRow) -> None:
            row = asdict(preview_row(kind, result))
            spool.write(json.dumps({"kind": row_kind, "number": result.number, "content": row}) + "\n")

        try:
            with open_table(content_of(run), known_headers(kind)) as table:
                outcome = import_rows(
                    kind,
                    MappedFile(run.file, columns_of(kind, table.headers, run.mapping), table.rows),
                    by=run.by,
                    publish_new=run.publish_new,
                    skipped_numbers=set(refused_lines(run).values_list("number", flat=True)) if commit else (),
                    commit=commit,
                    on_result=keep,
                    on_row=progress.count_row,
                )
        except UnreadableFileError as error:
            outcome = ImportOutcome()
            outcome.problem = str(error)
        finally:
            progress.close()
        spool.seek(0)
        _conclude(run, outcome, (json.loads(line) for line in spool), commit=commit)


@transaction.atomic
def _conclude(run: ImportRun, outcome: ImportOutcome, lines: Iterator[dict[str, Any]], *, commit: bool) -> None:
    kept_kind = {"kind": "refused"} if commit else {"kind": ""}
    run.lines.exclude(**kept_kind).delete()
    refused_count = run.lines.count()
    while part := [ImportRow(run=run, **line) for line in islice(lines, ROWS_AT_A_TIME)]:
        ImportRow.objects.bulk_create(part)
    run.counts, run.problem, run.rows_done = dict(outcome.counts), outcome.problem, run.rows
    run.counts["refused"] += refused_count
    if outcome.is_refused:
        run.state = ImportRun.State.REFUSED
    elif commit:
        run.state, run.written_at, run.context = ImportRun.State.WRITTEN, timezone.now(), outcome.context
        if not refused_count:
            transaction.on_commit(lambda: run_path(run).unlink(missing_ok=True))
    else:
        run.state = ImportRun.State.CHECKED
    run.save()


def refused_lines(run: ImportRun) -> Any:
    """The rows that the preview refused."""
    return run.lines.filter(kind="refused")
