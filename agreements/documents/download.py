"""The HTTP response with a stored file's content."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404

from agreements.documents.store import stored_path
from agreements.models import StoredFile

logger = logging.getLogger(__name__)


# The browser runs no script of the file and lets it send no request.
SAFE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content(stored: StoredFile) -> FileResponse:
    """The file's content: inline, or as a download if the file has warnings. Raises Http404 if it is not on disk."""
    try:
        file = stored_path(stored).open("rb")
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
