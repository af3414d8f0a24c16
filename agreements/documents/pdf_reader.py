"""Reads an uploaded PDF in a process of its own, so that a hostile file cannot harm the server.

Takes the path of one file and prints the result as JSON. Imports neither Django nor the register, and never decodes
page content, which can unpack to any size.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from pathlib import Path
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

PDF_CPU_SECONDS = 15
PDF_MEMORY = 1024**3  # address space
MOST_OBJECTS = 300_000

HEADER, END = b"%PDF-", b"%%EOF"
# The header and the end marker stand within the first and last kilobyte (ISO 32000-1, annex H).
EDGE = 1024
# Allowed before the header: blanks, which no other program reads as another file type, and printer job language,
# which some scanners leave there.
BLANK = b" \t\r\n\f\0\xef\xbb\xbf"
PRINTER_JOB = b"\x1b%-12345X"

SCRIPT_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA"}
SCRIPT_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE"}
ATTACHMENT_KEYS = {"/EF", "/RichMediaContent"}
ATTACHMENT_KINDS = {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


class RefusedPdfError(Exception):
    """Carries the reason: not_pdf, disguised, encrypted, locked, broken, no_pages or too_heavy."""


class Reader(PdfReader):
    """Reads the file strictly by its own tables. A broken table is an error, because viewers may repair it in other
    ways.

    pypdf has no setting for this: `strict` also refuses harmless faults that scanners write.
    """

    def _rebuild_xref_table(self, stream: Any) -> None:
        raise RefusedPdfError("broken")


def pdf_facts(file: BinaryIO) -> dict[str, Any]:
    """The number of pages, and whether the file has scripts or attachments.

    Raises RefusedPdfError, and any exception at all for a broken file.
    """
    _begins_and_ends_as_a_pdf(file)
    try:
        reader = Reader(file)
    except (NotImplementedError, DependencyError) as error:  # an encryption that pypdf does not support
        raise RefusedPdfError("encrypted") from error
    if reader.is_encrypted:
        raise RefusedPdfError("locked" if reader.decrypt("") else "encrypted")
    root = reader.trailer["/Root"]
    pages = _pages(root)
    if not pages:
        raise RefusedPdfError("no_pages")
    return {"pages": pages, **_inside(reader.trailer)}


def _begins_and_ends_as_a_pdf(file: BinaryIO) -> None:
    head = file.read(EDGE)
    place = head.find(HEADER)
    if place < 0:
        raise RefusedPdfError("not_pdf")
    before = head[:place].lstrip(BLANK)
    if before and not before.startswith(PRINTER_JOB):
        raise RefusedPdfError("disguised")
    file.seek(0, 2)
    file.seek(max(0, file.tell() - EDGE))
    if END not in file.read():
        raise RefusedPdfError("broken")
    file.seek(0)


def _pages(root: Any) -> int:
    """Counts the leaves of the page tree, each once, and ignores the count that the file claims."""
    waiting: list[Any] = [dict.get(root, "/Pages")]
    seen: set[Any] = set()
    pages = 0
    while waiting:
        node, key = _resolved(waiting.pop())
        if not isinstance(node, DictionaryObject) or key in seen:
            continue
        _note(seen, key)
        kids, _key = _resolved(dict.get(node, "/Kids"))
        if isinstance(kids, ArrayObject):
            waiting += list.__iter__(kids)
        elif dict.get(node, "/Type") == "/Page":
            pages += 1
    return pages


def _inside(trailer: DictionaryObject) -> dict[str, bool]:
    """Walks every reachable object once and looks for scripts and attachments."""
    waiting: list[Any] = [trailer]
    seen: set[Any] = set()
    script = attachments = False
    while waiting:
        value, key = _resolved(waiting.pop())
        if key in seen or not isinstance(value, DictionaryObject | ArrayObject):
            continue
        _note(seen, key)
        if isinstance(value, ArrayObject):
            waiting += list.__iter__(value)
            continue
        keys = dict.keys(value)
        kinds = {str(_resolved(dict.get(value, name))[0]) for name in ("/Type", "/Subtype")}
        script = script or not SCRIPT_KEYS.isdisjoint(keys) or _runs(value)
        attachments = attachments or not ATTACHMENT_KEYS.isdisjoint(keys) or not ATTACHMENT_KINDS.isdisjoint(kinds)
        waiting += dict.values(value)
    return {"has_script": script, "has_attachments": attachments}


def _runs(value: DictionaryObject) -> bool:
    """Whether the action does more than show another place in the document or a web page."""
    return str(_resolved(dict.get(value, "/S"))[0]) in SCRIPT_ACTIONS


def _resolved(value: Any) -> tuple[Any, Any]:
    """The object behind the reference, and a key that identifies it."""
    key: Any = id(value)
    for _step in range(50):
        if not isinstance(value, IndirectObject):
            return (None if isinstance(value, NullObject) else value), key
        key = (value.idnum, value.generation)
        value = value.get_object()
    raise RefusedPdfError("broken")


def _note(seen: set[Any], key: Any) -> None:
    seen.add(key)
    if len(seen) > MOST_OBJECTS:
        raise RefusedPdfError("too_heavy")


def _limit_itself() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PDF_CPU_SECONDS, PDF_CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY, PDF_MEMORY))


def read_standard_input(path: str) -> None:
    _limit_itself()
    logging.disable()
    try:
        with Path(path).open("rb") as file:
            facts = pdf_facts(file)
    except RefusedPdfError as refusal:
        facts = {"refused": str(refusal)}
    except MemoryError:
        facts = {"refused": "too_heavy"}
    except Exception:
        # A broken file may raise any exception.
        facts = {"refused": "broken"}
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    read_standard_input(sys.argv[1])
