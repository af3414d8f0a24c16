"""The file that somebody has had previewed and not yet confirmed: theirs alone, and read once."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from import_export.tmp_storages import TempFolderStorage

SESSION_KEY = "agreement_upload"
PREFIX = "agreement-upload-"
LONGEST_LIFE = 24 * 3600  # seconds; a session lasts half as long


class UploadStorage(TempFolderStorage):
    """Files in the temporary folder that the server's own user alone can read, under names that nobody else chooses."""

    def save(self, data: bytes) -> None:
        handle, path = tempfile.mkstemp(prefix=PREFIX)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        self.name = Path(path).name

    def take(self) -> bytes | None:
        """The content, once: of two who ask at the same time, one gets it."""
        path = Path(self.get_full_path())
        claimed = path.with_name(f"{path.name}-taken")
        try:
            path.rename(claimed)
        except FileNotFoundError:
            return None
        content = claimed.read_bytes()
        claimed.unlink()
        return content

    def remove(self) -> None:
        Path(self.get_full_path()).unlink(missing_ok=True)

    def get_full_path(self) -> str:
        return str(Path(tempfile.gettempdir()) / Path(self.name).name)


def keep(session: SessionBase, content: bytes, **about: Any) -> str:
    """Keeps an uploaded file until it is confirmed. Returns the token that confirms it, within the same session.

    A session keeps one file: a new one takes the place of what was never confirmed.
    """
    if forgotten := session.pop(SESSION_KEY, None):
        UploadStorage(name=forgotten["name"]).remove()
    sweep()
    storage = UploadStorage()
    storage.save(content)
    token = secrets.token_urlsafe()
    session[SESSION_KEY] = {"name": storage.name, "token": token, "about": about}
    return token


def take(session: SessionBase, token: str) -> tuple[bytes, dict[str, Any]] | None:
    """The file that the token confirms, with what `keep` was told about it; None if the session has no such file."""
    kept = session.get(SESSION_KEY)
    if not kept or not secrets.compare_digest(kept["token"].encode(), token.encode()):
        return None
    del session[SESSION_KEY]
    content = UploadStorage(name=kept["name"]).take()
    return None if content is None else (content, kept["about"])


def sweep() -> None:
    """Removes the files that nobody confirmed before their session ended."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if re.fullmatch(rf"{PREFIX}\w+(-taken)?", path.name) and path.lstat().st_mtime < time.time() - LONGEST_LIFE:
            path.unlink(missing_ok=True)
