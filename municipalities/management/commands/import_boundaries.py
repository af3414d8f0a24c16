"""Imports the boundaries of the municipalities from GeoJSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from municipalities.boundaries import BoundaryError, read_boundaries
from municipalities.models import Boundary, Municipality


class Command(BaseCommand):
    help = (
        "Läser in kommunernas verkliga gränser ur en GeoJSON-fil (RFC 7946, WGS 84), så att en karta med dem visas "
        "bredvid hexagonerna. Filen ska ha alla kommuner som finns i dag. Gränser som redan är inlästa byts ut."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON-filen")
        parser.add_argument(
            "--property", default="id", help="egenskapen som har kommunkoden med fyra siffror (förval: %(default)s)"
        )

    def handle(self, *args: Any, file: Path, property: str, **options: Any) -> None:
        codes = set(Municipality.objects.existing_on(timezone.localdate()).values_list("code", flat=True))
        try:
            with file.open(encoding="utf-8-sig") as stream:
                paths = read_boundaries(stream, property, codes)
        except OSError as error:
            raise CommandError(f"Filen {file} går inte att läsa: {error.strerror}.") from error
        except BoundaryError as error:
            raise CommandError(f"{error} Inget är ändrat.") from error
        with transaction.atomic():
            Boundary.objects.all().delete()
            Boundary.objects.bulk_create(Boundary(municipality_id=code, path=path) for code, path in paths.items())
        self.stdout.write(f"{len(paths)} kommungränser är inlästa.")
