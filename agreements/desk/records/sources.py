"""The admins of sources and of the revisions of agreements."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.desk.base import DeskAdmin
from agreements.desk.forms import FIELD_CLASSES
from agreements.desk.publishable import PublishableAdmin, PublishableInline
from agreements.desk.records.reference_forms import AgreementRevisionForm, SourceForm
from agreements.models import AgreementRevision, Source

SOURCE_FIELDS = ["title", "publisher", "url", "published_on", "read_on", "is_copy", "supports"]


class SourceInline(PublishableInline, admin.StackedInline):
    model = Source
    verbose_name_plural = _("Fler källor, och mer om källorna")
    form = SourceForm
    extra = 0
    fields = ["title", ("publisher", "published_on"), "url", ("read_on", "is_copy"), "supports", "publication_state"]
    formfield_overrides = FIELD_CLASSES


class RevisionInline(PublishableInline, admin.TabularInline):
    model = AgreementRevision
    form = AgreementRevisionForm
    extra = 0
    fields = ["revised_on", "changes", "source_note", "source_url", "publication_state"]
    formfield_overrides = FIELD_CLASSES


@admin.register(Source)
class SourceAdmin(PublishableAdmin, DeskAdmin):
    form = SourceForm
    list_display = ["title", "publisher", "owner"]
    list_select_related = ["agreement__municipality", "joint_agreement", "reported_total", "round"]
    list_filter = ["is_copy"]
    search_fields = ["title", "publisher", "url", "agreement__public_id", "agreement__municipality__name"]
    search_help_text = _("Sök på titel, utgivare, adress, kommun eller överenskommelsens id.")
    autocomplete_fields = ["agreement", "joint_agreement", "reported_total", "round", "file"]
    ordering = ["title"]
    fieldsets = [
        (None, {"fields": ["title", ("publisher", "published_on"), "url", ("read_on", "is_copy"), "supports", "file"]}),
        (_("Vad källan stöder"), {"fields": [("agreement", "joint_agreement"), ("reported_total", "round")]}),
    ]

    @admin.display(description=_("stöder"))
    def owner(self, source: Source) -> str:
        return str(source.agreement or source.joint_agreement or source.reported_total or source.round)


@admin.register(AgreementRevision)
class AgreementRevisionAdmin(PublishableAdmin, DeskAdmin):
    form = AgreementRevisionForm
    list_display = ["agreement", "joint_agreement", "revised_on"]
    list_select_related = ["agreement__municipality", "joint_agreement"]
    search_fields = ["agreement__public_id", "agreement__municipality__name", "joint_agreement__title", "changes"]
    search_help_text = _("Sök på kommun, överenskommelsens id eller vad som ändrades.")
    autocomplete_fields = ["agreement", "joint_agreement"]
    ordering = ["-revised_on"]
    fields = [("agreement", "joint_agreement"), "revised_on", "changes", "source_note", "source_url"]
