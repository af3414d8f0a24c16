"""The admin site: its title, the order of its models, and whether it shows demo data."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pghistory
from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agreements.desk.help.guide import guide
from config.timeouts import DESK_SECONDS, statement_timeout

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from agreements.models import Register

View = TypeVar("View", bound=Callable[..., Any])

# The order of the index: daily work first.
APPS = ["agreements", "municipalities"]
DESK_MODELS = [
    "Agreement",
    "Proposal",
    "JointAgreement",
    "Document",
    "StoredFile",
    "FollowUp",
    "AgreementRevision",
    "Source",
    "DialogueMeeting",
    "DialogueRound",
    "ReportedTotal",
    "ContactMessage",
    "LinkCheck",
    "Completeness",
    "AgreementType",
    "CollaborationLevel",
    "CooperationArea",
    "TargetGroup",
    "Party",
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


# The lookups that the filters of the lists use.
OFFERED_LOOKUPS = {"exact", "in", "isnull", "gt", "gte", "lt", "lte", "year", "month", "day"}
# The values of the date hierarchy. Django fails on a year outside the range of dates.
CALENDAR = {"year": re.compile(r"(19|20)\d\d"), "month": re.compile(r"\d\d?"), "day": re.compile(r"\d\d?")}


class Choices(AutocompleteJsonView):
    """The autocomplete view, with labels from `choice_label` of the rows' admin."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", str)
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


class DeskSite(AdminSite):
    site_header = _("Överenskommelseregistret")
    site_title = _("Överenskommelseregistret")
    index_title = _("Registrera och granska")
    # The lists need the width.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"shows_demo": SimpleLazyObject(lambda: shows_demo(request))}

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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", Choices.as_view(admin_site=self)(request))

    def get_urls(self) -> list[Any]:
        # Each admin has its own link to the public page. Django's redirect fails on models without a table.
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        pages = [
            path("vagledning/", self.admin_view(self.guide), name="guide"),
            path("tackning/", self.admin_view(self.coverage), name="coverage"),
        ]
        return pages + urls

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Responds 400 to invalid parameters, and sets the statement timeout of the desk."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not is_readable(request.GET):
                raise BadRequest("No page of the admin makes such an address.")
            cast("Any", request).register = register_of_the_desk()
            return page(request, *args, **kwargs)

        return cast("View", answer)

    def guide(self, request: HttpRequest) -> TemplateResponse:
        text = guide()
        context = {**self.each_context(request), "title": text.title, "guide": text}
        return TemplateResponse(request, "admin/guide.html", context)

    def coverage(self, request: HttpRequest) -> TemplateResponse:
        from agreements.desk.coverage.view import (
            coverage_page,  # the models are not loaded yet when the site is created
        )

        return coverage_page(request, self)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        app_list = super().get_app_list(request, app_label)
        for app in app_list:
            app["models"].sort(key=lambda model: _place(model["object_name"], DESK_MODELS))
        return sorted(app_list, key=lambda app: _place(app["app_label"], APPS))


def is_readable(parameters: QueryDict) -> bool:
    """Whether Django can process the parameters without an unhandled exception."""
    return parameters.get(TO_FIELD_VAR) != "" and all(
        part not in unoffered_lookups() and (part not in CALENDAR or CALENDAR[part].fullmatch(value))
        for name, values in parameters.lists()
        for part in name.split("__")[1:]
        for value in values
    )


@cache
def unoffered_lookups() -> frozenset[str]:
    """The lookups that no filter uses. Django accepts all lookups, and many fail in the query for an invalid value."""
    fields = (field for model in apps.get_models() for field in model._meta.fields)
    return frozenset(lookup for field in fields for lookup in field.get_lookups()) - OFFERED_LOOKUPS


def shows_demo(request: HttpRequest) -> bool:
    """Whether the pages show the demo banner. The log-in page does not pass `admin_view`, which reads the register."""
    register = getattr(request, "register", None) or register_of_the_desk()
    return register.is_demo


def register_of_the_desk() -> Register:
    """The register's row. Also sets the statement timeout of the desk for the rest of the session."""
    from agreements.models import Register  # the models are not loaded yet when the site is created

    return Register.objects.annotate(statement_timeout=statement_timeout(DESK_SECONDS)).first() or Register()


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)
