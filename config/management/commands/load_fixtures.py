"""Loads the reference data."""

import datetime
from collections.abc import Iterable
from typing import Any

import pghistory
from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models import Q
from pghistory.models import Context

from agreements.models import ReportedTotal
from agreements.models.events import history_model

COMMAND = "load_fixtures"

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

# A sum that the register made and nobody published: the fixtures of before had it.
WITHDRAWN_TOTAL = {
    "type__slug": "samlad",
    "reported_on": datetime.date(2023, 10, 5),
    "position": "signed",
    "publisher": "SKR",
    "total": 288,
}
# What a total of the fixtures says, beside its key.
TOTAL_FIELDS = ["total", "source_note", "source_url", "note", "note_en"]


class Command(BaseCommand):
    help = (
        "Loads the reference data: counties, municipalities, types, levels, areas, target groups and reported totals. "
        "Adds what the register has never had, gives the totals that nobody has edited what the files say now, and "
        "leaves all else alone: what somebody has edited or removed stays so."
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
        with pghistory.context(command=COMMAND):
            correct_totals(read_fixture("reported_totals"))


def correct_totals(fixtures: Iterable[Any]) -> None:
    """Gives totals that nobody has edited the values of the fixtures. The withdrawn one becomes a draft."""
    events = history_model(ReportedTotal).objects
    edits = events.filter(~Q(pgh_label="insert") | Q(pgh_context__metadata__has_key="user"))
    # Compares contexts, not their key: a missing key is NULL in SQL, which is neither equal nor different.
    edits = edits.exclude(pgh_context__in=Context.objects.filter(metadata__command=COMMAND))
    untouched = ReportedTotal.objects.exclude(pk__in=edits.values("pgh_obj"))
    for fixture in fixtures:
        values = {field: getattr(fixture, field) for field in TOTAL_FIELDS}
        key = {field: getattr(fixture, field) for field in FIXTURES["reported_totals"]}
        untouched.filter(**key).exclude(**values).update(**values)
    untouched.filter(**WITHDRAWN_TOTAL, published_at__isnull=False).update(published_at=None)


def read_fixture(name: str) -> list[models.Model]:
    with (settings.BASE_DIR / "fixtures" / f"{name}.json").open(encoding="utf-8") as file:
        return [item.object for item in serializers.deserialize("json", file)]


def keys_in_history(model: type[models.Model], key: list[str]) -> set[tuple[object, ...]]:
    """The natural keys of all rows that the register has or has had, from the history."""
    return set(history_model(model).objects.values_list(*key))
