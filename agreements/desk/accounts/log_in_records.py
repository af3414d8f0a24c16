"""The list of log-ins, and the page after too many wrong passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.desk.accounts.throttle import WINDOW, is_refused, record
from agreements.desk.base import person
from agreements.models import LogInRecord
from municipalities.admin import ReadOnlyAdmin

WRONG_PASSWORD = "password_incorrect"  # noqa: S105 - the code of Django's error


@admin.register(LogInRecord)
class LogInRecordAdmin(ReadOnlyAdmin):
    """Read-only: records are written at each log-in, log-out and attempt, and deleted after 90 days."""

    list_display = ["at", "outcome", "name", "network"]
    list_filter = ["outcome", "at"]
    search_fields = ["username", "network"]
    search_help_text = gettext_lazy("Sök på användarnamn eller nät.")
    show_full_result_count = False
    fields = ["at", "outcome", "name", "network"]

    @admin.display(description=gettext_lazy("användarnamn"), ordering="username")
    def name(self, row: LogInRecord) -> str:
        return row.username or _("inget konto med det namnet")


def limit_password_guesses(
    page: Callable[..., TemplateResponse], request: HttpRequest, extra_context: dict[str, Any] | None
) -> TemplateResponse:
    """Wraps the page on which a logged-in user enters their password, and limits wrong passwords."""
    name = person(request).get_username()
    if request.method == "POST" and is_refused(name, request):
        record(LogInRecord.Outcome.REFUSED, name, request)
        return too_many_attempts(request)
    answer = page(request, extra_context)
    form = getattr(answer, "context_data", {}).get("form")
    if form and form.has_error("old_password", WRONG_PASSWORD):
        record(LogInRecord.Outcome.FAILED, name, request)
    return answer


def too_many_attempts(request: HttpRequest, *about: Any) -> TemplateResponse:
    """The response to a refused attempt. django-axes calls it with its own arguments."""
    context = {
        **admin.site.each_context(request),
        "title": _("För många försök"),
        "minutes": int(WINDOW.total_seconds() // 60),
    }
    answer = TemplateResponse(request, "admin/too_many_attempts.html", context, status=429)
    answer["Retry-After"] = str(int(WINDOW.total_seconds()))
    answer.render()  # Django does not render a middleware's response
    return answer
