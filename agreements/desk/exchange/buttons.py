"""Adds import, export and templates to the admin of a kind of row."""

from __future__ import annotations

from typing import Any

import tablib
from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm

from agreements.desk.exchange.import_pages import ImportPages
from agreements.exchange.kinds import IMPORT_KINDS
from agreements.exchange.refused_rows import XLSX
from agreements.models import Register
from agreements.tables.writing import Sheet, TooLongTextError, write_csv, write_xlsx


class Xlsx(Format):
    title = _("XLSX, att ändra i Excel och läsa in igen")

    def get_title(self) -> Any:
        return self.title

    def can_export(self) -> bool:
        return True

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return XLSX

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        days = {day for kind in IMPORT_KINDS.values() for day in (*kind.resource.days, *kind.resource.imprecise_days)}
        # All columns but those of exact days are text, also those of digits.
        exact_days = {day for kind in IMPORT_KINDS.values() for day in kind.resource.days}
        texts = [header for header in dataset.headers if header not in exact_days]
        return write_xlsx(Sheet(gettext("Export"), dataset.headers, iter(dataset), list(days), texts))


class Csv(Xlsx):
    title = _("CSV för program: komma, UTF-8")
    for_excel = False

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_csv(dataset.headers, iter(dataset), for_excel=self.for_excel)


class CsvForExcel(Csv):
    title = _("CSV för Excel: semikolon")
    for_excel = True


class FileExportForm(ExportForm):
    def __init__(self, formats: list[type[Format]], resources: list[Any], **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"] = forms.ChoiceField(
            label=_("Filformat"),
            choices=[(str(number), format_class().get_title()) for number, format_class in enumerate(formats)],
            widget=forms.RadioSelect,
            initial="0",
        )


class FileExchange(ImportPages, ImportExportMixin):
    """A mixin with the buttons Importera and Exportera and their pages."""

    export_formats = [Xlsx, CsvForExcel, Csv]
    export_form_class = FileExportForm

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "import/template.<str:extension>",
                self.admin_site.admin_view(self.import_template),
                name="{}_{}_import_template".format(*self.get_model_info()),
            ),
            *self.import_urls(),
            *super().get_urls(),
        ]

    def get_export_resource_classes(self, request: HttpRequest) -> list[Any]:
        return [self.imported_kind.resource]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Disables import-export's own confirmation."""
        raise Http404

    def import_template(self, request: HttpRequest, extension: str) -> HttpResponse:
        self.check_import_permission(request)
        columns, days = self.imported_kind.columns, self.imported_kind.resource.days
        if extension == "csv":
            content, content_type = write_csv(columns, [], for_excel=True), "text/csv; charset=utf-8"
        elif extension == "xlsx":
            headers = ["kolumn", "betyder", "att skriva"]
            texts = [column for column in columns if column not in days]
            content = write_xlsx(
                Sheet(self.sheet_title, columns, days=days, texts=texts),
                Sheet(gettext("Förklaring"), headers, self.imported_kind.explanations(), texts=headers),
            )
            content_type = XLSX
        else:
            raise Http404
        name = f"{self.file_name}-mall.{extension}"
        return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(request, gettext("Filtret går inte att läsa. Välj filter i listan och exportera därifrån."))
            return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))
        except TooLongTextError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Format) -> str:
        demo = "demo-" if Register.objects.current().is_demo else ""
        return f"{demo}{self.file_name}-{timezone.localdate()}.{file_format.get_extension()}"

    @property
    def sheet_title(self) -> str:
        return capfirst(str(self.opts.verbose_name_plural))[:31]

    @property
    def file_name(self) -> str:
        """The file's name in ASCII."""
        return slugify(str(self.opts.verbose_name_plural))

    def init_request_context_data(self, request: HttpRequest, form: forms.Form) -> dict[str, Any]:
        count = self.get_export_queryset(request).count()
        context = super().init_request_context_data(request, form)
        what = self.opts.verbose_name_plural
        title = gettext("Exportera %(what)s") % {"what": what}
        return context | {"title": title, "count": count, "columns": self.imported_kind.columns, "what": what}
