from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from agreements.admin.base import DeskAdmin
from agreements.models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(DeskAdmin):
    list_display = ["name", "pages", "size", "stored_at", "stored_by"]
    list_select_related = ["stored_by"]
    search_fields = ["name", "sha256"]
    ordering = ["-stored_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        return False
