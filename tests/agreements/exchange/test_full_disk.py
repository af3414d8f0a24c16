"""A full disk is named in the error, and leaves no partial file or row.

The operating system itself refuses to write: no file of the test's process may grow beyond a few bytes.
"""

from __future__ import annotations

import gc
import logging
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.documents import store
from agreements.exchange import run_files
from agreements.models import Agreement, Document, ImportRun, StoredFile
from tests import pdfs
from tests.agreements.desk.agreements.test_admin import entered
from tests.agreements.exchange.resources.test_agreements import NEW, csv
from tests.conftest import post_form
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

FULL = "Registrets disk är full. Ingenting är sparat."
IMPORT = "admin:agreements_agreement_import"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path


@contextmanager
def room_for(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A module that is compiled meanwhile would be cut off on disk.
    writes_no_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = writes_no_bytecode


def fill_the_database(table: str) -> None:
    """A trigger that raises PostgreSQL's error for a full disk at each write to the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE disk_full USING MESSAGE = 'could not extend file'; END$$"
        )
        cursor.execute(f"CREATE TRIGGER a_full BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION pg_temp.full()")


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 200])
def test_full_disk_at_upload_of_import_file(admin: Client, tmp_path: Path, size: int) -> None:
    file = SimpleUploadedFile("svar.csv", csv(*[NEW] * 20))
    with room_for(size):
        page = admin.post(reverse(IMPORT), {"file": file, "new_rows": "draft"})
    assert FULL in page.context["form"].errors["file"][0]
    assert not ImportRun.objects.exists()
    assert left(tmp_path) == []


def test_full_disk_during_import_writes_nothing(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [NEW | {"municipality_code": code} for code in ("0114", "0115", "0117", "0120", "0180", "1280")]
    file = SimpleUploadedFile("svar.csv", csv(*rows))
    page: Any = admin.post(reverse(IMPORT), {"file": file, "new_rows": "draft"}, follow=True)
    # Enough for the received file, but not for the spooled rows.
    with room_for(1500):
        page = admin.post(page.request["PATH_INFO"], {"_write": ""}, follow=True)
    assert FULL in page.text
    assert not Agreement.objects.exists()
    again = SimpleUploadedFile("svar.csv", csv(*rows))
    page = admin.post(reverse(IMPORT), {"file": again, "new_rows": "draft"}, follow=True)
    admin.post(page.request["PATH_INFO"], {"_write": ""})
    assert Agreement.objects.count() == len(rows)


def test_full_database_at_upload_leaves_no_file(admin: Client, tmp_path: Path) -> None:
    fill_the_database("agreements_importrun")
    page = admin.post(reverse(IMPORT), {"file": SimpleUploadedFile("svar.csv", csv(NEW)), "new_rows": "draft"})
    assert FULL in page.context["form"].errors["file"][0]
    assert left(tmp_path) == []


def test_full_database_during_import_writes_no_rows(admin: Client) -> None:
    fill_the_database("agreements_agreement")
    file = SimpleUploadedFile("svar.csv", csv(NEW))
    page = admin.post(reverse(IMPORT), {"file": file, "new_rows": "draft"}, follow=True)
    assert FULL in page.text
    assert not Agreement.objects.exists()


def test_full_database_at_save_responds_507(admin: Client) -> None:
    fill_the_database("agreements_agreement")
    admin.raise_request_exception = False
    typed = entered(_save="")
    response = post_form(admin, reverse("admin:agreements_agreement_add"), typed)
    assert response.status_code == 507
    assert FULL in response.text


def test_command_names_the_full_disk(registrar: User, tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(csv(NEW))
    with room_for(0), pytest.raises(CommandError, match="Registrets disk är full"):
        call_command("import_agreements", str(file), by=registrar.username, commit=True)
    assert left(tmp_path) == [file]


def test_full_disk_at_upload_of_document(admin: Client, settings: Any) -> None:
    agreement = AgreementFactory()
    typed = {"title": "Avtal", "language": "sv", "agreement": agreement.pk, "upload": pdfs.upload(pdfs.pdf(3))}
    with room_for(100):
        page = admin.post(reverse("admin:agreements_document_add"), typed)
    assert FULL in page.text
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert left(settings.DOCUMENTS_DIR) == []


def test_full_disk_at_upload_by_municipality(settings: Any) -> None:
    with room_for(100), pytest.raises(ValidationError, match="Registrets disk är full"):
        store.store(pdfs.upload(pdfs.pdf(3)), by=None)
    assert left(settings.DOCUMENTS_DIR) == []


# Django closes its file again when the first try found no room, which finds none either.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_full_disk_during_request_responds_507(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django writes a large upload to disk before the form reads it."""
    admin.raise_request_exception = False
    # pytest keeps each log record with its traceback, which would keep that file open into the next test.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    file = SimpleUploadedFile("svar.csv", b"x" * 3_000_000)
    with room_for(100_000):
        response = admin.post(reverse(IMPORT), {"file": file, "new_rows": "draft"})
    assert response.status_code == 507
    assert FULL in response.text
    del response
    gc.collect()


def test_file_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    with room_for(10), pytest.raises(OSError, match="large"):
        run_files.store_content(tmp_path / "file", b"x" * 100)
