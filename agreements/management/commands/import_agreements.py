from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from agreements.imports.kinds import KINDS, read_rows
from agreements.previews import Group, Preview, import_table
from agreements.spreadsheets import Table, UnreadableFileError
from agreements.tables.limits import MOST_BYTES


class Command(BaseCommand):
    help = (
        "Läser in överenskommelser från en CSV- eller XLSX-fil. Visar först bara vad filen skulle ändra; "
        "med --commit skrivs alla rader, eller ingen om någon avvisas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="filen, CSV eller XLSX")
        parser.add_argument("--by", metavar="NAMN", help="användarnamnet på den som importerar, för historiken")
        parser.add_argument("--commit", action="store_true", help="skriv till registret")
        parser.add_argument("--publish", action="store_true", help="nya rader publiceras i stället för att bli utkast")

    def handle(self, *, file: Path, by: str | None, commit: bool, publish: bool, **options: Any) -> None:
        table = self.read(file)
        for note in table.notes:
            self.stdout.write(note)
        person = self.person(by, commit=commit)
        # A dry run without a name tries publishing as somebody who is gone with it.
        with transaction.atomic():
            person = person or User.objects.create(username=f"{file.name}, dry run"[:150])
            preview = self.run(table, by=person, file=file.name, publish_new=publish, commit=commit)
            if not commit:
                transaction.set_rollback(True)
        for group in preview.groups:
            self.tell(group)
        self.conclude(preview, commit=commit)

    def read(self, file: Path) -> Table:
        try:
            with file.open("rb") as opened:
                return read_rows(KINDS["agreement"], opened.read(MOST_BYTES + 1))
        except OSError as error:
            raise CommandError(
                _("%(file)s går inte att öppna: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error

    def person(self, name: str | None, *, commit: bool) -> User | None:
        if commit and not name:
            raise CommandError(_("Ange vem som importerar, för historiken: --by användarnamn"))
        if name and not User.objects.filter(username=name, is_active=True).exists():
            raise CommandError(_("Ingen aktiv användare heter %(name)s.") % {"name": name})
        return User.objects.get(username=name) if name else None

    def run(self, table: Table, **how: Any) -> Preview:
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task(_("Läser in"), total=len(table.rows))
            return import_table(table, all_rows=True, on_row=lambda: progress.advance(task), **how)

    def tell(self, group: Group) -> None:
        self.stdout.write(f"{group.title}: {group.total}")
        if group.kind == "unchanged":
            return
        for row in group.rows:
            name = f"{row.public_id} {row.municipality}" if group.kind == "changed" else row.municipality
            self.stdout.write(f"  {group.sign} " + _("rad %(number)s") % {"number": row.number} + f" {name}")
            for label, reason in row.reasons:
                self.stdout.write(f"      {label}: {reason}" if label else f"      {reason}")
            for change in row.changes:
                self.stdout.write(f"      {change.label}: {change.before or '–'} → {change.after or '–'}")

    def conclude(self, preview: Preview, *, commit: bool) -> None:
        if preview.problem:
            raise CommandError(preview.problem)
        if preview.refused.total:
            raise CommandError(_("Ingenting är skrivet. Rätta de avvisade raderna och läs in filen igen."))
        if commit:
            self.stdout.write(self.style.SUCCESS(_("Filen är inläst.")))
        else:
            self.stdout.write(_("Ingenting är skrivet. Lägg till --commit och --by användarnamn för att skriva."))
