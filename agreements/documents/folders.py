"""The folders of stored and received files."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

INCOMING = "incoming"
LONGEST_WAIT = 24 * 3600  # seconds before a received file that nobody stores is removed


def private_folder(path: Path) -> Path:
    """Creates the folder if it is missing, readable by the server's user only."""
    for part in (settings.DOCUMENTS_DIR, path):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def is_left(path: Path) -> bool:
    """Whether the file is older than the longest time between upload and commit."""
    try:
        return path.lstat().st_mtime < time.time() - LONGEST_WAIT
    except FileNotFoundError:
        return False
