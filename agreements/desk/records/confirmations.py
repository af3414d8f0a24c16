"""The list of confirmation requests, and the action that sends them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.confirmations import requests
from agreements.confirmations.mail import prepare_mail, send_in_background
from agreements.desk.base import DeskAdmin, person
from agreements.desk.records.confirmation_reviews import ConfirmationReviewAdmin
from agreements.models import ConfirmationRequest, Register
from municipalities.admin import ReadOnlyAdmin
from municipalities.models import Municipality


class RequestStateFilter(admin.SimpleListFilter):
    title = gettext_lazy("läge")
    parameter_name = "lage"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return list(ConfirmationRequest.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        now, unanswered = timezone.now(), Q(answered_at=None, revoked_at=None)
        states = {
            "open": unanswered & Q(expires_at__gt=now),
            "answered": Q(answered_at__isnull=False),
            "expired": unanswered & Q(expires_at__lte=now),
            "revoked": Q(revoked_at__isnull=False),
        }
        chosen = states.get(self.value() or "")
        return None if chosen is None else queryset.filter(chosen)


@admin.register(ConfirmationRequest)
class ConfirmationRequestAdmin(ConfirmationReviewAdmin, ReadOnlyAdmin, DeskAdmin):
    list_display = ["municipality", "state_now", "answer", "function", "sent_to", "asked_at", "sent_at", "expires_at"]
    list_select_related = ["municipality"]
    list_filter = [RequestStateFilter, "answer"]
    search_fields = ["municipality__name", "municipality__code", "sent_to"]
    ordering = ["-asked_at"]
    actions = ["revoke"]
    fields = [
        "municipality", "state_now", "function", "sent_to", "asked_at", "asked_by", "sent_at", "expires_at",
        "answered_at", "answered_by", "answer", "message", "review", "proposals", "revoked_at", "revoked_by",
    ]  # fmt: skip
    readonly_fields = ["state_now", "review", "proposals"]

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agreements.change_confirmationrequest")

    @admin.display(description=gettext_lazy("läge"))
    def state_now(self, confirmation: ConfirmationRequest) -> str:
        return str(confirmation.state_at(timezone.now()).label)

    @admin.display(description=gettext_lazy("ändringsförslag"))
    def proposals(self, confirmation: ConfirmationRequest) -> SafeString | str:
        if confirmation.answer != ConfirmationRequest.Answer.PROPOSAL:
            return "–"
        address = reverse("admin:agreements_proposal_changelist") + f"?q={confirmation.municipality.name}"
        return format_html('<a href="{}">{}</a>', address, _("Kommunens ändringsförslag"))

    @admin.action(description=gettext_lazy("Återkalla länkarna till de valda"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        revoked = 0
        for confirmation in queryset.select_related("municipality"):
            try:
                requests.revoke(confirmation, by=person(request))
                revoked += 1
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
        self.message_user(request, _("%(count)d länkar är återkallade.") % {"count": revoked})


class ConfirmationAction(admin.ModelAdmin):
    """A mixin of the admin of municipalities with the action that sends confirmation requests."""

    actions = ["ask_for_confirmation"]

    def has_ask_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agreements.add_confirmationrequest")

    @admin.action(description=gettext_lazy("Fråga de valda om uppgifterna stämmer"), permissions=["ask"])
    def ask_for_confirmation(self, request: HttpRequest, queryset: QuerySet[Municipality]) -> None:
        if Register.objects.current().is_demo:
            self.message_user(request, _("Registret visar demodata: ingen kommun får en fråga om det."), messages.ERROR)
            return
        without_mail = [str(municipality) for municipality in queryset if not municipality.contact_email]
        if without_mail:
            self.message_user(
                request,
                _("De här saknar e-postadress till en funktion och har inte fått frågan: %(names)s")
                % {"names": ", ".join(without_mail)},
                messages.WARNING,
            )
        site = request.build_absolute_uri("/").rstrip("/")
        chosen = [municipality for municipality in queryset if municipality.contact_email]
        site = settings.PUBLIC_URL or site
        prepared = [prepare_mail(municipality, by=person(request), site=site) for municipality in chosen]
        if not prepared:
            return
        count = len(prepared)
        if send_in_background(prepared):
            level, text = messages.SUCCESS, ngettext(
                "%(count)d fråga skickas nu. Under Bekräftelsefrågor står när den är skickad.",
                "%(count)d frågor skickas nu. Under Bekräftelsefrågor står när var och en är skickad.",
                count,
            )  # fmt: skip
        else:
            level, text = messages.ERROR, ngettext(
                "%(count)d fråga är inte skickad: för mycket e-post väntar. Försök igen om en stund.",
                "%(count)d frågor är inte skickade: för mycket e-post väntar. Försök igen om en stund.",
                count,
            )  # fmt: skip
        self.message_user(request, text % {"count": count}, level)
