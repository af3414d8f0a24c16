"""The list and form of documents, and their inline in the form of an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.values import EMPTY
from agreements.desk.base import DeskAdmin, person
from agreements.desk.documents.form import DocumentForm, DocumentFormSet
from agreements.desk.forms import FIELD_CLASSES
from agreements.desk.publishable import PublishableAdmin, publication_tag
from agreements.models import Document, StoredFile
from agreements.models.events import history_model

CONTENT: list[Any] = [("title", "dated_on", "language"), "upload", "accept_warnings", "file", "url"]


def content_address(pk: int) -> str:
    return reverse("admin:agreements_storedfile_content", args=[pk])


class FileSelect(AutocompleteSelect):
    """A file select that shows the row's file without a query for its name."""

    known: StoredFile | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        if self.known is None or list(value) != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, str(self.known), True, 0))
        return [(None, options, 0)]


class FileColumns(admin.options.BaseModelAdmin):
    """Columns for the present and earlier files of a document, in one query for all rows."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        events = history_model(Document).objects.filter(pgh_obj=OuterRef("pk"), file__isnull=False)
        held = events.order_by("-pgh_id").values(held=JSONObject(pk="file_id", name="file__name"))
        documents: Any = super().get_queryset(request)
        documents = documents.select_related("file", "agreement__municipality", "joint_agreement")
        return documents.annotate(files_held=ArraySubquery(held))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "file":
            kwargs["widget"] = FileSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("publicering"), ordering="published_at")
    def publication(self, document: Document) -> str:
        state = publication_tag(document)
        why_locked = getattr(document, "obstacle", "")
        return format_html("{}<br>{}", state, why_locked) if why_locked else state

    @admin.display(description=gettext_lazy("filen nu"))
    def present_file(self, document: Document) -> str:
        stored = document.file
        if stored is None:
            return EMPTY
        link = format_html('<a href="{}">{}</a> {}', content_address(stored.pk), stored.name, stored.about)
        marks = [*stored.warnings, *([_("undanhållen")] if stored.withheld_at else [])]
        return format_html('{} <span class="tag tag-draft">{}</span>', link, ", ".join(marks)) if marks else link

    @admin.display(description=gettext_lazy("tidigare filer"))
    def earlier_files(self, document: Document) -> str:
        earlier = {
            held["pk"]: held["name"] for held in getattr(document, "files_held", []) if held["pk"] != document.file_id
        }
        links = ((content_address(pk), name) for pk, name in earlier.items())
        return format_html_join(", ", '<a href="{}">{}</a>', links) or EMPTY


class DocumentInline(FileColumns, admin.StackedInline):
    model = Document
    form = DocumentForm
    formset = DocumentFormSet
    extra = 0
    autocomplete_fields = ["file"]
    readonly_fields = ["publication", "present_file", "earlier_files"]
    fields = [*CONTENT, ("publication", "present_file", "earlier_files")]
    formfield_overrides = FIELD_CLASSES

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        return type(formset.__name__, (formset,), {"by": person(request)})


@admin.register(Document)
class DocumentAdmin(PublishableAdmin, FileColumns, DeskAdmin):
    form = DocumentForm
    list_display = ["title", "dated_on", "language", "agreement", "joint_agreement", "file"]
    list_filter = ["language"]
    search_fields = [
        "title",
        "url",
        "file__name",
        "agreement__public_id",
        "agreement__municipality__name",
        "joint_agreement__title",
    ]
    autocomplete_fields = ["agreement", "joint_agreement", "file"]
    ordering = ["-dated_on", "title"]
    readonly_fields = ["publication", "present_file", "earlier_files"]
    fields = [*CONTENT, "agreement", "joint_agreement", "publication", "present_file", "earlier_files"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": person(request)})
