"""Which rows the known facts are, by the history, and the lock that keeps them apart from the demo."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _
from pghistory.models import Context

from agreements.models import (
    Agreement,
    DialogueMeeting,
    DialogueRound,
    JointAgreement,
    Register,
    ReportedTotal,
    Source,
)
from agreements.models.events import history_model

KNOWN_COMMAND = "load_known"
# Rows that point at others come first.
LOADED_MODELS: list[type[models.Model]] = [
    Source,
    Agreement,
    JointAgreement,
    DialogueMeeting,
    DialogueRound,
    ReportedTotal,
]


class KnownRefusedError(Exception):
    """The known facts were not loaded or removed. The message is in Swedish."""


def refuse_demo() -> None:
    """Locks the agreements until the transaction ends, as the demo does. Raises KnownRefusedError beside the demo."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Agreement._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if Register.objects.filter(is_demo=True).exists():
        raise KnownRefusedError(
            _(
                "Registret har demodata, som är påhittad. Kända uppgifter blandas aldrig med den. "
                "Ta först bort den med manage.py load_demo --remove, eller använd en ny databas."
            )
        )


def loaded_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows that the command has inserted and that are left."""
    inserted = history_model(model).objects.filter(pgh_label="insert", pgh_context__in=contexts_of_the_command())
    return model._default_manager.filter(pk__in=inserted.values("pgh_obj"))


def contexts_of_the_command() -> models.QuerySet[Context]:
    return Context.objects.filter(metadata__command=KNOWN_COMMAND)
