"""The fictional PDFs of the demo. They are the same at every run, so that many documents share a few files."""

from __future__ import annotations

from django.contrib.auth.models import User

from agreements.documents.store import store_generated
from agreements.models import StoredFile

MARK = "Påhittad"
PAPERS = {
    "pahittad-overenskommelse.pdf": (
        "sv",
        "Påhittad överenskommelse",
        ["Påhittad: det här är ingen riktig handling.", "Den visar hur registret fungerar med egna filer."],
        3,
    ),
    "pahittad-gemensam-overenskommelse.pdf": (
        "sv",
        "Påhittad gemensam överenskommelse",
        ["Påhittad: det här är ingen riktig handling.", "Flera kommuner delar samma fil."],
        2,
    ),
}


def store_papers(by: User) -> dict[str, StoredFile]:
    """Stores the PDFs of the demo. Returns them by name."""
    return {
        name: store_generated(pdf(language, title, lines, pages), name=name, pages=pages, by=by)
        for name, (language, title, lines, pages) in PAPERS.items()
    }


def pdf(language: str, title: str, lines: list[str], pages: int) -> bytes:
    """A minimal PDF: a standard font, and the same lines on every page."""
    font = 3 + 2 * pages
    places = [3 + 2 * number for number in range(pages)]
    kids = " ".join(f"{place} 0 R" for place in places)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
    ]
    for number, place in enumerate(places, start=1):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {place + 1} 0 R"
            f" /Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        text = _text_stream([(24, title), *((13, line) for line in lines), (11, f"Sida {number} av {pages}")])
        objects.append(f"<< /Length {len(_encode(text))} >>\nstream\n{text}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(f"<< /Title ({title}) /Author ({MARK}) >>")
    return _pdf_file(objects)


def _text_stream(lines: list[tuple[int, str]]) -> str:
    operators = "".join(f"/F1 {size} Tf ({line}) Tj 0 -34 Td " for size, line in lines)
    return f"BT 60 760 Td {operators}ET"


def _pdf_file(objects: list[str]) -> bytes:
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += _encode(f"{number} 0 obj\n{body}\nendobj\n")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return content + _encode(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
        f"startxref\n{len(content)}\n%%EOF\n"
    )


def _encode(text: str) -> bytes:
    # WinAnsiEncoding. Titles use PDFDocEncoding, which has the same codes for å, ä and ö.
    return text.encode("cp1252")
