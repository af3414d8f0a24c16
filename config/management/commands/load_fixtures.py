"""Loads the reference data."""

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand
from django.db import models, transaction

from agreements.models.events import history_model

# In the order of their foreign keys, each with the fields of its natural key.
FIXTURES = {
    "counties": ["code"],
    "municipalities": ["code"],
    "agreement_types": ["slug"],
    "collaboration_levels": ["slug"],
    "cooperation_areas": ["slug"],
    "target_groups": ["slug"],
    "reported_totals": ["type_id", "reported_on", "position", "publisher"],
    "register": ["id"],
}


class Command(BaseCommand):
    help = (
        "Loads the reference data: counties, municipalities, types, levels, areas, target groups and reported totals. "
        "Adds what the register has never had and leaves all else alone: what somebody has edited or removed stays so."
    )

    @transaction.atomic
    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        for name, key in FIXTURES.items():
            rows = read_fixture(name)
            model = type(rows[0])
            known = keys_in_history(model, key)
            missing = [row for row in rows if tuple(getattr(row, field) for field in key) not in known]
            model._default_manager.bulk_create(missing)
            if missing and verbosity:
                self.stdout.write(f"{len(missing)} {model._meta.verbose_name_plural}")


def read_fixture(name: str) -> list[models.Model]:
    with (settings.BASE_DIR / "fixtures" / f"{name}.json").open(encoding="utf-8") as file:
        return [item.object for item in serializers.deserialize("json", file)]


def keys_in_history(model: type[models.Model], key: list[str]) -> set[tuple[object, ...]]:
    """The natural keys of all rows that the register has or has had, from the history."""
    return set(history_model(model).objects.values_list(*key))
