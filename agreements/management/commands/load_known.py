"""Loads, publishes and removes the known facts."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agreements.known.loading import load_known
from agreements.known.publishing import publish_known
from agreements.known.removal import remove_known
from agreements.known.rows import KnownRefusedError
from agreements.lookup.counts import counts_in_words


class Command(BaseCommand):
    help = (
        "Loads what public sources state of agreements, totals and dialogues, as drafts with their sources, which have "
        "been read only as copies. Loads nothing twice, and nothing beside the demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--publish", action="store_true", help="also publish the drafts; needs --by")
        group.add_argument(
            "--remove", action="store_true", help="remove what was loaded and nobody has changed; --by unpublishes"
        )
        parser.add_argument("--by", metavar="NAME", help="the user name of whoever publishes or unpublishes")

    def handle(self, *args: Any, publish: bool, remove: bool, by: str | None, **options: Any) -> None:
        person = self.find_person(by)
        if publish and person is None:
            raise CommandError(_("Ange vem som publicerar, för rättigheterna och historiken: --by användarnamn"))
        try:
            if remove:
                self.remove(person)
                return
            loaded = counts_in_words(load_known())
            self.stdout.write(
                _("Inläst som utkast: %(counted)s.") % {"counted": loaded}
                if loaded
                else _("Allt är redan inläst. Inget har ändrats.")
            )
            if person and publish:
                published = counts_in_words(publish_known(by=person))
                self.stdout.write(
                    _("Publicerat: %(counted)s.") % {"counted": published}
                    if published
                    else _("Allt är redan publicerat.")
                )
        except (KnownRefusedError, ValidationError) as error:
            raise CommandError("\n".join(getattr(error, "messages", [str(error)]))) from error

    def find_person(self, name: str | None) -> User | None:
        if not name:
            return None
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(_("Ingen aktiv användare heter %(name)s.") % {"name": name})
        return person

    def remove(self, person: User | None) -> None:
        removed, kept = remove_known(by=person)
        counted = counts_in_words(removed)
        self.stdout.write(
            _("Borttaget: %(counted)s.") % {"counted": counted} if counted else _("Det finns inget att ta bort.")
        )
        if kept:
            self.stdout.write(_("Kvar, för att någon har ändrat dem eller registrerat något som hör till dem:"))
            self.stdout.writelines(f"  {name}" for name in kept)
