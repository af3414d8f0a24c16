"""A row's history page, and the page that restores an earlier version."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DataError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.pending import takes_proposals
from agreements.desk.conflicts.act_page import act_page, redirect_from_missing_row
from agreements.history import restoring
from agreements.history.row import Entry, history_of
from agreements.history.words import tracked_model_of

ENTRIES_PER_PAGE = 100


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Varför"),
        help_text=gettext_lazy("Står i historiken. Till exempel: Ändringen gällde en annan kommun."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Skriv varför du återställer den här versionen.")},
    )


class HistoryPages(admin.ModelAdmin):
    """A mixin with a history page, also for deleted rows."""

    object_history_template = "admin/row_history.html"

    def get_urls(self) -> list[URLPattern]:
        restore = path(
            "<path:object_id>/history/<int:version>/restore/",
            self.admin_site.admin_view(self.restore_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_restore",
        )
        return [restore, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        entries = self._entries(unquote(object_id)) if self._has_history else []
        if not entries and row is None:
            return redirect_from_missing_row(self, request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Historik: %(row)s") % {"row": row or _("%(kind)s som är borttagen") % {"kind": self.kind}},
            "entries": Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get(PAGE_VAR)),
            # The latest version equals the row.
            "restorable": self._may_restore(request, row),
            "newest": max((entry.version or 0 for entry in entries), default=0),
            "may_see_log": request.user.has_perm("agreements.view_historyentry"),
            "page_var": PAGE_VAR,
            "row": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    @act_page
    def restore_view(self, request: HttpRequest, object_id: str, version: int, *, is_sent: bool) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return redirect_from_missing_row(self, request, object_id)
        if not self._may_restore(request, row):
            raise PermissionDenied
        history = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[row.pk])
        step = restoring.version_of(row, version)
        if step is None:
            self.message_user(request, _("Versionen finns inte. Välj en i historiken."), messages.WARNING)
            return HttpResponseRedirect(history)
        form = ReasonForm(request.POST or None)
        if is_sent and form.is_valid() and self._restore_version(request, row, step, form):
            return HttpResponseRedirect(history)
        changes = restoring.version_differences(row, step)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Återställ en tidigare version: %(row)s") % {"row": row},
            "changes": changes,
            "step": step,
            "becomes_proposal": takes_proposals(row),
            "form": form,
            "errors": form.errors,
            "history_url": history,
            "row": row,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/restore.html", context)

    def _restore_version(self, request: HttpRequest, row: models.Model, step: restoring.Step, form: ReasonForm) -> bool:
        try:
            proposal = restoring.restore(row, step, reason=form.cleaned_data["reason"], by=cast("User", request.user))
        except ValidationError as error:
            # The form lacks the row's fields, so the message names the field.
            for message in _with_names(self.model, error):
                form.add_error(None, message)
            return False
        done = (
            _("Återställningen av %(row)s är föreslagen. Den syns för allmänheten när någon har publicerat den.")
            if proposal
            else _("%(row)s säger nu detsamma som i den tidigare versionen.")
        )
        self.message_user(request, done % {"row": row}, messages.SUCCESS)
        return True

    def _may_restore(self, request: HttpRequest, row: models.Model | None) -> bool:
        if row is None or not self._has_history or isinstance(row, restoring.NEVER_RESTORED):
            return False
        return self.has_change_permission(request, row)

    def _entries(self, key: str) -> list[Entry]:
        try:
            return history_of(self.model, self.opts.pk.to_python(key))
        except (ValidationError, DataError):
            return []

    @property
    def _has_history(self) -> bool:
        """Whether the model is tracked: imports and remembered columns are not."""
        model: type[models.Model] = self.model
        return hasattr(tracked_model_of(model), "pgh_event_model")

    @property
    def kind(self) -> str:
        return str(self.opts.verbose_name)


def _with_names(model: type[models.Model], error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    names = {field.name: capfirst(str(field.verbose_name)) for field in model._meta.fields}
    return [
        f"{names[field]}: {message}" if field in names else message
        for field, messages_ in error.message_dict.items()
        for message in messages_
    ]
