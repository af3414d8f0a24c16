from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from agreements.documents.care import sweep


class Command(BaseCommand):
    help = (
        "Tar bort filer som har legat bland de uppladdade i ett dygn och som ingen rad i registret har, till exempel "
        "efter en uppladdning som avbröts. Kör den varje natt."
    )

    def handle(self, **options: Any) -> None:
        removed = sweep()
        for path in removed:
            self.stdout.write(f"tas bort: {path}")
        self.stdout.write(f"{len(removed)} filer togs bort.")
