"""The list and page of stored files: where each is used, its content, and whether it is withheld."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from agreements.acts import perms
from agreements.desk.base import DeskAdmin, person
from agreements.desk.conflicts.act_page import act_page
from agreements.desk.documents.file_columns import StoredFileColumns
from agreements.desk.documents.file_forms import FileKindFilter, WithholdForm
from agreements.documents import care
from agreements.documents.download import content
from agreements.models import StoredFile
from municipalities.admin import ReadOnlyAdmin


@admin.register(StoredFile)
class StoredFileAdmin(StoredFileColumns, ReadOnlyAdmin, DeskAdmin):
    change_form_template = "admin/agreements/storedfile/change_form.html"
    list_display = [
        "name",
        "pages",
        "size_in_words",
        "warnings",
        "documents_with_it",
        "stored_on",
        "state",
    ]
    list_select_related = ["stored_by"]
    list_filter = [FileKindFilter]
    search_fields = ["name", "sha256", "documents__title", "documents__agreement__public_id"]
    ordering = ["-stored_at"]
    fields = [
        "name", "pages", "size_in_words", "warnings", "state", "used_by", "grounds_for", "used_before",
        "stored_at", "uploaded_by", "sha256",
    ]  # fmt: skip
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        return super().get_queryset(request).annotate(uses=Count("documents", distinct=True))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        files, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            files = files.filter(withheld_at=None)
        return files, may_repeat

    # Pages

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        file_urls = [
            path(
                "<path:object_id>/innehall/", site.admin_view(self.content_view), name="agreements_storedfile_content"
            ),
            path(
                "<path:object_id>/undanhall/",
                site.admin_view(self.withhold_view),
                name="agreements_storedfile_withhold",
            ),
        ]
        return file_urls + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        permissions = {"may_withhold": perms.may_publish(person(request))}
        return super().change_view(request, object_id, form_url, permissions | (extra_context or {}))

    def content_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        response = content(self._file_or_404(request, object_id))
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @act_page
    def withhold_view(self, request: HttpRequest, object_id: str, *, is_sent: bool) -> HttpResponse:
        stored = self._file_or_404(request, object_id)
        if not perms.may_publish(person(request)):
            raise PermissionDenied
        form = WithholdForm(request.POST or None)
        if is_sent and self._change_visibility(request, stored, form):
            return HttpResponseRedirect(reverse("admin:agreements_storedfile_change", args=[stored.pk]))
        title = _("Visa %(name)s igen") if stored.withheld_at else _("Undanhåll %(name)s")
        context = {
            **self.admin_site.each_context(request),
            "title": title % {"name": stored.name},
            "form": form,
            "errors": form.errors,
            "original": stored,
            "uses": stored.documents.published().count(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/agreements/storedfile/withhold.html", context)

    def _change_visibility(self, request: HttpRequest, stored: StoredFile, form: WithholdForm) -> bool:
        if stored.withheld_at:
            care.show_again(stored, by=person(request))
            self.message_user(request, _("Filen %(name)s visas igen.") % {"name": stored.name}, messages.SUCCESS)
            return True
        if not form.is_valid():
            return False
        try:
            care.withhold(stored, because=form.cleaned_data["because"], by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.message_user(request, _("Filen %(name)s är undanhållen.") % {"name": stored.name}, messages.SUCCESS)
        return True

    def _file_or_404(self, request: HttpRequest, object_id: str) -> StoredFile:
        if not self.has_view_permission(request):
            raise PermissionDenied
        stored = self.get_object(request, unquote(object_id))
        if stored is None:
            raise Http404
        return stored
