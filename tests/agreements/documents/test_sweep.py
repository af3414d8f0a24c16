"""The sweep of stray files during a concurrent upload."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agreements.documents.care import sweep
from agreements.documents.folders import LONGEST_WAIT
from agreements.documents.store import store, stored_path
from agreements.models import StoredFile
from tests import pdfs
from tests.concurrency import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def test_old_file_in_open_transaction_is_not_swept() -> None:
    paths: list[Path] = []

    def save() -> None:
        path = stored_path(store(pdfs.upload(pdfs.pdf()), by=None))
        os.utime(path, (time.time() - LONGEST_WAIT - 60,) * 2)
        paths.append(path)

    assert meanwhile(save, sweep) == []
    assert paths[0].exists()
    assert StoredFile.objects.count() == 1
