"""The page of one import: column mapping, preview, writing and undoing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from agreements.acts import perms
from agreements.desk.base import person
from agreements.exchange import progress, run_files
from agreements.exchange import runs as import_runs
from agreements.exchange.kinds import IMPORT_KINDS, ImportKind, columns_of, remember_columns, unknown_headers
from agreements.exchange.preview import row_counts
from agreements.exchange.refused_rows import refused_rows
from agreements.exchange.undoing import undo
from agreements.models import ImportRun
from agreements.tables.reading import UnreadableFileError
from agreements.tables.writing import TooLongTextError

ROWS_ON_A_PAGE = 100
SECONDS_TO_REFRESH = 2


class ImportRunPages:
    """A mixin of the admin of a kind of row that can be imported."""

    kind_slug: str
    admin_site: Any
    message_user: Callable[..., None]
    model: Any
    opts: Any

    @property
    def imported_kind(self) -> ImportKind:
        return IMPORT_KINDS[self.kind_slug]

    def run_address(self, run: ImportRun) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import_run", args=[run.key])

    def import_run(self, request: HttpRequest, key: UUID) -> HttpResponse:
        run = self.run_of(request, key)
        if request.method == "POST":
            if refusal := self.press_button(request, run):
                self.message_user(request, refusal, "ERROR")
            return HttpResponseRedirect(self.run_address(run))
        return self.import_page(request, run=run, **self.run_context(request, run))

    def run_of(self, request: HttpRequest, key: UUID) -> ImportRun:
        self.check_import_permission(request)
        run = ImportRun.objects.select_related("by", "undone_by").filter(key=key, kind=self.kind_slug).first()
        if run is None:
            raise Http404
        if run.by_id != request.user.pk and not perms.may_publish(person(request)):
            raise PermissionDenied
        return run

    def press_button(self, request: HttpRequest, run: ImportRun) -> str:
        """Carries out the pressed button. Returns the error, or an empty text."""
        is_own = run.by_id == request.user.pk
        if "_map" in request.POST and is_own and run.state == ImportRun.State.MAPPING:
            return self.map_columns(request, run)
        if "_write" in request.POST and is_own:
            if not (run.state == ImportRun.State.CHECKED or may_write_the_rest(run)):
                return gettext("Importen är %(state)s.") % {"state": run.get_state_display()}
            if run.publish_new and not perms.may_change_public(person(request)):
                return gettext("Du får inte publicera nya rader. Läs in filen igen som utkast.")
            import_runs.start_import(run, commit=True)
            run.refresh_from_db()
            if run.state == ImportRun.State.WRITTEN:
                self.message_user(request, counts_in_sentence(run.counts), "SUCCESS")
            return ""
        if "_again" in request.POST and is_own and progress.is_interrupted(run):
            import_runs.start_import(run, commit=False)
            return ""
        if "_undo" in request.POST:
            try:
                count = undo(run, by=person(request))
            except ValidationError as error:
                return gettext("Importen är inte ångrad. ") + " ".join(error.messages)
            done = ngettext("Importen är ångrad: %(count)d rad.", "Importen är ångrad: %(count)d rader.", count)
            self.message_user(request, done % {"count": count}, "SUCCESS")
            return ""
        return gettext("Knappen gick inte att använda. Läs sidan och försök igen.")

    def map_columns(self, request: HttpRequest, run: ImportRun) -> str:
        """Saves and remembers the chosen columns, and checks the file."""
        try:
            content = run_files.inspect_file(run_files.content_of(run), self.imported_kind)
        except UnreadableFileError as error:
            return str(error)
        unknown = unknown_headers(self.imported_kind, content.headers, content.samples)
        mapping = {header.header: request.POST.get(f"column-{place}", "") for place, header in enumerate(unknown)}
        if any(column not in ["", *self.imported_kind.columns] for column in mapping.values()):
            return gettext("Välj en kolumn som finns.")
        try:
            columns_of(self.imported_kind, content.headers, mapping)
        except UnreadableFileError as error:
            run.mapping = mapping
            run.save()
            return str(error)
        remember_columns(self.imported_kind, mapping, person(request))
        run.mapping = mapping
        import_runs.start_import(run, commit=False)
        return ""

    def run_context(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        interrupted = progress.is_interrupted(run)
        context: dict[str, Any] = {
            "is_interrupted": interrupted,
            "refresh": SECONDS_TO_REFRESH if run.state in run.WORKING and not interrupted else 0,
            "is_own": run.by_id == request.user.pk,
            "may_publish": perms.may_publish(person(request)),
            "proposes": not (run.by and perms.may_change_public(run.by)),
        }
        if run.state == ImportRun.State.MAPPING:
            try:
                content = run_files.inspect_file(run_files.content_of(run), self.imported_kind)
            except UnreadableFileError as error:
                return context | {"unknown": [], "problem": str(error)}
            unknown = [
                replace(header, suggested=run.mapping.get(header.header, header.suggested))
                for header in unknown_headers(self.imported_kind, content.headers, content.samples)
            ]
            choices = [(column, self.imported_kind.resource.label(column)) for column in self.imported_kind.columns]
            return context | {"unknown": unknown, "choices": choices}
        return context | self.rows_context(request, run)

    def rows_context(self, request: HttpRequest, run: ImportRun) -> dict[str, Any]:
        kinds = row_counts()
        for group in kinds:
            group.total = run.counts.get(group.kind, 0)
        first = next((group.kind for group in kinds if group.total), "new")
        chosen = request.GET.get("visa", first)
        group = next((group for group in kinds if group.kind == chosen), kinds[0])
        lines = run.lines.filter(kind=group.kind).values_list("content", flat=True)
        page = Paginator(lines, ROWS_ON_A_PAGE).get_page(request.GET.get("p"))
        return {"groups": kinds, "group": group, "page": page, "may_write_the_rest": may_write_the_rest(run)}

    def import_refused(self, request: HttpRequest, key: UUID, extension: str) -> HttpResponse:
        run = self.run_of(request, key)
        if extension not in ("csv", "xlsx"):
            raise Http404
        try:
            content, content_type = refused_rows(run, extension)
        except (UnreadableFileError, TooLongTextError) as error:
            self.message_user(request, str(error), "ERROR")
            return HttpResponseRedirect(self.run_address(run))
        disposition = f'attachment; filename="avvisade-rader.{extension}"'
        return HttpResponse(content, content_type, headers={"Content-Disposition": disposition})

    def check_import_permission(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def has_import_permission(self, request: HttpRequest) -> bool:
        return perms.may_import(person(request), self.model)

    def import_page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Importera %(what)s") % {"what": self.opts.verbose_name_plural},
            "what": self.opts.verbose_name_plural,
            **context,
        }
        return TemplateResponse(request, "admin/import_export/import.html", context)


def may_write_the_rest(run: ImportRun) -> bool:
    """Whether the rows that were not refused can be written without the others."""
    writable = run.counts.get("new", 0) + run.counts.get("changed", 0)
    return run.state == ImportRun.State.REFUSED and not run.problem and writable > 0


def counts_in_sentence(counts: dict[str, int]) -> str:
    return gettext("Importen är klar: %(new)s, %(changed)s och %(unchanged)s.") % {
        "new": ngettext("%(count)s ny", "%(count)s nya", counts["new"]) % {"count": counts["new"]},
        "changed": ngettext("%(count)s ändrad", "%(count)s ändrade", counts["changed"]) % {"count": counts["changed"]},
        "unchanged": ngettext("%(count)s oförändrad", "%(count)s oförändrade", counts["unchanged"])
        % {"count": counts["unchanged"]},
    }
