from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from agreements.admin.base import DeskAdmin
from agreements.models import Proposal


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    list_display = ["agreement", "act", "state", "proposed_at", "proposed_by"]
    list_select_related = ["agreement__municipality", "proposed_by"]
    list_filter = ["state", "act"]
    search_fields = ["agreement__public_id", "agreement__municipality__name", "on_behalf_of", "reason"]
    ordering = ["proposed_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False
