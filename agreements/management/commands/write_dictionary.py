"""Writes the field descriptions to docs/data-dictionary.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from agreements.desk.help.dictionary import DICTIONARY_FILE, with_fields_section


class Command(BaseCommand):
    help = "Skriver fältens betydelser, så som de står i formulären, till docs/data-dictionary.md."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        DICTIONARY_FILE.write_text(with_fields_section(DICTIONARY_FILE.read_text()))
        self.stdout.write(f"{DICTIONARY_FILE.name} är skriven.")
