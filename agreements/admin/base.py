from __future__ import annotations

from typing import Any, cast

from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.admin.guarded import Guarded
from agreements.admin.guidance import Guided
from agreements.forms import FIELD_CLASSES
from agreements.history import history_of
from municipalities.admin import FoldedSearch

ENTRIES_PER_PAGE = 100


def person(request: HttpRequest) -> User:
    """Who is at the desk: the admin lets nobody in who is not logged in."""
    return cast("User", request.user)


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


class TrackedAdmin(Guided, Guarded):
    """An admin whose history page shows what the database kept of the row, of a removed one too."""

    object_history_template = "admin/row_history.html"
    formfield_overrides = FIELD_CLASSES
    # Counting all the rows as well, only to say of how many a search finds some, costs a query and tells nobody much.
    show_full_result_count = False

    class Media:
        js = ["admin_theme/keyboard.js", "admin_theme/unsaved.js"]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        try:
            entries = history_of(self.model, self.opts.pk.to_python(unquote(object_id)))
        except ValidationError:
            entries = []
        if not entries and row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Historik: %(row)s") % {"row": row or _("%(kind)s som är borttagen") % {"kind": self.kind}},
            "entries": page,
            "page_var": PAGE_VAR,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    @property
    def kind(self) -> str:
        return str(self.opts.verbose_name)


class DeskAdmin(FoldedSearch, TrackedAdmin):
    """The ordinary admin of the desk: history and Swedish search."""
