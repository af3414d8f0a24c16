from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from agreements.documents import pdf as examining
from agreements.documents.pdf import Examined, examine
from tests import pdfs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vilket-namn-som-helst.txt"


def examined(path: Path, content: bytes) -> Examined:
    path.write_bytes(content)
    return examine(path)


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(ValidationError) as refused:
        examine(path)
    [message] = refused.value.messages
    assert message.endswith(".")
    return refused.value.code


def test_a_sound_pdf_has_its_pages_counted_whatever_its_name(path: Path) -> None:
    assert examined(path, pdfs.pdf(3)) == Examined(pages=3, has_script=False, has_attachments=False)
    assert examined(path, pdfs.pdf(250)).pages == 250


@pytest.mark.parametrize(
    "content",
    [pdfs.with_script, pdfs.with_named_script, pdfs.with_launch, pdfs.with_page_action, pdfs.with_xfa],
)
def test_what_runs_is_found(path: Path, content: Callable[[], bytes]) -> None:
    found = examined(path, content())
    assert (found.has_script, found.has_attachments) == (True, False)
    assert found.warnings == ["innehåller skript eller annat som körs"]


@pytest.mark.parametrize(
    "content",
    [
        pdfs.with_attachment,
        *(lambda kind=kind: pdfs.with_annotation(kind) for kind in ("/FileAttachment", "/RichMedia")),
    ],
)
def test_what_is_enclosed_is_found(path: Path, content: Callable[[], bytes]) -> None:
    found = examined(path, content())
    assert (found.has_script, found.has_attachments) == (False, True)
    assert found.warnings == ["innehåller bilagor eller media"]


@pytest.mark.parametrize("content", [pdfs.going_to_its_first_page, lambda: pdfs.with_annotation("/Link")])
def test_what_every_word_processor_writes_is_no_warning(path: Path, content: Callable[[], bytes]) -> None:
    assert examined(path, content()).warnings == []


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
def test_what_is_no_sound_pdf_is_refused_in_words(path: Path, content: Callable[[], bytes], code: str) -> None:
    assert refusal(path, content()) == code


def test_a_page_that_unpacks_to_hundreds_of_megabytes_is_never_unpacked(path: Path) -> None:
    before = time.monotonic()
    assert examined(path, pdfs.bomb()).pages == 1
    assert time.monotonic() - before < 5


def test_objects_without_end_are_refused(path: Path) -> None:
    assert refusal(path, pdfs.crowded()) == "too_heavy"


def test_a_reading_that_takes_too_long_is_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = path.with_name("slow.py")
    slow.write_text("while True: pass")
    monkeypatch.setattr(examining, "READER", slow)
    monkeypatch.setattr(examining, "PDF_SECONDS", 0.5)
    assert refusal(path, pdfs.pdf()) == "too_heavy"


def test_a_reading_that_dies_without_an_answer_is_a_refusal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = path.with_name("dying.py")
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr(examining, "READER", dying)
    assert refusal(path, pdfs.pdf()) == "too_heavy"
