"""Withholds stored files from the public, and checks the files on disk against the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts.act import act
from agreements.documents.folders import INCOMING, is_left
from agreements.documents.store import lock_content, stored_path
from agreements.models import StoredFile


@transaction.atomic
def withhold(stored: StoredFile, *, because: str, by: User) -> None:
    """Hides the file from the public, on every day. Raises ValidationError without a reason."""
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför filen undanhålls.")})
    with act("withhold", by, reason=because):
        stored.withheld_at, stored.withheld_because = timezone.now(), because.strip()
        stored.full_clean()
        stored.save()


@transaction.atomic
def show_again(stored: StoredFile, *, by: User) -> None:
    with act("show_again", by):
        stored.withheld_at, stored.withheld_because = None, ""
        stored.full_clean()
        stored.save()


def check_files() -> Iterator[tuple[StoredFile, str]]:
    """Yields every stored file with its fault on disk; empty if there is none."""
    for stored in StoredFile.objects.order_by("sha256").iterator():
        path = stored_path(stored)
        if not path.is_file():
            yield stored, "saknas"
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield stored, "" if digest == stored.sha256 else "har ett annat innehåll"


def stray_files() -> list[Path]:
    """Files on disk that are a day old and belong to no row.

    Files in the incoming folder, and new files of transactions that may be open, are left out.
    """
    incoming = settings.DOCUMENTS_DIR / INCOMING
    files = (path for path in settings.DOCUMENTS_DIR.rglob("*") if not path.is_dir() and incoming not in path.parents)
    old_files = [path for path in files if is_left(path)]
    known = {stored_path(stored) for stored in StoredFile.objects.only("sha256")}
    return sorted(path for path in old_files if path not in known)


def sweep() -> list[Path]:
    """Removes stray files, such as those of rolled-back transactions, and returns their paths."""
    return [path for path in stray_files() if _remove(path)]


@transaction.atomic
def _remove(path: Path) -> bool:
    """Checks again under the lock, because the same content may have been stored meanwhile."""
    lock_content(path.stem)
    stored = StoredFile.objects.filter(sha256=path.stem).first()
    if not is_left(path) or (stored and stored_path(stored) == path):
        return False
    path.unlink(missing_ok=True)
    return True
