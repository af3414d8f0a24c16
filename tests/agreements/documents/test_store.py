"""Storing, withholding and checking files."""

from __future__ import annotations

import hashlib
import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from agreements.documents import folders, uploads
from agreements.documents import store as files
from agreements.documents.care import show_again, sweep, withhold
from agreements.documents.store import store, stored_path
from agreements.documents.uploads import clean_name, receive_upload, reload_received
from agreements.models import StoredFile
from tests import pdfs

pytestmark = pytest.mark.django_db


def on_disk(settings: Any) -> list[Path]:
    folder: Path = settings.DOCUMENTS_DIR
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_file_is_stored_by_checksum_and_private(registrar: User, settings: Any) -> None:
    content = pdfs.pdf(3)
    stored = store(pdfs.upload(content, "Avtal Malmö.pdf"), by=registrar)
    sha256 = hashlib.sha256(content).hexdigest()
    assert (stored.sha256, stored.name, stored.size, stored.pages) == (sha256, "Avtal Malmö.pdf", len(content), 3)
    assert (stored.has_script, stored.has_attachments, stored.stored_by) == (False, False, registrar)
    [path] = on_disk(settings)
    assert path == settings.DOCUMENTS_DIR / sha256[:2] / f"{sha256}.pdf" == stored_path(stored)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, settings.DOCUMENTS_DIR)} == {0o700}
    event = stored.events.get()  # type: ignore[attr-defined]
    assert (event.pgh_context.metadata["user"], event.pgh_context.metadata["act"]) == (registrar.pk, "store")


def test_municipality_stores_file_without_account() -> None:
    assert store(pdfs.upload(pdfs.pdf()), by=None).stored_by is None


def test_same_content_is_same_row_and_file(registrar: User, settings: Any) -> None:
    first = store(pdfs.upload(pdfs.pdf(), "ett.pdf"), by=registrar)
    again = store(pdfs.upload(pdfs.pdf(), "två.pdf"), by=None)
    assert (again, again.name, again.stored_by) == (first, "ett.pdf", registrar)
    assert len(on_disk(settings)) == 1
    assert store(pdfs.upload(pdfs.pdf(title="Annan")), by=None) != first


def test_upload_restores_file_lost_from_disk(settings: Any) -> None:
    stored = store(pdfs.upload(pdfs.pdf()), by=None)
    stored_path(stored).unlink()
    assert store(pdfs.upload(pdfs.pdf()), by=None) == stored
    assert on_disk(settings) == [stored_path(stored)]


@pytest.mark.parametrize("content", [pdfs.with_script, pdfs.with_attachment])
def test_warning_must_be_accepted(content: Any, settings: Any) -> None:
    with pytest.raises(ValidationError, match="innehåller") as refused:
        store(pdfs.upload(content()), by=None)
    assert refused.value.code == "warning"
    assert (on_disk(settings), StoredFile.objects.count()) == ([], 0)
    stored = store(pdfs.upload(content()), by=None, accept_warnings=True)
    assert stored.warnings


@pytest.mark.parametrize("content", [pdfs.encrypted, pdfs.without_pages, lambda: b"\x89PNG" + bytes(2000)])
def test_refused_file_leaves_nothing(content: Any, settings: Any) -> None:
    with pytest.raises(ValidationError):
        store(pdfs.upload(content()), by=None, accept_warnings=True)
    assert (on_disk(settings), StoredFile.objects.count()) == ([], 0)


