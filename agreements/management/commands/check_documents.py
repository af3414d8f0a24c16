from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.documents.care import check_files, stray_files


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
        orphans = stray_files()
        for path in orphans:
            self.stdout.write(f"{'tas bort' if remove_orphans else 'hör inte till registret'}: {path}")
            if remove_orphans:
                path.unlink(missing_ok=True)
        left = 0 if remove_orphans else len(orphans)
        self.stdout.write(f"{checked} filer kontrollerade, {wrong} är fel, {left} hör inte till registret.")
        if wrong or left:
            raise CommandError("Något är fel med filerna. Läs tillbaka dem som saknas från en säkerhetskopia.")
