from __future__ import annotations

from django.contrib import admin

from agreements.admin.base import DeskAdmin
from agreements.admin.publishable import PublishableAdmin
from agreements.forms import DialogueRoundForm
from agreements.models import DialogueMeeting, DialogueRound


@admin.register(DialogueRound)
class DialogueRoundAdmin(DeskAdmin):
    form = DialogueRoundForm
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["name", "slug"]
    ordering = ["-starts_on"]
    fields = ["name", "slug", "starts_on", "ends_on", "description", "source_note", "source_url"]

    def get_prepopulated_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        return {} if obj else {"slug": ["name"]}


@admin.register(DialogueMeeting)
class DialogueMeetingAdmin(PublishableAdmin, DeskAdmin):
    list_display = ["held_on", "title", "place", "round"]
    list_display_links = ["held_on", "title"]
    list_select_related = ["round"]
    list_filter = ["round"]
    search_fields = ["title", "place", "organisers"]
    autocomplete_fields = ["round", "municipalities"]
    ordering = ["-held_on", "title"]
    fields = ["round", "held_on", "title", "place", "organisers", "municipalities", "summary", "source_url"]
