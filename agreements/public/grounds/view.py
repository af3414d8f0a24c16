"""Serves the files of what the answers rest on."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponseBase

from agreements.models import Completeness, DialogueMeeting, JointAgreement, ReportedTotal, Source
from agreements.public.cache import PublicRequest
from agreements.public.day_form import KnownForm
from agreements.public.grounds.columns import GROUND_FILES
from agreements.public.page import export_error
from agreements.tables.csv import VARIANTS, csv_response, with_context


def ground_file(request: PublicRequest, slug: str) -> HttpResponseBase:
    form = KnownForm(request.GET)
    variant = VARIANTS.get(request.GET.get("variant", ""))
    if variant is None or not form.is_valid():
        return export_error(form, variant)
    is_demo = request.register.is_demo
    rows = with_context(_rows(slug), day=request.today, type_slug="", is_demo=is_demo)
    filename = f"{'demo-' if is_demo else ''}{slug}-{request.today.isoformat()}.csv"
    return csv_response(filename, rows, GROUND_FILES[slug], variant)


def _rows(slug: str) -> QuerySet:
    """The public rows of the file, in their order."""
    match slug:
        case "fullstandighet":
            return Completeness.objects.order_by("type__order", "type__slug", "first_day")
        case "siffror":
            return ReportedTotal.objects.published().order_by(
                "reported_on", "type__slug", "position", "publisher", "pk"
            )
        case "kallor":
            return _public_sources().order_by("agreement__municipality__sort_key", "agreement__number", "title", "pk")
        case _:
            return JointAgreement.objects.public().order_by("title", "pk")


def _public_sources() -> QuerySet[Source]:
    """The published sources of what is public itself."""
    meetings = DialogueMeeting.objects.published().filter(round=OuterRef("round"))
    joints = JointAgreement.objects.public().filter(pk=OuterRef("joint_agreement"))
    return Source.objects.published().filter(
        Q(agreement__published_at__isnull=False)
        | Q(reported_total__published_at__isnull=False)
        | Exists(meetings)
        | Exists(joints)
    )