def test_size_limit_counts_content(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_MEGABYTES", 0)
    upload = pdfs.upload(pdfs.pdf())
    upload.size = 10
    with pytest.raises(ValidationError, match="större än 0 MB"):
        store(upload, by=None)
    assert on_disk(settings) == []


def roll_back_storing(content: bytes) -> Path:
    with transaction.atomic():
        path = stored_path(store(pdfs.upload(content), by=None))
        transaction.set_rollback(True)
    return path


def grow_old(path: Path) -> None:
    yesterday = time.time() - folders.LONGEST_WAIT - 60
    os.utime(path, (yesterday, yesterday))


def test_file_of_failed_transaction_is_swept_after_a_day(settings: Any) -> None:
    kept = stored_path(store(pdfs.upload(pdfs.pdf(title="Annan")), by=None))
    orphan = roll_back_storing(pdfs.pdf())
    grow_old(kept)
    assert (sweep(), on_disk(settings)) == ([], sorted([kept, orphan]))
    grow_old(orphan)
    assert (sweep(), on_disk(settings)) == ([orphan], [kept])


def test_content_of_failed_transaction_is_stored_again() -> None:
    orphan = roll_back_storing(pdfs.pdf())
    grow_old(orphan)
    store(pdfs.upload(pdfs.pdf()), by=None)
    assert sweep() == []
    assert orphan.exists()


def test_age_of_file_counts_from_storing_not_from_upload(settings: Any) -> None:
    received = receive_upload(pdfs.upload(pdfs.pdf()))
    grow_old(received.path)
    stored = files.store_file(received, by=None)
    assert not folders.is_left(stored_path(stored))


def test_sweep_command_prints_removed_files() -> None:
    orphan = roll_back_storing(pdfs.pdf())
    grow_old(orphan)
    output = StringIO()
    call_command("sweep_documents", stdout=output)
    assert output.getvalue() == f"tas bort: {orphan}\n1 filer togs bort.\n"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Mina dokument\\Avtal.PDF", "Avtal.pdf"),
        ('a"b\r\nSet-Cookie: x;.pdf', "abSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("O\u0308verenskommelse.pdf", "Överenskommelse.pdf"),
        ("", "dokument.pdf"),
        (".pdf", "dokument.pdf"),
        ("x" * 400 + ".pdf", "x" * 190 + ".pdf"),
    ],
)
def test_file_name_is_cleaned(given: str, name: str) -> None:
    assert clean_name(given) == name


def test_received_file_is_stored_with_next_request() -> None:
    received = receive_upload(pdfs.upload(pdfs.pdf(2), "avtal.pdf"))
    again = reload_received(received.token)
    assert again == received
    stored = files.store_file(again, by=None)
    assert (stored.pages, stored.name) == (2, "avtal.pdf")
    assert reload_received(received.token) is None
    assert reload_received("påhittad") is None
    assert reload_received(received.token[:-1]) is None


def test_received_file_is_removed_after_a_day(settings: Any) -> None:
    old = receive_upload(pdfs.upload(pdfs.pdf()))
    grow_old(old.path)
    new = receive_upload(pdfs.upload(pdfs.pdf()))
    assert on_disk(settings) == [new.path]


def test_file_is_withheld_with_reason_and_shown_again(registrar: User) -> None:
    stored = store(pdfs.upload(pdfs.pdf()), by=registrar)
    with pytest.raises(ValidationError, match="Skriv varför"):
        withhold(stored, because=" ", by=registrar)
    withhold(stored, because="Personuppgifter", by=registrar)
    stored.refresh_from_db()
    assert stored.withheld_at
    assert stored.withheld_because == "Personuppgifter"
    with pytest.raises(ValidationError, match="undanhållen"):
        store(pdfs.upload(pdfs.pdf()), by=None)
    show_again(stored, by=registrar)
    assert store(pdfs.upload(pdfs.pdf()), by=None) == stored
    acts = [event.pgh_context.metadata["act"] for event in stored.events.order_by("pgh_id")]  # type: ignore[attr-defined]
    assert acts == ["store", "withhold", "show_again"]


def run_check(*arguments: str) -> str:
    output = StringIO()
    try:
        call_command("check_documents", *arguments, stdout=output)
    except CommandError as error:
        return output.getvalue() + f"FEL: {error}"
    return output.getvalue()


def test_check_finds_missing_changed_and_stray_files(settings: Any) -> None:
    assert run_check() == "0 filer kontrollerade, 0 är fel, 0 hör inte till registret.\n"
    sound, lost, changed = (store(pdfs.upload(pdfs.pdf(title=title)), by=None) for title in "abc")
    receive_upload(pdfs.upload(pdfs.pdf()))
    assert run_check() == "3 filer kontrollerade, 0 är fel, 0 hör inte till registret.\n"
    stored_path(lost).unlink()
    stored_path(changed).write_bytes(b"%PDF-annat")
    stray = settings.DOCUMENTS_DIR / "strö.pdf"
    stray.write_bytes(b"x")
    assert f"{stray}" not in run_check()
    grow_old(stray)
    said = run_check()
    assert f"saknas: {lost.sha256}" in said
    assert f"har ett annat innehåll: {changed.sha256}" in said
    assert f"hör inte till registret: {stray}" in said
    assert "3 filer kontrollerade, 2 är fel, 1 hör inte" in said
    assert "FEL: " in said
    assert sound.sha256 not in said
    stored_path(lost).write_bytes(pdfs.pdf(title="b"))
    stored_path(changed).write_bytes(pdfs.pdf(title="c"))
    said = run_check("--remove-orphans")
    assert "3 filer kontrollerade, 0 är fel, 0 hör inte" in said
    assert "FEL" not in said
    assert not stray.exists()
