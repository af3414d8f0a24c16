"""Sends queued contact messages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.public.contact.form import send_waiting_messages


class Command(BaseCommand):
    help = "Skickar de meddelanden till registret som väntar. Kör den varje timme, till exempel med en systemd-timer."

    def handle(self, *args: Any, **options: Any) -> None:
        sent, waiting = send_waiting_messages()
        self.stdout.write(f"{sent} skickade, {waiting} väntar.")
        if waiting:
            raise CommandError(
                "Meddelanden väntar. Kontrollera registrets kontaktadress i inställningarna och e-postservern."
            )
