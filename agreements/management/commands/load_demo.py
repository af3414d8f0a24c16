"""Loads and removes the demo data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agreements.demo.loading import load_demo
from agreements.demo.removal import remove_demo
from agreements.demo.rows import DemoRefusedError
from agreements.lookup.counts import counts_in_words


class Command(BaseCommand):
    help = (
        "Fills an empty register with fictional agreements, to try it out, and marks every page and export as a demo. "
        "While it is loaded everything that is entered belongs to the demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the demo away and leave no trace of it")
        parser.add_argument(
            "--also-entered",
            action="store_true",
            help="with --remove: also what somebody has entered or changed while the demo was loaded",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["also_entered"] and not options["remove"]:
            raise CommandError(_("--also-entered hör ihop med --remove."))
        try:
            if options["remove"]:
                removed = remove_demo(also_entered=options["also_entered"])
                self.stdout.write(
                    _("Det finns ingen demodata. Inget har ändrats.")
                    if removed is None
                    else _("Demodatan är borttagen: %(counted)s.") % {"counted": counts_in_words(removed)}
                )
            else:
                loaded = load_demo()
                self.stdout.write(
                    _("Demodatan är redan inläst. Inget har ändrats.")
                    if loaded is None
                    else _("Demodatan är inläst, allt påhittat: %(counted)s.") % {"counted": counts_in_words(loaded)}
                )
        except DemoRefusedError as error:
            raise CommandError(str(error)) from error
