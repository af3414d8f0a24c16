"""The admin site: its title, the order of its models, and whether it shows demo data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pghistory
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agreements.desk.help.guide import guide

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# The order of the index: daily work first.
APPS = ["agreements", "municipalities"]
DESK_MODELS = [
    "Agreement",
    "Proposal",
    "JointAgreement",
    "Document",
    "StoredFile",
    "FollowUp",
    "DialogueMeeting",
    "DialogueRound",
    "ReportedTotal",
    "ContactMessage",
    "LinkCheck",
    "AgreementType",
    "CollaborationLevel",
    "CooperationArea",
    "HistoryEntry",
    "Register",
    "Reminder",
    "Revision",
    "Municipality",
    "County",
    "Boundary",
    "LogInRecord",
    "User",
    "Group",
]


class DeskSite(AdminSite):
    site_header = _("Överenskommelseregistret")
    site_title = _("Överenskommelseregistret")
    index_title = _("Registrera och granska")
    # The lists need the width.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"shows_demo": SimpleLazyObject(shows_demo)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from agreements.desk.todo.first_page import first_page  # the models are not loaded yet when the site is created

        page: Any = SimpleLazyObject(lambda: first_page(cast("User", request.user), timezone.localdate()))
        return super().index(request, {"page": page, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        pghistory.context(act="log_in")
        return super().login(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Django's page, with the limit on wrong passwords of the log-in page."""
        from agreements.desk.accounts.log_in_records import (
            limit_password_guesses,  # the models are not loaded yet when the site is created
        )

        return limit_password_guesses(super().password_change, request, extra_context)

    def get_urls(self) -> list[Any]:
        return [path("vagledning/", self.admin_view(self.guide), name="guide"), *super().get_urls()]

    def guide(self, request: HttpRequest) -> TemplateResponse:
        text = guide()
        context = {**self.each_context(request), "title": text.title, "guide": text}
        return TemplateResponse(request, "admin/guide.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], DESK_MODELS))
        return sorted(apps, key=lambda app: _place(app["app_label"], APPS))


def shows_demo() -> bool:
    from agreements.models import Register  # the models are not loaded yet when the site is created

    return Register.objects.filter(is_demo=True).exists()


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)
