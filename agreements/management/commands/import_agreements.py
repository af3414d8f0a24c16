"""Imports agreements from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from agreements.acts import perms
from agreements.exchange import run_files, runs
from agreements.exchange.kinds import IMPORT_KINDS, columns_of, remember_columns, unknown_headers
from agreements.exchange.preview import RowCount, row_counts
from agreements.models import ImportRun
from agreements.tables.limits import MAX_BYTES
from agreements.tables.reading import UnreadableFileError

KIND = IMPORT_KINDS["agreement"]


class Command(BaseCommand):
    help = (
        "Läser in överenskommelser från en CSV- eller XLSX-fil, med samma regler och rättigheter som i "
        "administrationen. Visar först bara vad filen skulle ändra; med --commit skrivs alla rader, eller ingen om "
        "någon avvisas. "
        "Slutar med fel (1) om något är i vägen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="filen, CSV eller XLSX")
        parser.add_argument(
            "--by", metavar="NAMN", help="användarnamnet på den som läser in: filen får göra det som den personen får"
        )
        parser.add_argument("--commit", action="store_true", help="skriv till registret; kräver --by")
        parser.add_argument(
            "--publish", action="store_true", help="nya rader publiceras i stället för att bli utkast; kräver --by"
        )
        parser.add_argument(
            "--skip", action="append", default=[], metavar="KOLUMN", help="läs inte kolumnen; kan anges flera gånger"
        )

    def handle(
        self, *, file: Path, by: str | None, commit: bool, publish: bool, skip: list[str], **options: Any
    ) -> None:
        content = self.read_file(file)
        person = self.find_person(by, is_needed=commit or publish, publish=publish)
        try:
            run = self.run_import(content, file.name, person, commit=commit, publish=publish, skip=skip)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("Filen går inte att spara i %(folder)s: %(reason)s")
                % {"folder": error.filename, "reason": error.strerror}
            ) from error
        self.write_result(run, person)

    def run_import(
        self, content: bytes, name: str, person: User | None, *, commit: bool, publish: bool, skip: list[str]
    ) -> ImportRun:
        """Previews and, with `commit`, writes the file in one transaction. A preview is rolled back."""
        run = ImportRun()
        try:
            with transaction.atomic():
                # A dry run without --by uses a temporary superuser, which the rollback removes.
                by = person or User.objects.create(username=f"{name}, dry run"[:150], is_superuser=True)
                run, headers = run_files.receive_import(content, kind=KIND, file=name, by=by, publish_new=publish)
                for note in run.notes:
                    self.stdout.write(note)
                run.mapping = self.map_headers(headers, skip)
                self.preview(run)
                if commit:
                    self.write(run)
                transaction.set_rollback(run.state != ImportRun.State.WRITTEN)
        finally:
            run_files.run_path(run).unlink(missing_ok=True)
        return run

    def read_file(self, file: Path) -> bytes:
        try:
            with file.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(
                _("%(file)s går inte att öppna: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error

    def find_person(self, name: str | None, *, is_needed: bool, publish: bool) -> User | None:
        if not name:
            if is_needed:
                raise CommandError(_("Ange vem som importerar, för rättigheterna och historiken: --by användarnamn"))
            return None
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(_("Ingen aktiv användare heter %(name)s.") % {"name": name})
        if not perms.may_import(person, KIND.model):
            raise CommandError(
                _("%(name)s får inte importera. Det får den som arbetar i administrationen och registrerar.")
                % {"name": name}
            )
        if publish and not perms.may_publish(person):
            raise CommandError(
                _("%(name)s får inte publicera. Läs in utan --publish, så blir nya rader utkast.") % {"name": name}
            )
        if publish and not perms.may_change_public(person):
            raise CommandError(_("Två personer publicerar. Läs in utan --publish, så blir nya rader utkast."))
        return person

    def map_headers(self, headers: list[str], skip: list[str]) -> dict[str, str]:
        """The column of each header that is not a column name; an empty text for a skipped one.

        Raises CommandError with the headers that are neither known, remembered nor skipped.
        """
        skipped = {name.strip().casefold() for name in skip}
        if missing := [
            name for name in skip if name.strip().casefold() not in {header.casefold() for header in headers}
        ]:
            raise CommandError(_("Filen har ingen kolumn som heter %(names)s.") % {"names": ", ".join(missing)})
        mapping = {header: "" for header in headers if header.casefold() in skipped}
        unknown_columns = [item for item in unknown_headers(KIND, headers, {}) if item.header not in mapping]
        if unknown := [item.header for item in unknown_columns if not item.is_remembered]:
            raise CommandError(
                _(
                    "Kolumnen %(unknown)s känns inte igen. Rätta rubriken, hoppa över den med --skip, eller para ihop "
                    "den i administrationen. Kolumner som finns: %(known)s."
                )
                % {"unknown": ", ".join(unknown), "known": ", ".join(KIND.columns)}
            )
        mapping |= {item.header: item.suggested for item in unknown_columns}
        columns_of(KIND, headers, mapping)
        for header, column in mapping.items():
            self.stdout.write(
                _("Kolumnen %(header)s läses som %(column)s.") % {"header": header, "column": column}
                if column
                else _("Kolumnen %(header)s läses inte.") % {"header": header}
            )
        return mapping

    def preview(self, run: ImportRun) -> None:
        self.run_rows(run, commit=False)
        for group in row_counts():
            self.write_group(run, group)
        self.raise_if_refused(run)
        if run.by and run.counts["changed"] and not perms.may_change_public(run.by):
            self.stdout.write(_("Ändringar av det som är publicerat blir ändringsförslag att granska."))

    def write(self, run: ImportRun) -> None:
        unknown = {item.header for item in unknown_headers(KIND, list(run.mapping), {})}
        remember_columns(KIND, {header: column for header, column in run.mapping.items() if header in unknown}, run.by)
        if run.counts["new"] or run.counts["changed"]:
            self.run_rows(run, commit=True)
            self.raise_if_refused(run)

    def run_rows(self, run: ImportRun, *, commit: bool) -> None:
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task(_("Läser in"), total=run.rows)
            runs.start_import(run, commit=commit, in_thread=False, on_row=lambda: progress.advance(task))

    def raise_if_refused(self, run: ImportRun) -> None:
        if run.problem:
            raise CommandError(run.problem)
        if run.counts["refused"]:
            raise CommandError(_("Ingenting är skrivet. Rätta de avvisade raderna och läs in filen igen."))

    def write_group(self, run: ImportRun, group: RowCount) -> None:
        self.stdout.write(f"{group.title}: {run.counts[group.kind]}")
        if group.kind == "unchanged":
            return
        for row in run.lines.filter(kind=group.kind).values_list("content", flat=True).iterator():
            name = f"{row['public_id']} {row['municipality']}" if group.kind == "changed" else row["municipality"]
            self.stdout.write(f"  {group.sign} " + _("rad %(number)s") % {"number": row["number"]} + f" {name}")
            for label, reason in row["reasons"]:
                self.stdout.write(f"      {label}: {reason}" if label else f"      {reason}")
            for note in row["notes"]:
                self.stdout.write(f"      {note}")
            for change in row["changes"]:
                self.stdout.write(f"      {change['label']}: {change['before'] or '–'} → {change['after'] or '–'}")

    def write_result(self, run: ImportRun, person: User | None) -> None:
        if run.state == ImportRun.State.WRITTEN:
            page = settings.PUBLIC_URL + reverse("admin:agreements_agreement_import_run", args=[run.key])
            self.stdout.write(self.style.SUCCESS(_("Filen är inläst.")))
            self.stdout.write(_("Importen kan ångras här: %(page)s") % {"page": page})
        elif not (run.counts["new"] or run.counts["changed"]):
            self.stdout.write(_("Filen säger samma sak som registret. Det finns inget att skriva."))
        elif person:
            self.stdout.write(_("Ingenting är skrivet. Lägg till --commit för att skriva."))
        else:
            self.stdout.write(
                _(
                    "Ingenting är skrivet. Lägg till --commit och --by användarnamn för att skriva. Den som inte får "
                    "publicera skriver utkast och ändringsförslag."
                )
            )
