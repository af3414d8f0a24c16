"""Receives uploaded PDFs, and stores each under its SHA-256.

A file is stored in `DOCUMENTS_DIR` as `<first two digits>/<sha-256>.pdf` and never changes. Received files wait in
`incoming` and are removed after a day. `care.sweep` removes the files of rolled-back transactions.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import connection, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.acts.act import act, named_rules
from agreements.documents.pdf import Examination, examine
from agreements.models import StoredFile
from agreements.tables.full_disk import named_full_disk

INCOMING = "incoming"
MAX_MEGABYTES = 20
LONGEST_WAIT = 24 * 3600  # seconds before a received file that nobody stores is removed
RECEIVED_SALT = "agreements.files.received"


@dataclass(frozen=True)
class ReceivedFile:
    """A sound PDF that is uploaded but not stored yet."""

    path: Path
    name: str
    size: int
    sha256: str
    examined: Examination

    @property
    def token(self) -> str:
        """The signed token that a form carries, so that the file need not be uploaded again after another error."""
        return signing.dumps([self.path.name, self.name], salt=RECEIVED_SALT)


def store(upload: File, *, by: User | None, accept_warnings: bool = False) -> StoredFile:
    """Stores an uploaded PDF. The same content again returns the same row. For a municipality `by` is None.

    Raises ValidationError if the file is not a sound PDF, and, with the code `warning`, if it has scripts or
    attachments that nobody has accepted.
    """
    received = receive_upload(upload)
    try:
        if not accept_warnings:
            refuse_warnings(received)
        return store_file(received, by=by)
    finally:
        received.path.unlink(missing_ok=True)


def receive_upload(upload: File) -> ReceivedFile:
    """Saves and examines an uploaded file. Raises ValidationError if it is not a sound PDF or is too large."""
    with named_full_disk():
        incoming = _folder(settings.DOCUMENTS_DIR / INCOMING)
        _sweep(incoming)
        upload.seek(0)
        handle, name = tempfile.mkstemp(dir=incoming, suffix=".pdf")
    path = Path(name)
    try:
        with named_full_disk(), os.fdopen(handle, "wb") as file:
            size, sha256 = 0, hashlib.sha256()
            for chunk in upload.chunks():
                size += len(chunk)
                if size > MAX_MEGABYTES * 2**20:
                    raise ValidationError(
                        _("Filen är större än %(most)s MB. Spara den mindre, till exempel med bilder i lägre kvalitet.")
                        % {"most": MAX_MEGABYTES},
                        code="too_big",
                    )
                sha256.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if StoredFile.objects.filter(sha256=sha256.hexdigest(), withheld_at__isnull=False).exists():
            raise ValidationError(_("Filen är undanhållen och kan inte användas."), code="withheld")
        return ReceivedFile(path, clean_name(upload.name or ""), size, sha256.hexdigest(), examine(path))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def reload_received(token: str) -> ReceivedFile | None:
    """The file that the form's previous request uploaded; None if it is gone."""
    try:
        place, name = signing.loads(token, salt=RECEIVED_SALT, max_age=LONGEST_WAIT)
    except (signing.BadSignature, ValueError):
        return None
    path = settings.DOCUMENTS_DIR / INCOMING / Path(place).name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return ReceivedFile(
            path, name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest(), examine(path)
        )


def refuse_warnings(received: ReceivedFile) -> None:
    if warnings := received.examined.warnings:
        raise ValidationError(
            _("Filen %(warnings)s. Spara hellre en kopia utan det. Behövs det, så kryssa för att filen tas med ändå.")
            % {"warnings": get_text_list(warnings, _("och"))},
            code="warning",
        )


@transaction.atomic
def store_file(received: ReceivedFile, *, by: User | None) -> StoredFile:
    """Stores a received file and moves it into place."""
    with act("store", by), named_rules(StoredFile):
        stored, is_new = StoredFile.objects.get_or_create(
            sha256=received.sha256,
            defaults={
                "name": received.name,
                "size": received.size,
                "pages": received.examined.pages,
                "has_script": received.examined.has_script,
                "has_attachments": received.examined.has_attachments,
                "stored_by": by,
            },
        )
    place = stored_path(stored)
    if is_new:
        _move_into_place(received.path, place)
    elif not place.exists():
        # The file was lost from the disk: restore it.
        received.path.replace(_folder(place.parent) / place.name)
    else:
        received.path.unlink(missing_ok=True)
    return stored


def store_generated(content: bytes, *, name: str, pages: int, by: User) -> StoredFile:
    """Stores a PDF that the register itself has generated, without examining it."""
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredFile.objects.create(sha256=sha256, name=name, size=len(content), pages=pages, stored_by=by)
    handle, written = tempfile.mkstemp(dir=_folder(settings.DOCUMENTS_DIR / INCOMING), suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        _move_into_place(Path(written), stored_path(stored))
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    return stored


def remove_from_disk(checksums: Iterable[str]) -> None:
    """Removes the files of deleted rows once the transaction commits."""
    for sha256 in checksums:
        transaction.on_commit(partial(stored_path(StoredFile(sha256=sha256)).unlink, missing_ok=True))


def _move_into_place(received: Path, place: Path) -> None:
    """Moves a new file into place. After a rollback `care.sweep` removes it later."""
    lock_content(place.stem)
    received.touch()  # restarts its age
    received.replace(_folder(place.parent) / place.name)


def lock_content(sha256: str) -> None:
    """Locks the file with this checksum against the sweep until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stored file {sha256}"])


def stored_path(stored: StoredFile) -> Path:
    return settings.DOCUMENTS_DIR / stored.sha256[:2] / f"{stored.sha256}.pdf"


def clean_name(uploaded_name: str) -> str:
    """The uploaded file's name without characters that a file system or a header misreads, with the suffix .pdf."""
    name = unicodedata.normalize("NFC", uploaded_name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '"*:<>?|;').strip()
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem[:190].strip('. ') or 'dokument'}.pdf"


def _folder(path: Path) -> Path:
    """Creates the folder if it is missing, readable by the server's user only."""
    for part in (settings.DOCUMENTS_DIR, path):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sweep(incoming: Path) -> None:
    for path in filter(is_left, incoming.iterdir()):
        path.unlink(missing_ok=True)


def is_left(path: Path) -> bool:
    """Whether the file is older than the longest time between upload and commit."""
    try:
        return path.lstat().st_mtime < time.time() - LONGEST_WAIT
    except FileNotFoundError:
        return False
