"""The admins of terms and reported totals."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.desk.base import DeskAdmin
from agreements.desk.exchange.buttons import FileExchange
from agreements.desk.publishable import PublishableAdmin
from agreements.desk.records.reference_forms import AgreementTypeForm, ReportedTotalForm
from agreements.models import AgreementType, CollaborationLevel, CooperationArea, ReportedTotal


@admin.register(CollaborationLevel, CooperationArea)
class TermAdmin(DeskAdmin):
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "name_en", "slug"]
    ordering = ["order", "slug"]
    fields = ["name", "name_en", "slug", "description", "description_en", "order"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Only for a new term: addresses and files use the slug of an existing one."""
        return {} if obj else self.prepopulated_fields


@admin.register(AgreementType)
class AgreementTypeAdmin(TermAdmin):
    form = AgreementTypeForm
    list_display = ["name", "slug", "is_headline", "order"]
    fields = ["name", "name_en", "slug", "is_headline", "description", "description_en", "order"]


@admin.register(ReportedTotal)
class ReportedTotalAdmin(FileExchange, PublishableAdmin, DeskAdmin):
    kind_slug = "reported-total"
    form = ReportedTotalForm
    list_display = ["reported_on", "type", "position", "total", "publisher"]
    list_select_related = ["type"]
    list_filter = ["type", "position"]
    search_fields = ["publisher", "source_note", "note"]
    search_help_text = _("Sök på utgivare, källa eller kommentar.")
    autocomplete_fields = ["type"]
    ordering = ["-reported_on", "position"]
    fieldsets = [
        (None, {"fields": ["type", ("reported_on", "position"), "total"]}),
        (_("Källa"), {"fields": ["publisher", "source_note", "source_url"]}),
        (_("Kommentar"), {"fields": ["note", "note_en"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        headline = AgreementType.objects.filter(is_headline=True).values_list("pk", flat=True).first()
        return {"type": headline, **super().get_changeform_initial_data(request)}
