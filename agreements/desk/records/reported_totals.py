"""The admin and the form of reported totals. A published one is changed by a proposal, with its sources beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.acts import perms, publication
from agreements.days.imprecise import ImpreciseDay
from agreements.desk.agreements.change_proposals import ChangeProposals
from agreements.desk.agreements.proposal_forms import ProposalForm
from agreements.desk.base import DeskAdmin, person
from agreements.desk.exchange.buttons import FileExchange
from agreements.desk.publishable import PublishableAdmin
from agreements.desk.records.municipality_list import MunicipalityListField
from agreements.desk.records.reference_forms import refused_if_later
from agreements.desk.records.sources import SourceInline
from agreements.models import AgreementType, Naming, ReportedTotal, Source
from agreements.models.publishing import Publishable
from agreements.models.rules.days import FUTURE_TOTAL
from municipalities.models import Municipality


class ReportedTotalForm(ProposalForm):
    rule_model = ReportedTotal
    rule_fields = {"reported_total_once": "reported_on", "reported_total_share_is_a_share": "total"}

    listed = MunicipalityListField(
        label=_("lägg till en lista"),
        required=False,
        help_text=_(
            "Klistra in kommunernas namn eller koder, en på varje rad eller med komma emellan. De läggs till när du "
            "sparar."
        ),
    )

    def clean_reported_on(self) -> ImpreciseDay | None:
        return refused_if_later(self.cleaned_data["reported_on"], FUTURE_TOTAL)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "listed" not in cleaned or "municipalities" not in cleaned:
            return cleaned
        named = {municipality.pk for municipality in [*cleaned["municipalities"], *cleaned["listed"]]}
        cleaned["municipalities"] = Municipality.objects.filter(pk__in=named)
        if named and cleaned.get("naming") == Naming.NONE:
            self.add_error("naming", gettext("Välj om källan namnger kommunerna, eller alla andra."))
        elif not named and cleaned.get("naming"):
            self.add_error(
                "municipalities", gettext("Ange vilka kommuner det är, eller välj att källan inte namnger några.")
            )
        return cleaned


@admin.register(ReportedTotal)
class ReportedTotalAdmin(FileExchange, ChangeProposals, PublishableAdmin, DeskAdmin):
    kind_slug = "reported-total"
    form = ReportedTotalForm
    list_display = ["day", "type", "in_words", "publisher"]
    list_display_links = ["day", "in_words"]
    list_select_related = ["type"]
    list_filter = ["type", "position", "naming"]
    search_fields = ["publisher", "source_note", "note"]
    search_help_text = _("Sök på utgivare, källa eller kommentar.")
    autocomplete_fields = ["type", "municipalities"]
    ordering = ["-reported_on", "position"]
    inlines = [SourceInline]
    fieldsets = [
        (None, {"fields": ["type", ("reported_on", "position"), ("precision", "total", "unit")]}),
        (_("Namngivna kommuner"), {"fields": ["naming", "municipalities", "listed"]}),
        (_("Källa"), {"fields": ["publisher", "source_note", "source_url"]}),
        (_("Kommentar"), {"fields": ["note", "note_en"]}),
    ]

    @admin.display(description=_("dag"), ordering="reported_on")
    def day(self, total: ReportedTotal) -> str:
        return str(total.day)

    @admin.display(description=_("siffra"), ordering="total")
    def in_words(self, total: ReportedTotal) -> str:
        return total.in_words

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        headline = AgreementType.objects.filter(is_headline=True).values_list("pk", flat=True).first()
        return {"type": headline, **super().get_changeform_initial_data(request)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Publishes the sources of a published total with its change, or says that they wait."""
        super().save_related(request, form, formsets, change)
        drafts = Source.objects.drafts().filter(reported_total=form.instance.pk)
        if not (change and form.proposes and drafts.exists()):
            return
        if form.is_to_be_published and perms.may_change_public(person(request)):
            publication.publish(drafts, by=person(request))
            self.message_user(request, gettext("Källan är publicerad."), messages.SUCCESS)
        else:
            self.message_user(request, gettext("Källan är ett utkast tills någon publicerar den under Källor."))

    # A published total: everybody who may change totals proposes a change, and nobody deletes it.

    def is_open(self, request: HttpRequest, row: Publishable | None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def can_publish_now(self, request: HttpRequest, row: Publishable | None) -> bool:
        if row and row.is_published:
            return perms.may_change_public(person(request))
        return super().can_publish_now(request, row)
