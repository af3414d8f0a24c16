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
from agreements.documents.store import INCOMING, stored_path
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
    """Files on disk that belong to no row. Files in the incoming folder are left out."""
    known = {stored_path(stored) for stored in StoredFile.objects.only("sha256")}
    incoming = settings.DOCUMENTS_DIR / INCOMING
    paths = (path for path in settings.DOCUMENTS_DIR.rglob("*") if not path.is_dir())
    return sorted(path for path in paths if path not in known and incoming not in path.parents)
