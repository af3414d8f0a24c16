"""Stores each PDF under its SHA-256.

A file is stored in `DOCUMENTS_DIR` as `<first two digits>/<sha-256>.pdf` and never changes. Received files wait in
`incoming` and are removed after a day. `care.sweep` removes the files of rolled-back transactions.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import connection, transaction

from agreements.acts.act import act, named_rules
from agreements.documents.folders import INCOMING, private_folder
from agreements.documents.uploads import ReceivedFile, receive_upload, refuse_warnings
from agreements.models import StoredFile


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
        received.path.replace(private_folder(place.parent) / place.name)
    else:
        received.path.unlink(missing_ok=True)
    return stored


def store_generated(content: bytes, *, name: str, pages: int, by: User) -> StoredFile:
    """Stores a PDF that the register itself has generated, without examining it."""
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredFile.objects.create(sha256=sha256, name=name, size=len(content), pages=pages, stored_by=by)
    handle, written = tempfile.mkstemp(dir=private_folder(settings.DOCUMENTS_DIR / INCOMING), suffix=".pdf")
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
    received.replace(private_folder(place.parent) / place.name)


def lock_content(sha256: str) -> None:
    """Locks the file with this checksum against the sweep until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stored file {sha256}"])


def stored_path(stored: StoredFile) -> Path:
    return settings.DOCUMENTS_DIR / stored.sha256[:2] / f"{stored.sha256}.pdf"
