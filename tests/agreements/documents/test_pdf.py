"""Examination of uploaded PDFs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from agreements.documents import pdf as examining
from agreements.documents.pdf import Examination, examine
from tests import pdfs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vilket-namn-som-helst.txt"


def examine_bytes(path: Path, content: bytes) -> Examination:
    path.write_bytes(content)
    return examine(path)


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(ValidationError) as refused:
        examine(path)
    [message] = refused.value.messages
    assert message.endswith(".")
    return refused.value.code


def test_pages_of_sound_pdf_are_counted(path: Path) -> None:
    assert examine_bytes(path, pdfs.pdf(3)) == Examination(pages=3, has_script=False, has_attachments=False)
    assert examine_bytes(path, pdfs.pdf(250)).pages == 250


@pytest.mark.parametrize(
    "content",
    [pdfs.with_script, pdfs.with_named_script, pdfs.with_launch, pdfs.with_page_action, pdfs.with_xfa],
)
def test_scripts_are_detected(path: Path, content: Callable[[], bytes]) -> None:
    found = examine_bytes(path, content())
    assert (found.has_script, found.has_attachments) == (True, False)
    assert found.warnings == ["innehåller skript eller annat som körs"]


@pytest.mark.parametrize(
    "content",
    [
        pdfs.with_attachment,
        *(lambda kind=kind: pdfs.with_annotation(kind) for kind in ("/FileAttachment", "/RichMedia")),
    ],
)
def test_attachments_are_detected(path: Path, content: Callable[[], bytes]) -> None:
    found = examine_bytes(path, content())
    assert (found.has_script, found.has_attachments) == (False, True)
    assert found.warnings == ["innehåller bilagor eller media"]


@pytest.mark.parametrize("content", [pdfs.going_to_its_first_page, lambda: pdfs.with_annotation("/Link")])
def test_word_processor_pdf_has_no_warning(path: Path, content: Callable[[], bytes]) -> None:
    assert examine_bytes(path, content()).warnings == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", "not_pdf"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(3000), "not_pdf"),
        (lambda: bytes(1100) + pdfs.pdf(), "not_pdf"),
        (lambda: b"<html><script>alert(1)</script>" + pdfs.pdf(), "disguised"),
        (lambda: b"PK\x03\x04" + pdfs.pdf(), "disguised"),
        (lambda: b"\x89PNG\r\n\x1a\n" + pdfs.pdf(), "disguised"),
        (pdfs.encrypted, "encrypted"),
        (pdfs.locked, "locked"),
        (lambda: pdfs.pdf()[:400], "broken"),
        (lambda: pdfs.pdf() + bytes(2000), "broken"),
        (lambda: b"%PDF-1.7\n%%EOF\n", "broken"),
        (pdfs.broken_table, "broken"),
        (pdfs.deep, "broken"),
        (pdfs.without_pages, "no_pages"),
        (pdfs.recursive, "no_pages"),
    ],
)
def test_unsound_pdf_is_refused_with_code(path: Path, content: Callable[[], bytes], code: str) -> None:
    assert refusal(path, content()) == code


def test_page_content_is_never_unpacked(path: Path) -> None:
    before = time.monotonic()
    assert examine_bytes(path, pdfs.bomb()).pages == 1
    assert time.monotonic() - before < 5


def test_too_many_objects_are_refused(path: Path) -> None:
    assert refusal(path, pdfs.crowded()) == "too_heavy"


def test_slow_reading_is_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = path.with_name("slow.py")
    slow.write_text("while True: pass")
    monkeypatch.setattr(examining, "READER", slow)
    monkeypatch.setattr(examining, "PDF_SECONDS", 0.5)
    assert refusal(path, pdfs.pdf()) == "too_heavy"


def test_crashed_reading_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = path.with_name("dying.py")
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr(examining, "READER", dying)
    assert refusal(path, pdfs.pdf()) == "too_heavy"
