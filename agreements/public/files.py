"""Serves the stored PDFs of published documents and the kept copies of published sources."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from agreements.documents.download import content
from agreements.models import Agreement, DialogueMeeting, Document, ReportedTotal, Source, StoredFile
from agreements.public.cache import PublicRequest
from agreements.public.page import page


def stored_file(request: PublicRequest, sha256: str) -> HttpResponseBase:
    """The file. An unpublished file gives the same 404 as an unknown one, a withheld file 410."""
    agreements = Agreement.objects.published()
    of_agreements = Q(agreement__in=agreements) | Q(joint_agreement__agreements__in=agreements)
    documents = Document.objects.published().filter(of_agreements, file=OuterRef("pk"))
    of_others = Q(reported_total__in=ReportedTotal.objects.published()) | Q(
        round__meetings__in=DialogueMeeting.objects.published()
    )
    sources = Source.objects.published().filter(of_agreements | of_others, file=OuterRef("pk"))
    stored = get_object_or_404(StoredFile.objects.filter(Exists(documents) | Exists(sources)), sha256=sha256)
    if stored.withheld_at:
        return page(request, "agreements/withheld.html", {}, status=410)
    return content(stored)
