"""Verifies the chain of the log and compares it with the register."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from agreements.history.verification import Head, faults, head


class Command(BaseCommand):
    help = (
        "Prövar att loggen är hel och att registret säger vad loggen säger. Säger vilka rader som är ändrade, tillagda "
        "eller borttagna vid sidan av registret."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="NUMMER:KONTROLLSUMMA",
            help="Loggens huvud som det antecknades en tidigare dag. Visar om slutet har tagits bort sedan dess.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        expected = _parse_head(options["expect"]) if options["expect"] else None
        problems = faults(expected)
        for fault in problems:
            self.stdout.write(fault)
        if problems:
            raise CommandError(f"Loggen eller registret är ändrat vid sidan av: {len(problems)} fel.")
        last = head()
        if last is None:
            self.stdout.write("Loggen är tom.")
        else:
            self.stdout.write(f"Loggen är hel: {last.position} händelser. Anteckna huvudet utanför registret:\n{last}")


def _parse_head(text: str) -> Head:
    position, _, digest = text.strip().partition(":")
    if not position.isdecimal() or len(digest) != 64:
        raise CommandError("Skriv huvudet så som kommandot skrev det: nummer, kolon och 64 tecken.")
    return Head(int(position), digest)
