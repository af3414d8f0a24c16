"""Runs an import: stores the file, checks it, writes it. A large file is processed in a thread, with progress."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.exchange.engine import ImportOutcome, MappedFile, import_rows
from agreements.exchange.kinds import IMPORT_KINDS, ImportKind, columns_of, known_headers
from agreements.exchange.preview import preview_row
from agreements.exchange.resources import FileRow
from agreements.models import ImportRow, ImportRun
from agreements.tables.full_disk import DISK_FULL, is_full
from agreements.tables.reading import UnreadableFileError, open_table

logger = logging.getLogger(__name__)

# Up to this many rows are processed in the request; more in a thread, whose progress the page shows.
AT_ONCE = 300
SAMPLES = 3
ROWS_AT_A_TIME = 1000
SECONDS_BETWEEN_UPDATES = 1.0
# A run without progress for this long is interrupted, for example by a restart of the server.
INTERRUPTED_AFTER = datetime.timedelta(minutes=2)
RUN_KEPT_FOR = datetime.timedelta(days=30)


def run_kind(run: ImportRun) -> ImportKind:
    return IMPORT_KINDS[run.kind]


def imports_folder() -> Path:
    path = Path(settings.VAR_DIR) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def run_path(run: ImportRun) -> Path:
    return imports_folder() / str(run.key)


def receive_import(
    content: bytes, *, kind: ImportKind, file: str, by: User, publish_new: bool
) -> tuple[ImportRun, list[str]]:
    """Stores the file and creates a run. Returns the run and the file's headers. Raises UnreadableFileError."""
    inspected = inspect_file(content, kind)
    sweep_imports()
    digest = hashlib.sha256(content).hexdigest()
    run = ImportRun(kind=kind.slug, file=file[:200], sha256=digest, by=by, publish_new=publish_new)
    run.rows, run.notes = inspected.count, inspected.notes
    try:
        store_content(run_path(run), content)
        with transaction.atomic():
            run.save()
    except BaseException as error:
        run_path(run).unlink(missing_ok=True)
        if is_full(error):
            raise UnreadableFileError(str(DISK_FULL)) from error
        raise
    return run, inspected.headers


def store_content(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


@dataclass(frozen=True)
class FileInspection:
    """The content of a file before its rows are checked."""

    headers: list[str]
    # Sample cells by header.
    samples: dict[str, list[str]]
    count: int
    # See `FileTable.notes`.
    notes: list[str]


def inspect_file(content: bytes, kind: ImportKind) -> FileInspection:
    """Raises UnreadableFileError."""
    with open_table(content, known_headers(kind)) as table:
        samples: dict[str, list[str]] = {header: [] for header in table.headers}
        for _number, cells in table.rows():
            for header, cell in zip(table.headers, cells, strict=True):
                if cell.strip() and len(samples[header]) < SAMPLES:
                    samples[header].append(cell.strip()[:60])
        return FileInspection(table.headers, samples, table.count, table.notes)


def content_of(run: ImportRun) -> bytes:
    """Raises UnreadableFileError if the file is no longer stored."""
    try:
        return run_path(run).read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(_("Filen finns inte kvar. Läs in den igen.")) from error


def no_progress() -> None:
    pass


def start_import(
    run: ImportRun, *, commit: bool, in_thread: bool | None = None, on_row: Callable[[], object] = no_progress
) -> None:
    """Checks the file, or writes it with `commit`: in the request if it is short, else in a thread.

    For a file with refused rows, the other rows are written: the user has chosen to correct the refused rows later.
    """
    run.state = ImportRun.State.WRITING if commit else ImportRun.State.CHECKING
    run.rows_done, run.beat_at, run.problem = 0, timezone.now(), ""
    run.save()
    if run.rows <= AT_ONCE if in_thread is None else not in_thread:
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


class ProgressReporter:
    """Saves the progress of a run on a connection of its own, outside the run's transaction."""

    def __init__(self, run: ImportRun, on_row: Callable[[], object]) -> None:
        self.on_row = on_row
        self.run, self.done, self.saved_at = run, 0, time.monotonic()
        self.connection: Any = None

    def count_row(self) -> None:
        self.done += 1
        self.on_row()
        if self.run.rows > AT_ONCE and time.monotonic() - self.saved_at > SECONDS_BETWEEN_UPDATES:
            self.saved_at = time.monotonic()
            self.connection = self.connection or connection.copy()
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE agreements_importrun SET rows_done = %s, beat_at = now() WHERE id = %s",
                    [self.done, self.run.pk],
                )

    def close(self) -> None:
        if self.connection:
            self.connection.close()


def is_interrupted(run: ImportRun) -> bool:
    return run.state in ImportRun.WORKING and (run.beat_at is None or run.beat_at < timezone.now() - INTERRUPTED_AFTER)


def remove_files(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def sweep_imports(now: Callable[[], datetime.datetime] = timezone.now) -> None:
    """Deletes old rows of runs, and old runs that were never written, with their files."""
    before = now() - RUN_KEPT_FOR
    unwritten = ImportRun.objects.filter(made_at__lt=before, written_at=None)
    paths = [run_path(run) for run in unwritten]
    unwritten.delete()
    transaction.on_commit(lambda: remove_files(paths))
    ImportRow.objects.filter(run__made_at__lt=before).delete()
