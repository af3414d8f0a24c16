"""The audit log at the desk: read-only, with export."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from agreements.desk.history.log_filters import LogFilter
from agreements.history import log, log_export
from agreements.models import HistoryEntry, Register
from agreements.tables.csv import VARIANTS, csv_headers
from municipalities.admin import ReadOnlyAdmin


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """The list shows acts with their rows; an entry's page shows its fields in the chain."""

    fields = [
        "position", "happened_at", "user", "label", "event_table", "event_id", "object_id", "municipality",
        "metadata", "context", "content", "digest",
    ]  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        export = path("csv/", self.admin_site.admin_view(self.export_view), name="agreements_historyentry_export")
        return [export, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        filters = LogFilter(request.GET, queryset=HistoryEntry.objects.all())
        is_valid = filters.is_valid()
        entries = filters.qs if is_valid else HistoryEntry.objects.none()
        is_single_act = bool(is_valid and filters.form.cleaned_data["handelse"])
        position = _number(request.GET.get("vidare"))
        acts, next_position = (
            log.act_rows(entries, after=position)
            if is_single_act
            else log.latest_acts(entries, before=position or None)
        )
        query = request.GET.copy()
        query.pop("vidare", None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("En händelse i loggen") if is_single_act else _("Logg"),
            "acts": acts,
            "filters": filters,
            "is_single_act": is_single_act,
            "is_list": not is_single_act,
            "next_position": next_position,
            "position": position,
            "query": query.urlencode(),
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/log.html", context, status=200 if is_valid else 400)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Exports the filtered entries as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        filters = LogFilter(request.GET, queryset=HistoryEntry.objects.all())
        variant = request.GET.get("variant", "")
        if not filters.is_valid() or variant not in VARIANTS:
            return self.changelist_view(request)
        demo = "demo-" if Register.objects.filter(is_demo=True).exists() else ""
        return StreamingHttpResponse(log_export.csv_chunks(filters.qs, variant), headers=csv_headers(f"{demo}logg.csv"))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
