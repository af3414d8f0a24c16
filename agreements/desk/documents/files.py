"""The list and page of stored files: where each is used, its content, and whether it is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts import perms
from agreements.acts.values import EMPTY
from agreements.desk.base import DeskAdmin, person
from agreements.desk.conflicts.act_page import act_page
from agreements.documents import care
from agreements.documents.download import content
from agreements.models import Document, Proposal, StoredFile
from municipalities.admin import ReadOnlyAdmin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WithholdForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Varför"),
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Står i historiken, och visas aldrig för allmänheten."),
        error_messages={"required": gettext_lazy("Skriv varför filen undanhålls.")},
    )


class FileKindFilter(admin.SimpleListFilter):
    title = gettext_lazy("slag")
    parameter_name = "slag"
    CONDITIONS: dict[str, tuple[StrOrPromise, Q]] = {
        "skript": (gettext_lazy("innehåller skript"), Q(has_script=True)),
        "bilagor": (gettext_lazy("innehåller bilagor"), Q(has_attachments=True)),
        "undanhallna": (gettext_lazy("undanhållna"), Q(withheld_at__isnull=False)),
        "oanvanda": (gettext_lazy("utan dokument"), Q(documents=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return [(value, name) for value, (name, _condition) in self.CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        _name, condition = self.CONDITIONS.get(self.value() or "", ("", Q()))
        return queryset.filter(condition)


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin, DeskAdmin):
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

    # Columns

    @admin.display(description=gettext_lazy("storlek"), ordering="size")
    def size_in_words(self, stored: StoredFile) -> str:
        return filesizeformat(stored.size)

    @admin.display(description=gettext_lazy("varning"))
    def warnings(self, stored: StoredFile) -> str:
        return ", ".join(stored.warnings) or EMPTY

    @admin.display(description=gettext_lazy("dokument"), ordering="uses")
    def documents_with_it(self, stored: StoredFile) -> int:
        return stored.uses  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("uppladdad"), ordering="stored_at")
    def stored_on(self, stored: StoredFile) -> str:
        return timezone.localdate(stored.stored_at).isoformat()

    @admin.display(description=gettext_lazy("uppladdad av"), ordering="stored_by")
    def uploaded_by(self, stored: StoredFile) -> str:
        return (
            (stored.stored_by.get_full_name() or stored.stored_by.get_username()) if stored.stored_by else _("kommunen")
        )

    @admin.display(description=gettext_lazy("visning"), ordering="withheld_at")
    def state(self, stored: StoredFile) -> str:
        if stored.withheld_at is None:
            return EMPTY
        return format_html('<span class="tag tag-draft">{}</span> {}', _("Undanhållen"), stored.withheld_because)

    @admin.display(description=gettext_lazy("dokument som har filen"))
    def used_by(self, stored: StoredFile) -> str:
        documents = stored.documents.select_related("agreement__municipality", "joint_agreement")
        return _link_list(
            (
                reverse("admin:agreements_document_change", args=[document.pk]),
                f"{document.agreement or document.joint_agreement}: {document.title}",
                _("publicerat") if document.is_published else _("utkast"),
            )
            for document in documents
        )

    @admin.display(description=gettext_lazy("ändringsförslag med filen som underlag"))
    def grounds_for(self, stored: StoredFile) -> str:
        proposals = Proposal.objects.filter(document=stored).select_related("agreement__municipality")
        return _link_list(
            (
                reverse("admin:agreements_proposal_change", args=[proposal.pk]),
                f"{proposal.agreement}: {proposal.get_act_display()}",
                proposal.get_state_display(),
            )
            for proposal in proposals
        )

    @admin.display(description=gettext_lazy("dokument som har haft filen"))
    def used_before(self, stored: StoredFile) -> str:
        events: Any = Document.pgh_event_model.objects.filter(file=stored.pk)  # type: ignore[attr-defined]
        events = events.exclude(pgh_obj__in=stored.documents.values("pk")).order_by("pgh_obj_id", "-pgh_id")
        latest_events = events.distinct("pgh_obj_id").select_related("agreement__municipality", "joint_agreement")
        return _link_list(
            (
                reverse("admin:agreements_document_history", args=[event.pgh_obj_id]),
                f"{event.agreement or event.joint_agreement or ''}: {event.title}",
                _("historik"),
            )
            for event in latest_events
        )

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


def _link_list(rows: Any) -> str:
    return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a> ({})', rows) or EMPTY
