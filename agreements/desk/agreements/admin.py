"""The admin of agreements: its list, its form and its actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.acts import agreements as agreement_acts
from agreements.acts import companions
from agreements.acts.account_functions import function_of
from agreements.acts.companions import PublicRow
from agreements.acts.values import LISTS
from agreements.confirmations.facts import facts_of
from agreements.days.fields import typed
from agreements.desk.agreements.act_pages import ActPages
from agreements.desk.agreements.change_proposals import DIGESTS_FIELD
from agreements.desk.agreements.form import AgreementForm
from agreements.desk.agreements.joint_page import JointRegistration
from agreements.desk.agreements.saving import IDENTITY, DraftAdmin
from agreements.desk.agreements.source_check import ROWS as SOURCE_CHECK
from agreements.desk.base import DeskAdmin, name_of, person
from agreements.desk.exchange.buttons import FileExchange
from agreements.desk.filters import Missing, Validity
from agreements.desk.records.follow_ups import DocumentInline, FollowUpInline
from agreements.desk.records.sources import RevisionInline, SourceInline
from agreements.models import Agreement, AgreementQuerySet, AgreementType

# Rows that the form can create in a window of its own.
MADE_HERE = ["joint_agreement", "parties"]
SHOWN_WITH = ["municipality", "type", "joint_agreement", "replaces__municipality"]


@admin.register(Agreement)
class AgreementAdmin(JointRegistration, FileExchange, ActPages, DraftAdmin, DeskAdmin):
    kind_slug = "agreement"
    form = AgreementForm
    inlines = [SourceInline, DocumentInline, FollowUpInline, RevisionInline]
    list_display = ["public_id", "municipality_name", "type", "status", "first_day", "last_day"]
    list_display_links = ["public_id", "municipality_name"]
    list_filter = ["status", Validity, "type", Missing, "levels", "municipality__county"]
    search_fields = [
        "municipality__name",
        "municipality__official_name",
        "municipality__other_names",
        "municipality__code",
        "public_id",
        "diary_number",
        "municipality_diary_number",
        "joint_agreement__title",
    ]
    search_help_text = gettext_lazy("Sök på kommun, kod, id eller diarienummer. Å, ä och ö behövs inte.")
    autocomplete_fields = ["municipality", "joint_agreement", "replaces", "also_replaces", "parties"]
    ordering = ["municipality__sort_key", "number"]
    actions = ["submit", "publish", "unpublish"]
    fieldsets = [
        (None, {"fields": [*IDENTITY, "municipality", "type", "status"]}),
        (gettext_lazy("Beslut och giltighet"), {
            "fields": [
                ("valid_from", "signed_on"), ("decided_on", "deciding_body"),
                ("valid_to", "ending"), ("extension_months", "notice_months"),
            ]
        }),
        (gettext_lazy("Källa och kontroll"), {
            "fields": [
                "source_note", "source_url", *SOURCE_CHECK,
                ("diary_number", "municipality_diary_number"),
            ]
        }),
        (gettext_lazy("Innehåll"), {"fields": ["levels", "areas", "target_groups", "parties", "public_summary"]}),
        (gettext_lazy("Samband"), {"fields": ["joint_agreement", "replaces", "also_replaces"]}),
        (gettext_lazy("Internt"), {"fields": ["next_follow_up_on", "internal_note"]}),
    ]  # fmt: skip

    # Lists and forms

    def get_queryset(self, request: HttpRequest) -> AgreementQuerySet:
        return super().get_queryset(request).select_related("municipality", "type", "published_by")  # type: ignore[return-value]

    @admin.display(description=gettext_lazy("kommun"), ordering="municipality__sort_key")
    def municipality_name(self, agreement: Agreement) -> str:
        return agreement.municipality.name

    @admin.display(description=gettext_lazy("gäller från"), ordering="valid_from", empty_value="–")
    def first_day(self, agreement: Agreement) -> str | None:
        return typed(agreement.first_day) if agreement.first_day else None

    @admin.display(description=gettext_lazy("gäller till"), ordering="valid_to", empty_value="–")
    def last_day(self, agreement: Agreement) -> str | None:
        if agreement.last_day:
            return typed(agreement.last_day)
        return _("tills vidare") if agreement.first_day else None

    @admin.display(description=gettext_lazy("publicering"))
    def publication(self, agreement: Agreement) -> str:
        state = self.publication_state(agreement)
        if not (agreement.published_at and agreement.published_by):
            return state
        day = timezone.localtime(agreement.published_at).date().isoformat()
        by = _("%(day)s av %(person)s") % {"day": day, "person": name_of(agreement.published_by)}
        return format_html("{} {}", state, by)

    def view_on_site(self, agreement: Agreement) -> str | None:
        return agreement.get_absolute_url() if agreement.is_published else None

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> list[str]:
        return [*IDENTITY, "municipality"] if obj else IDENTITY

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for link in ("add", "change", "delete", "view"):
            # These links add four tab stops to each autocomplete field and are rarely used.
            if (
                field
                and hasattr(field.widget, f"can_{link}_related")
                and (link != "add" or db_field.name not in MADE_HERE)
            ):
                setattr(field.widget, f"can_{link}_related", False)
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "type": AgreementType.objects.filter(is_headline=True).values_list("pk", flat=True).first(),
            **super().get_changeform_initial_data(request),
        }

    # Who compared with the source

    def get_fieldsets(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        """Offers the check box to users who may save, and the function to accounts that have none."""
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        omitted = set() if may_save else {"compared_today", "own_function"}
        if may_save and function_of(person(request)):
            omitted = {"own_function"}
        return [
            (title, part | {"fields": [name for name in part["fields"] if name not in omitted]})
            for title, part in super().get_fieldsets(request, obj)
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.account = person(request)
        return form

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        form.remember_function()
        super().save_model(request, obj, form, change)

    # Actions

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    @admin.action(description=gettext_lazy("Lämna för granskning"), permissions=["change"])
    def submit(self, request: HttpRequest, chosen: QuerySet[Agreement]) -> None:
        try:
            count = agreement_acts.submit(without_joins(chosen), by=person(request))
        except ValidationError as error:
            self.tell_why_not(request, error, _("Inget lämnades. Komplettera utkasten och försök igen."))
            return
        done = ngettext("%(count)d lämnades för granskning.", "%(count)d lämnades för granskning.", count)
        self.message_user(request, done % {"count": count})

    @admin.action(description=gettext_lazy("Publicera"), permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Agreement]) -> HttpResponse | None:
        """Shows a page with all rows that would become public. Publishes only the rows that it showed."""
        if DIGESTS_FIELD not in request.POST:
            return self.publication_page(request, without_joins(chosen))
        digests = companions.unseal_digests(request.POST[DIGESTS_FIELD])
        self.publish_at_once(request, without_joins(chosen), digests)
        return None

    def publication_page(self, request: HttpRequest, chosen: AgreementQuerySet) -> HttpResponse | None:
        drafts = list(chosen.drafts().select_related(*SHOWN_WITH).prefetch_related(*LISTS))
        if not drafts:
            self.message_user(request, _("Inget av de valda är ett utkast."), messages.WARNING)
            return None
        companion_rows = companions.rows_of_drafts(drafts)
        public_rows = [PublicRow(draft) for draft in drafts] + [row for rows in companion_rows.values() for row in rows]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publicera: läs igenom det som blir offentligt"),
            "drafts": [(draft, facts_of(draft), companion_rows[draft.pk]) for draft in drafts],
            "digests": {"name": DIGESTS_FIELD, "seal": companions.seal_digests(public_rows)},
            "media": self.media,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/agreements/agreement/publish.html", context)


def without_joins(chosen: QuerySet[Agreement]) -> AgreementQuerySet:
    """The selected agreements without the joins of the list."""
    return Agreement.objects.filter(pk__in=chosen.values("pk"))
