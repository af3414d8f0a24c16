"""The file of an import run: stores it, inspects it, and sweeps old ones."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.exchange.kinds import ImportKind, known_headers
from agreements.models import ImportRow, ImportRun
from agreements.tables.full_disk import DISK_FULL, is_full
from agreements.tables.reading import UnreadableFileError, open_table

SAMPLES = 3
RUN_KEPT_FOR = datetime.timedelta(days=30)


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
