"""Names the log entries, events and rows that a verification reports."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from agreements.history.words import model_kind, tracked_models
from agreements.models import Agreement, HistoryEntry
from agreements.models.events import history_model


def entry_in_words(position: int) -> str:
    entry = HistoryEntry.objects.select_related("user").get(position=position)
    model = {history_model(model)._meta.db_table: model for model in tracked_models()}.get(entry.event_table)
    what = _row(model, entry.object_id, entry.agreement_id) if model else entry.event_table
    return _("post %(number)s, %(what)s, %(time)s, %(person)s") % {
        "number": entry.position,
        "what": what,
        "time": f"{entry.happened_at:%Y-%m-%d %H:%M:%S} UTC",
        "person": entry.user.get_username() if entry.user else _("ingen person"),
    }


def event_in_words(model: type[models.Model], event: dict[str, Any]) -> str:
    return _("%(what)s, händelse %(number)s, %(time)s") % {
        "what": row_in_words(model, event),
        "number": event["pgh_id"],
        "time": event["pgh_created_at"],
    }


def row_in_words(model: type[models.Model], row: dict[str, Any]) -> str:
    agreement = row.get("id") if model is Agreement else row.get("agreement_id")
    return _row(model, str(row.get(str(model._meta.pk.column), "")), agreement)


def _row(model: type[models.Model], key: str, agreement_id: int | None) -> str:
    """For example "överenskommelse 1280-3 (nyckel 17)"."""
    name = _("%(kind)s (nyckel %(key)s)") % {"kind": model_kind(model), "key": key}
    if agreement_id:
        events = apps.get_model("agreements", "AgreementEvent")._default_manager
        if public_id := events.filter(pgh_obj=agreement_id).values_list("public_id", flat=True).first():
            return f"{public_id}: {name}"
    return name
