"""Sends reminders of new matters to the users of the desk."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from agreements.desk.todo import reminders
from agreements.models import Register

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Skickar var och en som arbetar i registret ett brev med det som är nytt att göra. Visar bara breven, tills du "
        "lägger till --send. Kör den varje morgon, till exempel med en systemd-timer: samma sak berättas en gång, och "
        "igen om den finns kvar efter en tid."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--send", action="store_true", help="skicka breven; annars visas de bara")
        parser.add_argument(
            "--again-after", type=int, default=30, metavar="DAGAR", help="påminn igen efter så många dagar (30)"
        )

    def handle(self, *, send: bool, again_after: int, **options: Any) -> None:
        if again_after < 1:
            raise CommandError("--again-after ska vara minst 1 dag.")
        with translation.override(settings.LANGUAGE_CODE):
            if send:
                self.send(again_after)
            else:
                self.show(again_after)

    def show(self, again_after: int) -> None:
        count = 0
        for digest in reminders.digests(today=timezone.localdate(), again_after=again_after):
            count += 1
            self.stdout.write(f"Till: {digest.recipient.email}\nÄmne: {digest.subject}\n\n{digest.body}\n")
        self.stdout.write(f"{count} brev skulle skickas. Inget har skickats: lägg till --send.")

    def send(self, again_after: int) -> None:
        if Register.objects.current().is_demo:
            raise CommandError("Registret visar demodata: inga påminnelser skickas om påhittade uppgifter.")
        if not settings.PUBLIC_URL:
            raise CommandError(
                "Breven behöver registrets adress till sina länkar. Ange PUBLIC_URL i miljön, "
                "till exempel PUBLIC_URL=https://register.example.se"
            )
        today, sent, failed = timezone.localdate(), 0, 0
        for recipient in reminders.recipients():
            try:
                digest = reminders.send_digest(recipient, today=today, again_after=again_after)
            except (SMTPException, OSError):
                logger.exception("The reminder was not sent: the mail server refused the mail.")
                failed += 1
            else:
                sent += bool(digest.news)
        reminders.sweep_reminders()
        self.stdout.write(f"{sent} brev skickade.")
        if failed:
            raise CommandError(
                f"{failed} brev gick inte att skicka. Kontrollera e-postservern. De skickas nästa gång kommandot körs."
            )
