"""The admins of dialogue rounds and meetings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.desk.agreements.change_proposals import ChangeProposals
from agreements.desk.agreements.proposal_forms import DialogueRoundForm
from agreements.desk.base import DeskAdmin
from agreements.desk.exchange.buttons import FileExchange
from agreements.desk.publishable import PublishableAdmin
from agreements.desk.records.dialogue_forms import DialogueMeetingForm
from agreements.desk.records.sources import SourceInline
from agreements.models import DialogueMeeting, DialogueRound


@admin.register(DialogueRound)
class DialogueRoundAdmin(FileExchange, ChangeProposals, DeskAdmin):
    kind_slug = "dialogue-round"
    form = DialogueRoundForm
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["name", "slug"]
    ordering = ["-starts_on"]
    inlines = [SourceInline]
    fields = ["name", "slug", ("starts_on", "ends_on"), "description", "source_note", "source_url"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}


@admin.register(DialogueMeeting)
class DialogueMeetingAdmin(FileExchange, PublishableAdmin, DeskAdmin):
    kind_slug = "dialogue-meeting"
    form = DialogueMeetingForm
    list_display = ["held_on", "title", "place", "municipality_count", "round"]
    list_display_links = ["held_on", "title"]
    list_select_related = ["round"]
    list_filter = ["round"]
    search_fields = ["title", "place", "organisers"]
    search_help_text = _("Sök på rubrik, plats eller arrangör. Å, ä och ö behövs inte.")
    autocomplete_fields = ["round", "municipalities"]
    date_hierarchy = "held_on"
    ordering = ["-held_on", "title"]
    fieldsets = [
        (None, {"fields": ["round", ("held_on", "place"), "title", "organisers"]}),
        (_("Kommuner"), {"fields": ["municipalities", "whole_county"]}),
        (_("Vad som hände"), {"fields": ["summary", "source_url"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DialogueMeeting]:
        return super().get_queryset(request).annotate(municipality_count=Count("municipalities"))

    @admin.display(description=_("kommuner"), ordering="municipality_count")
    def municipality_count(self, meeting: Any) -> int:
        return int(meeting.municipality_count)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begins with the round and organisers of the latest meeting."""
        latest = DialogueMeeting.objects.order_by("-pk").values("round", "organisers").first()
        return {**(latest or {}), **super().get_changeform_initial_data(request)}
