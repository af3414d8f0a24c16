"""Receives and examines uploaded PDFs. A received file waits in `incoming` until its form is saved."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.documents.folders import INCOMING, LONGEST_WAIT, is_left, private_folder
from agreements.documents.pdf import Examination, examine
from agreements.models import StoredFile
from agreements.tables.full_disk import named_full_disk

MAX_MEGABYTES = 20
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


def receive_upload(upload: File) -> ReceivedFile:
    """Saves and examines an uploaded file. Raises ValidationError if it is not a sound PDF or is too large."""
    with named_full_disk():
        incoming = private_folder(settings.DOCUMENTS_DIR / INCOMING)
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


def clean_name(uploaded_name: str) -> str:
    """The uploaded file's name without characters that a file system or a header misreads, with the suffix .pdf."""
    name = unicodedata.normalize("NFC", uploaded_name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '"*:<>?|;').strip()
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    return f"{stem[:190].strip('. ') or 'dokument'}.pdf"


def _sweep(incoming: Path) -> None:
    for path in filter(is_left, incoming.iterdir()):
        path.unlink(missing_ok=True)
