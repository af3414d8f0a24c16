"""The PDFs that the register keeps: received, examined, and stored under their checksum.

A file lies in `DOCUMENTS_DIR` as `<first two digits>/<sha-256>.pdf`, and never changes. What is being received lies in
`incoming` beside them, and is removed when nobody has stored it within a day. What a transaction that was rolled back
has left among the files is removed by `care.sweep`.
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
from agreements.documents.pdf import Examined, examine
from agreements.models import StoredFile
from agreements.tables.full_disk import named_full_disk

INCOMING = "incoming"
MOST_MEGABYTES = 20
LONGEST_WAIT = 24 * 3600  # seconds that a received file waits for somebody to store it
RECEIVED_SALT = "agreements.files.received"


@dataclass(frozen=True)
class Received:
    """A sound PDF that somebody has uploaded and the register does not yet have."""

    path: Path
    name: str
    size: int
    sha256: str
    examined: Examined

    @property
    def token(self) -> str:
        """What a form carries so that nobody has to choose the file again when something else was wrong."""
        return signing.dumps([self.path.name, self.name], salt=RECEIVED_SALT)


def store(upload: File, *, by: User | None, accept_warnings: bool = False) -> StoredFile:
    """Keeps an uploaded PDF; the same content again is the same row. Of a municipality `by` is None.

    Raises ValidationError where it is not a sound PDF, and, with the code `warning`, where it has scripts or
    attachments and nobody has accepted them.
    """
    received = receive_upload(upload)
    try:
        if not accept_warnings:
            refuse_warnings(received)
        return store_file(received, by=by)
    finally:
        received.path.unlink(missing_ok=True)


def receive_upload(upload: File) -> Received:
    """Takes an uploaded file in and examines it. Raises ValidationError where it is not a sound PDF that fits."""
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
                if size > MOST_MEGABYTES * 2**20:
                    raise ValidationError(
                        _("Filen är större än %(most)s MB. Spara den mindre, till exempel med bilder i lägre kvalitet.")
                        % {"most": MOST_MEGABYTES},
                        code="too_big",
                    )
                sha256.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if StoredFile.objects.filter(sha256=sha256.hexdigest(), withheld_at__isnull=False).exists():
            raise ValidationError(_("Filen är undanhållen och kan inte användas."), code="withheld")
        return Received(path, clean_name(upload.name or ""), size, sha256.hexdigest(), examine(path))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def received_before(token: str) -> Received | None:
    """What was received with the form's last try; None where it is no longer there."""
    try:
        place, name = signing.loads(token, salt=RECEIVED_SALT, max_age=LONGEST_WAIT)
    except (signing.BadSignature, ValueError):
        return None
    path = settings.DOCUMENTS_DIR / INCOMING / Path(place).name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return Received(path, name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest(), examine(path))


def refuse_warnings(received: Received) -> None:
    if warnings := received.examined.warnings:
        raise ValidationError(
            _("Filen %(warnings)s. Spara hellre en kopia utan det. Behövs det, så kryssa för att filen tas med ändå.")
            % {"warnings": get_text_list(warnings, _("och"))},
            code="warning",
        )


@transaction.atomic
def store_file(received: Received, *, by: User | None) -> StoredFile:
    """Stores what was received, and takes it from there."""
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
        _settle(received.path, place)
    elif not place.exists():
        # Lost from the disk, and here it is again.
        received.path.replace(_folder(place.parent) / place.name)
    else:
        received.path.unlink(missing_ok=True)
    return stored


def hold(content: bytes, *, name: str, pages: int, by: User) -> StoredFile:
    """Stores a PDF that the register itself has written, which nobody needs to examine."""
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredFile.objects.create(sha256=sha256, name=name, size=len(content), pages=pages, stored_by=by)
    handle, written = tempfile.mkstemp(dir=_folder(settings.DOCUMENTS_DIR / INCOMING), suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        _settle(Path(written), stored_path(stored))
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    return stored


def remove_from_disk(checksums: Iterable[str]) -> None:
    """Removes files whose rows are gone, once they are."""
    for sha256 in checksums:
        transaction.on_commit(partial(stored_path(StoredFile(sha256=sha256)).unlink, missing_ok=True))


def _settle(received: Path, place: Path) -> None:
    """Puts a new file where it is to lie. Where the transaction is rolled back, `care.sweep` removes it later."""
    lock_content(place.stem)
    received.touch()  # its age counts from now
    received.replace(_folder(place.parent) / place.name)


def lock_content(sha256: str) -> None:
    """Keeps the sweep away from the file with this checksum until the transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stored file {sha256}"])


def stored_path(stored: StoredFile) -> Path:
    return settings.DOCUMENTS_DIR / stored.sha256[:2] / f"{stored.sha256}.pdf"


def clean_name(given: str) -> str:
    """The name that the file had, without what a file system or a header could misread, and always that of a PDF."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '"*:<>?|;').strip()
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem[:190].strip('. ') or 'dokument'}.pdf"


def _folder(path: Path) -> Path:
    """The folder, made if need be, which nobody but the server's own user can look into."""
    for part in (settings.DOCUMENTS_DIR, path):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _sweep(incoming: Path) -> None:
    for path in filter(is_left, incoming.iterdir()):
        path.unlink(missing_ok=True)


def is_left(path: Path) -> bool:
    """Whether the file has lain for longer than anybody takes to store it."""
    try:
        return path.lstat().st_mtime < time.time() - LONGEST_WAIT
    except FileNotFoundError:
        return False
