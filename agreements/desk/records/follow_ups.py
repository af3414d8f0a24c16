"""The admins of joint agreements and follow-ups."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.desk.agreements.change_proposals import ChangeProposals
from agreements.desk.agreements.proposal_forms import JointAgreementForm
from agreements.desk.base import DeskAdmin
from agreements.desk.documents.admin import DocumentInline
from agreements.desk.exchange.buttons import FileExchange
from agreements.desk.forms import FIELD_CLASSES
from agreements.desk.publishable import PublishableAdmin, PublishableInline
from agreements.desk.records.reference_forms import FollowUpForm
from agreements.desk.records.sources import RevisionInline, SourceInline
from agreements.models import FollowUp, JointAgreement


class FollowUpInline(PublishableInline, admin.TabularInline):
    model = FollowUp
    form = FollowUpForm
    extra = 0
    fields = ["year", "done_on", "findings", "source_url", "publication_state"]
    formfield_overrides = FIELD_CLASSES


@admin.register(JointAgreement)
class JointAgreementAdmin(ChangeProposals, DeskAdmin):
    form = JointAgreementForm
    fields = [
        "title", "diary_number", ("valid_from", "valid_to"), ("signed_on", "decided_on"), "deciding_body", "parties",
        "public_summary", "source_note", "source_url",
    ]  # fmt: skip
    list_display = ["title", "diary_number"]
    autocomplete_fields = ["parties"]
    search_fields = ["title", "diary_number"]
    ordering = ["title"]
    inlines = [SourceInline, DocumentInline, FollowUpInline, RevisionInline]


@admin.register(FollowUp)
class FollowUpAdmin(FileExchange, PublishableAdmin, DeskAdmin):
    kind_slug = "follow-up"
    form = FollowUpForm
    list_display = ["agreement", "joint_agreement", "year", "done_on"]
    list_select_related = ["agreement__municipality", "joint_agreement"]
    list_filter = ["year"]
    search_fields = ["agreement__public_id", "agreement__municipality__name", "findings"]
    search_help_text = _("Sök på kommun, överenskommelsens id eller vad uppföljningen visade.")
    autocomplete_fields = ["agreement", "joint_agreement"]
    ordering = ["-year", "agreement__municipality__sort_key"]
    fields = [("agreement", "joint_agreement"), ("year", "done_on"), "findings", "source_url"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}
