"""The latest change of each field of a row: by whom and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements.history.words import tracked_model_of
from agreements.models.events import history_model
from agreements.models.links import LINKS


@dataclass(frozen=True)
class LatestChange:
    who: str
    when: datetime.datetime

    def __str__(self) -> str:
        at = localtime(self.when)
        day = date_format(at, "j F", use_l10n=False)
        return _("%(person)s, %(day)s kl. %(time)s") % {"person": self.who, "day": day, "time": at.strftime("%H:%M")}


def versions(model: type[models.Model], key: Any) -> dict[str, int]:
    """Version numbers that grow when the row changes (`version`) or its links do (by field name)."""
    model = tracked_model_of(model)
    links = {name: _events(through, **{_key_in(model, name): key}) for name, through in LINKS.get(model, {}).items()}
    events = {"version": _events(model, pgh_obj=key), **links}
    return {name: queryset.values_list("pgh_id", flat=True).first() or 0 for name, queryset in events.items()}


def latest_changes(model: type[models.Model], key: Any, names: Iterable[str]) -> dict[str, LatestChange]:
    """The latest change by field name; a name that is no field gives the latest change of the row."""
    model = tracked_model_of(model)
    if not names or not hasattr(model, "pgh_event_model"):
        return {}
    events = list(_events(model, pgh_obj=key))
    latest = {name: _latest(model, key, name, events) for name in names}
    users = _names_of(event for event in latest.values() if event)
    return {name: LatestChange(_who(event, users), event.pgh_created_at) for name, event in latest.items() if event}


def _latest(model: type[models.Model], key: Any, name: str, events: list[Any]) -> Any:
    if through := LINKS.get(model, {}).get(name):
        return _events(through, **{_key_in(model, name): key}).first()
    columns = {column.name: column for column in model._meta.concrete_fields}
    if name in columns and events and hasattr(events[0], columns[name].attname):
        for event, before in pairwise(events):
            if columns[name].value_from_object(event) != columns[name].value_from_object(before):
                return event
    return events[0] if events else None


def _key_in(model: type[models.Model], name: str) -> str:
    """The name of the link's foreign key to the model."""
    field: Any = model._meta.get_field(name)
    return str(field.m2m_field_name())


def _events(model: type[models.Model], **of: Any) -> models.QuerySet[Any]:
    return history_model(model).objects.filter(**of).select_related("pgh_context").order_by("-pgh_id")


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _names_of(events: Iterable[Any]) -> dict[Any, str]:
    keys = {key for event in events if (key := _metadata(event).get("user"))}
    return {
        user.pk: user.get_full_name() or user.get_username() for user in get_user_model().objects.filter(pk__in=keys)
    }


def _who(event: Any, users: dict[Any, str]) -> str:
    metadata = _metadata(event)
    if command := metadata.get("command"):
        return _("Kommandot %(name)s") % {"name": command}
    return users.get(metadata.get("user"), _("någon annan"))
