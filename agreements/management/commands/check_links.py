"""Checks the web addresses of sources and documents."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.documents.links import Checker, addresses_to_check, check_all, delete_stale_checks
from agreements.models import Register


class Command(BaseCommand):
    help = (
        "Kontrollerar att källornas och dokumentens webbadresser går att öppna: de som aldrig har kontrollerats först, "
        "sedan de äldsta. Kör den varje natt, till exempel med en systemd-timer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=200, metavar="ANTAL", help="högst så många adresser (200)")
        parser.add_argument("--dry-run", action="store_true", help="visa vilka adresser som står på tur, fråga ingen")
        parser.add_argument(
            "--allow-private", action="store_true", help="fråga också servrar i det egna nätet, som intranätet"
        )

    def handle(self, *, limit: int, dry_run: bool, allow_private: bool, **options: Any) -> None:
        if Register.objects.current().is_demo:
            raise CommandError("Registret visar demodata: adresserna är påhittade och kontrolleras inte.")
        urls = addresses_to_check(max(limit, 0))
        if dry_run:
            self.stdout.write("\n".join([*urls, f"{len(urls)} adresser står på tur. Ingen har kontrollerats."]))
            return
        delete_stale_checks()
        dead = 0
        for check in check_all(urls, Checker(allow_private=allow_private)):
            if not check.is_alive:
                dead += 1
                self.stdout.write(f"{check.status or '–'} {check.url} {check.error}".rstrip())
        self.stdout.write(f"{len(urls)} adresser kontrollerade, {dead} svarar inte.")
