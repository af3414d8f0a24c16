"""The page that uploads a file to import, and the addresses of an import's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from agreements.acts import perms
from agreements.desk.base import person
from agreements.desk.exchange.import_form import ImportForm
from agreements.desk.exchange.import_run_pages import ImportRunPages
from agreements.exchange import run_files
from agreements.exchange import runs as import_runs
from agreements.exchange.kinds import columns_of, unknown_headers
from agreements.models import ImportRun
from agreements.tables.reading import UnreadableFileError


class ImportPages(ImportRunPages):
    """A mixin of the admin of a kind of row that can be imported."""

    def import_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_action), name=name),
            path("import/<uuid:key>/", wrap(self.import_run), name=f"{name}_run"),
            path("import/<uuid:key>/refused.<str:extension>", wrap(self.import_refused), name=f"{name}_refused"),
        ]

    def import_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_import_permission(request)
        may_publish = "published" in self.imported_kind.columns and perms.may_change_public(person(request))
        form = ImportForm(request.POST or None, request.FILES or None, may_publish=may_publish)
        if form.is_valid() and (run := self.receive(request, form)):
            return HttpResponseRedirect(self.run_address(run))
        runs = ImportRun.objects.filter(kind=self.kind_slug).select_related("by")[:10]
        return self.import_page(request, form=form, explanations=self.imported_kind.explanations(), runs=runs)

    def receive(self, request: HttpRequest, form: ImportForm) -> ImportRun | None:
        """Stores the file and checks it. Adds an error to the form if it cannot be read."""
        try:
            run, headers = run_files.receive_import(
                form.content,
                kind=self.imported_kind,
                file=form.cleaned_data["file"].name,
                by=person(request),
                publish_new=form.cleaned_data.get("new_rows") == "published",
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
            return None
        if not unknown_headers(self.imported_kind, headers, {}):
            self.check_file(run, headers)
        return run

    def check_file(self, run: ImportRun, headers: list[str]) -> None:
        try:
            columns_of(self.imported_kind, headers, run.mapping)
        except UnreadableFileError as error:
            run.state, run.problem = ImportRun.State.REFUSED, str(error)
            run.save()
            return
        import_runs.start_import(run, commit=False)
