from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from agreements.dictionary import FILE, written


class Command(BaseCommand):
    help = "Skriver fältens betydelser, så som de står i formulären, till docs/data-dictionary.md."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(written(FILE.read_text()))
        self.stdout.write(f"{FILE.name} är skriven.")
