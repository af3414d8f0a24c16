"""The list of proposals, and the page on which one is reviewed and decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import companions, four_eyes, pending, perms, proposal_content, proposals
from agreements.desk.agreements.change_proposals import DIGESTS_FIELD, change_address, publish_seen
from agreements.desk.base import DeskAdmin, person
from agreements.desk.conflicts.act_page import act_page, redirect_from_missing_row
from agreements.desk.documents.admin import content_address
from agreements.models import Proposal


class ReturnForm(forms.Form):
    """The reason for which the reviewer sends a proposal back."""

    because = forms.CharField(
        label=gettext_lazy("Vad behöver rättas?"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Skriv vad som behöver rättas innan du skickar tillbaka.")},
    )


class Worklist(admin.SimpleListFilter):
    title = gettext_lazy("arbetslista")
    parameter_name = "lista"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("vantar", _("Väntar på granskning")),
            ("mina", _("Mina som inte är avgjorda")),
            ("kommuner", _("Från kommuner, inte avgjorda")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        rows: Any = queryset
        match self.value():
            case "vantar":
                return rows.waiting()
            case "mina":
                return rows.undecided().filter(proposed_by=person(request))
            case "kommuner":
                return rows.undecided().exclude(on_behalf_of="")
        return None


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    list_display = ["row", "act", "state", "proposed_at", "proposer"]
    list_select_related = ["agreement__municipality", "joint_agreement", "round", "reported_total", "proposed_by"]
    list_filter = [Worklist, "state", "act"]
    search_fields = [
        "agreement__public_id",
        "agreement__municipality__name",
        "joint_agreement__title",
        "round__name",
        "reported_total__publisher",
        "on_behalf_of",
        "reason",
    ]
    ordering = ["proposed_at"]

    @admin.display(description=gettext_lazy("vad som ändras"))
    def row(self, proposal: Proposal) -> str:
        return str(proposal.row)

    @admin.display(description=gettext_lazy("föreslagen av"))
    def proposer(self, proposal: Proposal) -> str:
        return proposal.proposer

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    @act_page
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
        *,
        is_sent: bool = False,
    ) -> HttpResponse:
        proposal: Any = self.get_object(request, unquote(object_id))
        if proposal is None:
            return redirect_from_missing_row(self, request, object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        form = ReturnForm(request.POST if "_return" in request.POST else None)
        if is_sent and self.decide(request, proposal, form):
            return HttpResponseRedirect(reverse("admin:agreements_proposal_changelist") + "?lista=vantar")
        return TemplateResponse(
            request,
            "admin/agreements/proposal/change_form.html",
            {
                **self.admin_site.each_context(request),
                **self.page_context(request, proposal, form),
                **(extra_context or {}),
            },
        )

    def decide(self, request: HttpRequest, proposal: Proposal, form: ReturnForm) -> bool:
        by = person(request)
        may_publish = perms.may_publish(person(request))
        try:
            if "_approve" in request.POST and may_publish:
                publish_seen(request, proposal)
                message = _("Ändringen av %(row)s är publicerad.")
            elif "_return" in request.POST and may_publish:
                if not form.is_valid():
                    return False
                proposals.send_back_proposal(proposal, because=form.cleaned_data["because"], by=by)
                message = _("Ändringen av %(row)s är skickad tillbaka.")
            elif "_withdraw" in request.POST and self.may_withdraw(request, proposal):
                proposals.withdraw(proposal, by=by)
                message = _("Ändringen av %(row)s är tillbakatagen.")
            else:
                raise PermissionDenied
        except ValidationError as error:
            for problem in error.messages:
                self.message_user(request, problem, messages.ERROR)
            return False
        self.message_user(request, message % {"row": proposal.row}, messages.SUCCESS)
        return True

    def may_withdraw(self, request: HttpRequest, proposal: Proposal) -> bool:
        """The author may withdraw a proposal; those who may publish may withdraw any."""
        is_author = proposal.proposed_by_id == request.user.pk and self.has_change_permission(request, proposal)
        return is_author or perms.may_publish(person(request))

    def page_context(self, request: HttpRequest, proposal: Proposal, form: ReturnForm) -> dict[str, Any]:
        companion_rows = companions.rows_of_proposal(proposal) if proposal.is_undecided else []
        obstacles = [
            four_eyes.four_eyes_obstacle(row, person(request))
            for row in (proposal, *(companion.row for companion in companion_rows))
        ]
        return {
            "title": _("Ändringsförslag: %(row)s") % {"row": proposal.row},
            "proposal": proposal,
            "original": proposal,
            "differences": proposal_content.proposal_differences(proposal),
            "form": form,
            "companions": companion_rows,
            "digests": {"name": DIGESTS_FIELD, "seal": companions.seal_digests(companion_rows)},
            "obstacle": " ".join(filter(None, obstacles)),
            "awaited": pending.awaited_draft(proposal),
            "row_url": change_address(proposal.row),
            "may_publish": perms.may_publish(person(request)),
            "may_withdraw": self.may_withdraw(request, proposal),
            "may_change": request.user.has_perm(f"agreements.change_{proposal.row._meta.model_name}"),
            "document_url": content_address(proposal.document_id) if proposal.document_id else "",
            "opts": self.opts,
            "media": self.media,
        }
