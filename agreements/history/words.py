"""Replaces the history's keys and slugs by words: user, act, origin and field values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.values import EMPTY, key_name
from agreements.days.fields import ImpreciseDateField, typed
from agreements.days.imprecise import ImpreciseDay
from agreements.history.account_words import permission_in_words
from agreements.models import Proposal
from agreements.models.events import history_model

# A field with its old and new value, as keys and plain values.
RawChange = tuple[Any, Any, Any]


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: str
    after: str


@cache
def tracked_models() -> list[type[models.Model]]:
    """The models whose changes the history records."""
    return [model for model in apps.get_models() if hasattr(model, "pgh_event_models")]


@cache
def tracked_model_of(model: type[models.Model]) -> type[models.Model]:
    """The model that tracks the rows of `model`: a proxy for a model of another app."""
    same = (tracked for tracked in tracked_models() if tracked._meta.concrete_model is model._meta.concrete_model)
    return next(same, model)


@cache
def shown_fields(model: type[models.Model]) -> list[Any]:
    """The fields that the history stores and that mean something to a reader. A day that may be imprecise is one."""
    fields = model._meta.concrete_fields
    other_bounds = {field.other_name for field in fields if isinstance(field, ImpreciseDateField)}
    return [
        field
        for field in fields
        if hasattr(history_model(model), field.attname)
        and field.name not in other_bounds
        and not isinstance(field, models.AutoField | models.GeneratedField)
    ]


def model_kind(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)


def proposed_changes(changes: Mapping[str, Any], model: type[models.Model]) -> list[RawChange]:
    """The changes that a proposal would make, by the row's fields."""
    raw_changes = []
    for name, values in changes.items():
        field = model._meta.get_field(name)
        before, after = (frozenset(value) if isinstance(value, list) else value for value in values)
        raw_changes.append((field, before, after))
    return raw_changes


def origin_in_words(metadata: Mapping[str, Any]) -> str:
    """The origin of the change: a form, an import, a municipality's page, a command or SQL."""
    url = metadata.get("url") or ""
    if metadata.get("command"):
        return _("Kommandot %(name)s") % {"name": metadata["command"]}
    if "import/" in url:
        return _("Import")
    if url.startswith("/admin/"):
        return _("Formulär")
    if url:
        return _("Länk utan inloggning")
    return "SQL" if metadata.get("database_user") else _("Okänt")


class Words:
    """Names of rows by their keys. Reads each model once."""

    def __init__(self, metadata: Iterable[Mapping[str, Any]], changes: Iterable[RawChange]) -> None:
        self._keys: dict[type[models.Model], set[Any]] = {
            get_user_model(): {about.get("user") for about in metadata if isinstance(about.get("user"), int)}
        }
        for changed, *values in changes:
            if changed.is_relation:
                for value in values:
                    self._keys.setdefault(changed.related_model, set()).update(_keys(value))
        self._read: dict[type[models.Model], dict[Any, str]] = {}

    def mention(self, model: type[models.Model], key: Any) -> None:
        """Adds a row whose name will be needed, before names are read."""
        self._keys.setdefault(model, set()).add(key)

    def who(self, metadata: Mapping[str, Any]) -> str:
        if user := metadata.get("user"):
            return self._named(get_user_model(), user)
        if metadata.get("act") == "log_in":
            return _("Den som loggade in")
        if function := metadata.get("on_behalf_of"):
            return str(function)
        if metadata.get("command"):
            return _("Kommandot %(name)s") % {"name": metadata["command"]}
        if metadata.get("database_user"):
            return _("Direkt i databasen (SQL) av %(user)s") % {"user": metadata["database_user"]}
        return _("Okänd")

    def name(self, model: type[models.Model], key: Any) -> str | None:
        """The row's name; None if the row is deleted."""
        if model not in self._read:
            keys = self._keys.get(model, set()) - {None}
            # Proposals refer to terms by slug and to agreements by public id.
            name_field = key_name(model)
            by_name = {key for key in keys if isinstance(key, str)} if hasattr(model, name_field) else set()
            rows = list(model._default_manager.select_related().filter(pk__in=keys - by_name)) if keys else []
            self._read[model] = {row.pk: _name(row) for row in rows}
            if by_name:
                named = model._default_manager.filter(**{f"{name_field}__in": by_name})
                self._read[model] |= {getattr(row, name_field): _name(row) for row in named}
        return self._read[model].get(key)

    def change(self, change: RawChange) -> FieldChange:
        changed, before, after = change
        return FieldChange(capfirst(str(changed.verbose_name)), self.of(changed, before), self.of(changed, after))

    def of(self, changed: Any, value: Any) -> str:
        if value in (None, "", {}) or value == frozenset():
            return EMPTY
        if changed.is_relation:
            return ", ".join(sorted(self._named(changed.related_model, key) for key in _keys(value)))
        if changed.choices:
            return str(dict(changed.flatchoices).get(value, value))
        if isinstance(changed, ImpreciseDateField):
            return typed(value if isinstance(value, ImpreciseDay) else ImpreciseDay.from_edtf(value))
        if isinstance(value, bool):
            return _("ja") if value else _("nej")
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return str(value)

    def _named(self, model: type[models.Model], key: Any) -> str:
        return self.name(model, key) or _("borttagen (%(key)s)") % {"key": key}


def proposal_changes(changes: Iterable[RawChange], model: type[models.Model]) -> list[RawChange]:
    """The changes of a proposal, with the proposed values listed by field of `model`."""
    raw_changes: list[RawChange] = []
    for changed, before, after in changes:
        if changed is Proposal._meta.get_field("changes"):
            raw_changes += proposed_changes(after or {}, model)
        else:
            raw_changes.append((changed, before, after))
    return raw_changes


def _keys(value: Any) -> Iterable[Any]:
    return value if isinstance(value, frozenset) else [value]


def _name(row: models.Model) -> str:
    if isinstance(row, Permission):
        return permission_in_words(row)
    return row.get_full_name() or row.get_username() if isinstance(row, get_user_model()) else str(row)
