"""The admins of types, terms and parties."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agreements.desk.base import DeskAdmin
from agreements.desk.records.reference_forms import AgreementTypeForm
from agreements.models import AgreementType, CollaborationLevel, CooperationArea, Party, TargetGroup


@admin.register(CollaborationLevel, CooperationArea, TargetGroup)
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


@admin.register(Party)
class PartyAdmin(DeskAdmin):
    list_display = ["name", "kind", "slug"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    fields = ["name", "kind", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        """Only for a new party: files use the slug of an existing one."""
        return {} if obj else self.prepopulated_fields
