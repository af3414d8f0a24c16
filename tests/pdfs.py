"""PDFs for tests: valid, suspicious and refused ones."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)


def pdf(pages: int = 3, *, title: str = "") -> bytes:
    """A PDF with empty pages. The title changes the content."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title or "Provtext"})
    return pdf_bytes(writer)


def pdf_bytes(writer: PdfWriter) -> bytes:
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def upload(content: bytes, name: str = "avtal.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def changed_pdf(change: Callable[[PdfWriter], object]) -> bytes:
    """A PDF of one page, changed by `change`."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    return pdf_bytes(writer)


def name(text: str) -> NameObject:
    return NameObject(text)


def action(kind: str, **more: Any) -> DictionaryObject:
    return DictionaryObject({name("/S"): name(kind), **{name(f"/{key}"): value for key, value in more.items()}})


def opening_with(what: Any) -> bytes:
    return changed_pdf(lambda writer: writer.root_object.update({name("/OpenAction"): what}))


def with_script() -> bytes:
    return opening_with(action("/JavaScript", JS=TextStringObject("app.alert('hej')")))


def with_named_script() -> bytes:
    script = action("/JavaScript", JS=TextStringObject("app.alert('hej')"))
    names = DictionaryObject({name("/Names"): ArrayObject([TextStringObject("a"), script])})
    return changed_pdf(
        lambda writer: writer.root_object.update({name("/Names"): DictionaryObject({name("/JavaScript"): names})})
    )


def with_launch() -> bytes:
    return opening_with(action("/Launch", F=TextStringObject("cmd.exe")))


def with_page_action() -> bytes:
    return changed_pdf(
        lambda writer: writer.pages[0].update({name("/AA"): DictionaryObject({name("/O"): action("/Named")})})
    )


def with_xfa() -> bytes:
    form = DictionaryObject({name("/XFA"): ArrayObject(), name("/Fields"): ArrayObject()})
    return changed_pdf(lambda writer: writer.root_object.update({name("/AcroForm"): form}))


def with_attachment() -> bytes:
    return changed_pdf(lambda writer: writer.add_attachment("bilaga.txt", b"hej"))


def with_annotation(kind: str) -> bytes:
    note = DictionaryObject({name("/Type"): name("/Annot"), name("/Subtype"): name(kind)})
    return changed_pdf(lambda writer: writer.pages[0].update({name("/Annots"): ArrayObject([note])}))


def going_to_its_first_page() -> bytes:
    """A PDF with a harmless open action to its first page, as word processors write."""
    return changed_pdf(
        lambda writer: writer.root_object.update(
            {name("/OpenAction"): ArrayObject([writer.pages[0].indirect_reference, name("/XYZ"), *[NullObject()] * 3])}
        )
    )


def encrypted() -> bytes:
    return changed_pdf(lambda writer: writer.encrypt("hemligt", algorithm="RC4-128"))


def locked() -> bytes:
    """A PDF that opens without a password and requires one for changes."""
    return changed_pdf(lambda writer: writer.encrypt("", owner_password="hemligt", algorithm="RC4-128"))


def without_pages() -> bytes:
    return pdf_bytes(PdfWriter())


def recursive() -> bytes:
    """A PDF whose page tree contains itself."""

    def bend(writer: PdfWriter) -> None:
        pages = writer.root_object.raw_get("/Pages")
        pages.get_object()[name("/Kids")] = ArrayObject([pages, pages])

    return changed_pdf(bend)


def bomb(megabytes: int = 200) -> bytes:
    """A page of a few kilobytes that decompresses to hundreds of megabytes."""
    content = StreamObject()
    packer = zlib.compressobj(9)
    content._data = b"".join(packer.compress(b" " * 1024**2) for _number in range(megabytes)) + packer.flush()
    content[name("/Filter")] = name("/FlateDecode")

    def put(writer: PdfWriter) -> None:
        writer.pages[0][name("/Contents")] = writer._add_object(content)

    return changed_pdf(put)


def deep(levels: int = 50_000) -> bytes:
    return pdf().replace(b"/Title", b"/Deep " + b"[" * levels + b"]" * levels + b" /Title")


def broken_table() -> bytes:
    return pdf().replace(b"startxref\n", b"startxref\n9")


def crowded(number: int = 301_000) -> bytes:
    """A PDF with an excessive number of objects on a page."""

    def fill(writer: PdfWriter) -> None:
        rows = [ArrayObject([ArrayObject() for _number in range(1000)]) for _number in range(number // 1000 + 1)]
        writer.pages[0][name("/PieceInfo")] = ArrayObject(rows)

    return changed_pdf(fill)
