"""Compares the stored files on disk with the register."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.documents.care import check_files, stray_files, sweep


class Command(BaseCommand):
    help = (
        "Kontrollerar att varje uppladdad fil finns på disk med rätt innehåll, och att inget annat ligger bland dem. "
        "Slutar med fel om något är fel. Kör den efter en återläsning och en gång i veckan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove-orphans", action="store_true", help="ta bort det som ingen rad i registret har")

    def handle(self, *, remove_orphans: bool, **options: Any) -> None:
        wrong, checked = 0, 0
        for stored, problem in check_files():
            checked += 1
            if problem:
                wrong += 1
                self.stdout.write(f"{problem}: {stored.sha256} {stored.name}")
        for path in sweep() if remove_orphans else ():
            self.stdout.write(f"tas bort: {path}")
        orphans = stray_files()
        for path in orphans:
            self.stdout.write(f"hör inte till registret: {path}")
        self.stdout.write(f"{checked} filer kontrollerade, {wrong} är fel, {len(orphans)} hör inte till registret.")
        if wrong or orphans:
            raise CommandError("Något är fel med filerna. Läs tillbaka dem som saknas från en säkerhetskopia.")
