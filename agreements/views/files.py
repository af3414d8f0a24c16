"""The stored PDFs: to the public while a published document has them."""

from __future__ import annotations

import logging

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from agreements.files import path_of
from agreements.models import Agreement, Document, StoredFile
from agreements.revision import PublicRequest
from agreements.views.pages import page

logger = logging.getLogger(__name__)

# Whatever the file holds, it reaches nothing of the register and asks nobody else.
SAFE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def stored_file(request: PublicRequest, sha256: str) -> HttpResponseBase:
    """The file, or the same 404 for one that is not public as for one that there has never been."""
    agreements = Agreement.objects.published()
    documents = Document.objects.published().filter(
        Q(agreement__in=agreements) | Q(joint_agreement__agreements__in=agreements), file=OuterRef("pk")
    )
    stored = get_object_or_404(StoredFile.objects.filter(Exists(documents)), sha256=sha256)
    if stored.withheld_at:
        return page(request, "agreements/withheld.html", {}, status=410)
    return content(stored)


def content(stored: StoredFile) -> FileResponse:
    """What the file holds, in the browser or, where it may run something or encloses something, to save."""
    try:
        file = path_of(stored).open("rb")
    except FileNotFoundError:
        logger.error("the stored file %s is not on disk: see manage.py check_documents", stored.sha256)
        raise Http404("the file is not on disk") from None
    return FileResponse(
        file,
        as_attachment=bool(stored.warnings),
        filename=stored.name,
        content_type="application/pdf",
        headers=SAFE_HEADERS,
    )
