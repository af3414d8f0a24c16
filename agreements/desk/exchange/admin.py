"""The lists of import runs and of remembered columns."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreements.desk.base import DeskAdmin
from agreements.exchange.kinds import IMPORT_KINDS
from agreements.models import ColumnChoice, ImportRun
from municipalities.admin import ReadOnlyAdmin


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin, DeskAdmin):
    """A read-only list: each run has a page of its own, where it is written and undone."""

    list_display = ["file_name", "state", "made_at", "by", "rows", "written_at", "undone_at"]
    list_display_links = None
    list_select_related = ["by"]
    list_filter = ["state", "kind"]
    search_fields = ["file", "by__username"]
    ordering = ["-made_at"]

    @admin.display(description=_("fil"), ordering="file")
    def file_name(self, run: ImportRun) -> str:
        model = IMPORT_KINDS[run.kind].model._meta
        address = reverse(f"admin:{model.app_label}_{model.model_name}_import_run", args=[run.key])
        return format_html('<a href="{}">{}</a>', address, run.file)


@admin.register(ColumnChoice)
class ColumnChoiceAdmin(DeskAdmin):
    """The remembered columns of unknown headers, to correct or delete."""

    list_display = ["header", "column", "kind", "by", "chosen_at"]
    list_select_related = ["by"]
    list_filter = ["kind"]
    search_fields = ["header", "column"]
    ordering = ["kind", "header"]
    fields = ["header", "column", "kind", "by", "chosen_at"]
    readonly_fields = ["header", "kind", "by", "chosen_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
