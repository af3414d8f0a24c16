"""Import and export of agreements in the admin."""

from __future__ import annotations

from typing import Any, cast

import tablib
from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm

from agreements import uploads
from agreements.columns import COLUMNS, DAYS, explanations, label, read_agreements
from agreements.models import Register
from agreements.previews import SHOWN, Preview, import_table
from agreements.resources import AgreementResource
from agreements.spreadsheets import Sheet, UnreadableFileError, write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Whose digits are no number.
TEXTS = [column for column in COLUMNS if column not in DAYS]


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
        return write_xlsx(Sheet(gettext("Överenskommelser"), dataset.headers, iter(dataset), DAYS, TEXTS))


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


class AgreementExportForm(ExportForm):
    def _init_formats(self, formats: list[type[Format]]) -> None:
        self.fields["format"] = forms.ChoiceField(
            label=_("Filformat"),
            choices=[(str(number), made().get_title()) for number, made in enumerate(formats)],
            widget=forms.RadioSelect,
            initial="0",
        )


class AgreementImportForm(forms.Form):
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("CSV eller XLSX, som Excel sparar den. Högst 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("Filen är tom. Välj en fil med en rubrikrad och minst en rad under den.")},
    )
    new_rows = forms.ChoiceField(
        label=_("Nya rader blir"),
        choices=[("draft", _("utkast")), ("published", _("publicerade"))],
        initial="draft",
        widget=forms.RadioSelect,
        help_text=_("Gäller rader där kolumnen published saknas eller är tom."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.content: bytes = file.read()
        try:
            self.table = read_agreements(self.content)
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class AgreementImportExport(ImportExportMixin):
    """Gives the admin of agreements the buttons Importera and Exportera, and the pages behind them."""

    resource_classes = [AgreementResource]
    export_formats = [Xlsx, CsvForExcel, Csv]
    export_form_class = AgreementExportForm

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "import/template.<str:extension>",
                self.admin_site.admin_view(self.import_template),
                name="{}_{}_import_template".format(*self.get_model_info()),
            ),
            *super().get_urls(),
        ]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check_import_permission(request)
        form = AgreementImportForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self.import_page(request, form=form, explanations=explanations())
        about = {"file": form.cleaned_data["file"].name, "publish_new": form.cleaned_data["new_rows"] == "published"}
        preview = import_table(form.table, by=cast("User", request.user), **about)
        token = "" if preview.is_refused else uploads.keep(request.session, form.content, **about)
        return self.import_page(request, preview=preview, token=token, **about)

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check_import_permission(request)
        kept = uploads.take(request.session, request.POST.get("token", ""))
        if kept is None:
            messages.error(request, gettext("Förhandsgranskningen finns inte kvar. Läs in filen igen."))
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))
        content, about = kept
        preview = import_table(read_agreements(content), by=cast("User", request.user), commit=True, **about)
        if preview.is_refused:
            return self.import_page(request, preview=preview, came_late=True, **about)
        messages.success(request, told(preview))
        return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))

    def import_template(self, request: HttpRequest, extension: str) -> HttpResponse:
        self.check_import_permission(request)
        if extension == "csv":
            content, content_type = write_csv(COLUMNS, [], for_excel=True), "text/csv; charset=utf-8"
        elif extension == "xlsx":
            headers = ["kolumn", "betyder", "att skriva"]
            content = write_xlsx(
                Sheet(gettext("Överenskommelser"), COLUMNS, days=DAYS, texts=TEXTS),
                Sheet(gettext("Förklaring"), headers, explanations(), texts=headers),
            )
            content_type = XLSX
        else:
            raise Http404
        name = f"overenskommelser-mall.{extension}"
        return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(request, gettext("Filtret går inte att läsa. Välj filter i listan och exportera därifrån."))
            return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Format) -> str:
        demo = "demo-" if Register.objects.current().is_demo else ""
        return f"{demo}overenskommelser-{timezone.localdate()}.{file_format.get_extension()}"

    def init_request_context_data(self, request: HttpRequest, form: forms.Form) -> dict[str, Any]:
        count = self.get_export_queryset(request).count()
        context = super().init_request_context_data(request, form)
        return context | {"title": gettext("Exportera överenskommelser"), "count": count, "columns": COLUMNS}

    def check_import_permission(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def import_page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        context |= self.admin_site.each_context(request)
        context |= {
            "opts": self.model._meta,
            "title": gettext("Importera överenskommelser"),
            "headings": [label(column) for column in SHOWN],
        }
        return TemplateResponse(request, self.import_template_name, context)


def told(preview: Preview) -> str:
    return gettext("Importen är klar: %(new)s, %(changed)s och %(unchanged)s.") % {
        "new": ngettext("%(count)s ny", "%(count)s nya", preview.new.total) % {"count": preview.new.total},
        "changed": ngettext("%(count)s ändrad", "%(count)s ändrade", preview.changed.total)
        % {"count": preview.changed.total},
        "unchanged": ngettext("%(count)s oförändrad", "%(count)s oförändrade", preview.unchanged.total)
        % {"count": preview.unchanged.total},
    }
