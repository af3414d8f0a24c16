"""Sends confirmation requests to municipalities by mail."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.confirmations.mail import ask_by_mail, municipalities_to_ask
from agreements.models import Register
from municipalities.models import County, Municipality


class Command(BaseCommand):
    help = (
        "Frågar kommunernas funktioner per e-post om uppgifterna i registret stämmer. Visar bara vilka som skulle få "
        "frågan, tills du anger --send."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", nargs="+", default=[], metavar="KOD", help="bara de här kommunerna")
        parser.add_argument("--county", default="", metavar="KOD", help="bara kommunerna i länet")
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--unverified-since",
            type=int,
            default=365,
            metavar="DAGAR",
            help="de som har uppgifter som inte är kontrollerade på så många dagar (365)",
        )
        which.add_argument("--all", action="store_true", help="också de som nyss är kontrollerade")
        parser.add_argument("--again-after", type=int, default=60, metavar="DAGAR", help="inte igen inom (60)")
        parser.add_argument("--limit", type=int, default=None, metavar="ANTAL", help="högst så många kommuner")
        parser.add_argument("--send", action="store_true", help="skicka frågorna")

    def handle(
        self,
        *,
        municipality: list[str],
        county: str,
        unverified_since: int,
        all: bool,
        again_after: int,
        limit: int | None,
        send: bool,
        **options: Any,
    ) -> None:
        known = set(Municipality.objects.filter(code__in=municipality).values_list("code", flat=True))
        if unknown := sorted(set(municipality) - known):
            raise CommandError(f"Ingen kommun har koden {', '.join(unknown)}.")
        if county and not County.objects.filter(code=county).exists():
            raise CommandError(f"Inget län har koden {county}.")
        if min(unverified_since, again_after, limit or 0) < 0 or max(unverified_since, again_after) > 36500:
            raise CommandError("Dagar och antal ska vara mellan 0 och 36500.")
        if send and Register.objects.current().is_demo:
            raise CommandError("Registret visar demodata: ingen kommun får en fråga om det.")
        if send and not settings.PUBLIC_URL:
            raise CommandError(
                "Ange PUBLIC_URL i miljön, till exempel https://register.example.se: dit leder länkarna."
            )
        due = municipalities_to_ask(
            timezone.localdate(),
            codes=municipality,
            county=county,
            unverified_since=None if all else unverified_since,
            again_after=again_after,
        )
        recipients = list(due.exclude(contact_email="")[:limit])
        self._write_names("Saknar e-postadress till en funktion", list(due.filter(contact_email="")))
        if not send:
            for recipient in recipients:
                self.stdout.write(f"{recipient.code} {recipient.name}: {recipient.contact_email}")
            self.stdout.write(f"{len(recipients)} kommuner skulle få frågan. Inget är skickat: kör igen med --send.")
            return
        failed = [recipient for recipient in recipients if not ask_by_mail(recipient, by=None)]
        self.stdout.write(f"{len(recipients) - len(failed)} kommuner har fått frågan.")
        if failed:
            names = ", ".join(str(recipient) for recipient in failed)
            raise CommandError(f"E-postservern tog inte emot frågan till: {names}. De frågas igen nästa gång.")

    def _write_names(self, heading: str, municipalities: list[Municipality]) -> None:
        if municipalities:
            names = ", ".join(f"{municipality.code} {municipality.name}" for municipality in municipalities)
            self.stdout.write(f"{heading}: {names}.")
