"""The page that registers several municipalities' answers to a joint agreement."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.desk.agreements.joint_forms import (
    MOST_DECISIONS,
    ROWS_AT_FIRST,
    JointForm,
    decisions_of,
)
from agreements.desk.agreements.joint_registration import register_together
from agreements.desk.agreements.source_check import ROWS as SOURCE_CHECK
from agreements.desk.agreements.source_check import rows_in
from agreements.desk.base import person
from agreements.desk.conflicts.act_page import act_page
from agreements.models import AgreementType

FIELDSETS: list[Any] = [
    (None, {"fields": ["joint_agreement", "new_title", "type", "status"]}),
    (gettext_lazy("Kommunerna och deras gemensamma dagar"), {
        "fields": [
            "municipalities", ("valid_from", "signed_on"), ("valid_to", "extension_months", "notice_months"),
        ]
    }),
    (gettext_lazy("En ny text"), {"fields": [("text_decided_on", "deciding_body"), "parties"]}),
    (gettext_lazy("Källa och kontroll"), {
        "fields": ["source_note", "source_url", *SOURCE_CHECK, "diary_number"]
    }),
    (gettext_lazy("Innehåll"), {"fields": ["levels", "areas", "target_groups", "public_summary"]}),
]  # fmt: skip


class JointRegistration(admin.ModelAdmin):
    """A mixin of the admin of agreements."""

    import_export_change_list_template = "admin/agreements/agreement/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.joint_view)
        return [path("joint/", view, name="agreements_agreement_joint"), *super().get_urls()]

    @act_page
    def joint_view(self, request: HttpRequest, *, is_sent: bool) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        adding = "_more" in request.POST
        data = request.POST.copy() if request.POST else None
        if data is not None and adding:
            data["rows-TOTAL_FORMS"] = str(min(row_count(data) + ROWS_AT_FIRST, MOST_DECISIONS))
        form = JointForm(data, account=person(request), admin_site=self.admin_site, initial=self.joint_initial())
        decisions = decisions_of(data, rows=ROWS_AT_FIRST, admin_site=self.admin_site)
        problems: list[str] = []
        if is_sent and not adding and form.is_valid() and decisions.is_valid():
            try:
                agreements = register_together(form, decisions, by=person(request))
            except ValidationError as error:
                problems = error.messages
            else:
                count = len(agreements)
                done = ngettext("%(count)d utkast är sparat.", "%(count)d utkast är sparade.", count)
                self.message_user(request, done % {"count": count}, messages.SUCCESS)
                chosen = f"?joint_agreement__id__exact={agreements[0].joint_agreement_id}"
                return HttpResponseRedirect(reverse("admin:agreements_agreement_changelist") + chosen)
        fieldsets: list[Any] = [(title, {"fields": rows_in(form, part["fields"])}) for title, part in FIELDSETS]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Registrera flera kommuner"),
            "adminform": AdminForm(form, fieldsets, {}, model_admin=self),
            "decisions": decisions,
            "problems": problems,
            "shows_errors": not adding and (form.errors or decisions.total_error_count() or problems),
            "media": self.media + form.media + decisions.media,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/agreements/agreement/joint.html", context)

    @staticmethod
    def joint_initial() -> dict[str, Any]:
        return {"type": AgreementType.objects.filter(is_headline=True).values_list("pk", flat=True).first()}


def row_count(data: Any) -> int:
    total = data.get("rows-TOTAL_FORMS", "")
    return int(total) if total.isdecimal() and len(total) < 5 else 0
