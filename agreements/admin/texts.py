"""What belongs to agreements: shared texts and follow-ups."""

from __future__ import annotations

from django.contrib import admin

from agreements.admin.base import DeskAdmin
from agreements.admin.documents import DocumentInline
from agreements.forms import FIELD_CLASSES, FollowUpForm
from agreements.models import FollowUp, JointAgreement


class FollowUpInline(admin.TabularInline):
    model = FollowUp
    form = FollowUpForm
    extra = 0
    fields = ["year", "done_on", "findings", "source_url"]
    formfield_overrides = FIELD_CLASSES


@admin.register(JointAgreement)
class JointAgreementAdmin(DeskAdmin):
    list_display = ["title", "diary_number"]
    search_fields = ["title", "diary_number"]
    ordering = ["title"]
    inlines = [DocumentInline]


@admin.register(FollowUp)
class FollowUpAdmin(DeskAdmin):
    form = FollowUpForm
    list_display = ["agreement", "year", "done_on"]
    list_select_related = ["agreement__municipality"]
    list_filter = ["year"]
    search_fields = ["agreement__public_id", "agreement__municipality__name", "findings"]
    autocomplete_fields = ["agreement"]
    ordering = ["-year", "agreement__municipality__sort_key"]
    fields = ["agreement", "year", "done_on", "findings", "source_url"]
