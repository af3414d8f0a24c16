"""The stored files afterwards: withheld from the public, and held against what lies on the disk."""

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
from agreements.documents.store import INCOMING, is_left, lock_content, stored_path
from agreements.models import StoredFile


@transaction.atomic
def withhold(stored: StoredFile, *, because: str, by: User) -> None:
    """Shows the file to nobody outside the desk, on any day. Raises ValidationError without a reason."""
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


def damaged() -> Iterator[tuple[StoredFile, str]]:
    """Every stored file, with what is wrong with it on the disk or nothing."""
    for stored in StoredFile.objects.order_by("sha256").iterator():
        path = stored_path(stored)
        if not path.is_file():
            yield stored, "saknas"
            continue
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        yield stored, "" if found == stored.sha256 else "har ett annat innehåll"


def astray() -> list[Path]:
    """What has lain among the files for a day and belongs to no row of the register.

    Left out are what is being received, and what a transaction may be about to commit.
    """
    incoming = settings.DOCUMENTS_DIR / INCOMING
    lying = (path for path in settings.DOCUMENTS_DIR.rglob("*") if not path.is_dir() and incoming not in path.parents)
    left = [path for path in lying if is_left(path)]
    known = {stored_path(stored) for stored in StoredFile.objects.only("sha256")}
    return sorted(path for path in left if path not in known)


def sweep() -> list[Path]:
    """Removes what is astray, such as the file of a transaction that was rolled back, and tells what it was."""
    return [path for path in astray() if _remove(path)]


@transaction.atomic
def _remove(path: Path) -> bool:
    """Asks again, with the file locked: the same content may have been stored meanwhile."""
    lock_content(path.stem)
    stored = StoredFile.objects.filter(sha256=path.stem).first()
    if not is_left(path) or (stored and stored_path(stored) == path):
        return False
    path.unlink(missing_ok=True)
    return True
