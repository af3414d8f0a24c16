"""The response to a request that fails with an exception."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from agreements.tables.full_disk import DISK_FULL, is_full
from config import outage

INSUFFICIENT_STORAGE = 507


def server_error(request: HttpRequest) -> HttpResponse:
    """Responds 507 if the disk is full, also while an upload is received; else as `outage`."""
    if is_full(sys.exc_info()[1]):
        page = loader.get_template("507.html").render({"reason": DISK_FULL})
        return HttpResponseServerError(page, status=INSUFFICIENT_STORAGE)
    return outage.outage_or_fault(request)
