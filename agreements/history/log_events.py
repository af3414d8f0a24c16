"""The log entries with the changes of their events, before keys are replaced by names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from agreements.acts.values import EMPTY
from agreements.days.fields import ImpreciseDateField, imprecise_day
from agreements.history.account_words import password_changes
from agreements.history.words import RawChange, Words, proposal_changes, shown_fields, tracked_models
from agreements.models import TARGETS, Agreement, HistoryEntry, Proposal
from agreements.models.events import history_model
from agreements.models.links import LINKS


@dataclass(frozen=True)
class LoggedEvent:
    """An entry with its event, before keys are replaced by names."""

    entry: HistoryEntry
    # The changed row; for a link, the row that has the field.
    model: type[models.Model]
    key: Any
    label: str
    raw: list[RawChange]
    values: Mapping[str, Any]


def changes_of(entries: Sequence[HistoryEntry]) -> Iterator[LoggedEvent]:
    """The change of each entry, in one query that joins each event with the previous event of its row."""
    by_table: dict[str, list[int]] = {}
    for entry in entries:
        by_table.setdefault(entry.event_table, []).append(entry.event_id)
    of_table = {history_model(model)._meta.db_table: model for model in tracked_models()}
    events: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any]]] = {}
    parts: list[str] = []
    values: list[Any] = []
    for table, ids in by_table.items():
        if table in of_table:
            parts.append(_pairs(of_table[table]))
            values += [table, ids]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for table, key, event, earlier in cursor.fetchall():
                events[table, key] = json.loads(event), json.loads(earlier) if earlier else {}
    for entry in entries:
        event, earlier = events.get((entry.event_table, entry.event_id), ({}, {}))
        if model := of_table.get(entry.event_table):
            yield _change(entry, model, event, earlier)


def _pairs(model: type[models.Model]) -> str:
    table = history_model(model)._meta.db_table
    # Links are added and removed, never changed: they have no previous event.
    earlier = "NULL::JSONB"
    if hasattr(history_model(model), "pgh_obj"):
        earlier = (
            f'(SELECT TO_JSONB(earlier) FROM "{table}" earlier WHERE earlier.pgh_obj_id = event.pgh_obj_id'  # noqa: S608
            " AND earlier.pgh_id < event.pgh_id ORDER BY earlier.pgh_id DESC LIMIT 1)"
        )
    return f'SELECT %s, event.pgh_id, TO_JSONB(event), {earlier} FROM "{table}" event WHERE event.pgh_id = ANY(%s)'  # noqa: S608


def _change(
    entry: HistoryEntry, model: type[models.Model], event: dict[str, Any], earlier: dict[str, Any]
) -> LoggedEvent:
    for owner, links in LINKS.items():
        for name, through in links.items():
            if through is model:
                link: Any = owner._meta.get_field(name)
                key, other = (
                    event.get(f"{part}_id") for part in (link.m2m_field_name(), link.m2m_reverse_field_name())
                )
                linked_keys = frozenset({other}) - {None}
                raw = (link, linked_keys, frozenset()) if entry.label == "delete" else (link, frozenset(), linked_keys)
                return LoggedEvent(entry, owner, key, "update", [raw], {})
    raw_changes = []
    if event and entry.label != "delete":
        for shown_field in shown_fields(model):
            before, after = (_value(shown_field, values) for values in (earlier, event))
            if before != after and (earlier or after not in ("", None)):
                raw_changes.append((shown_field, before, after))
    raw_changes += password_changes(entry.label)
    if model is Proposal:
        target = next((kind for kind, name in TARGETS.items() if event.get(f"{name}_id")), Agreement)
        raw_changes = proposal_changes(raw_changes, target)
    pk: Any = model._meta.pk
    return LoggedEvent(entry, model, pk.to_python(entry.object_id), entry.label, raw_changes, event)


def _value(model_field: Any, values: Mapping[str, Any]) -> Any:
    """The field's value from the JSON values of an event."""
    value = values.get(model_field.attname)
    if isinstance(model_field, ImpreciseDateField):
        certain, possible = (model_field.to_python(bound) for bound in (value, values.get(model_field.other_name)))
        return imprecise_day(certain, possible, model_field.other)
    return value if value is None or isinstance(model_field, models.JSONField) else model_field.to_python(value)


def words_of(changes: Iterable[LoggedEvent]) -> Words:
    """The names of all rows that the changes mention."""
    known = list(changes)
    words = Words((change.entry.metadata for change in known), (raw for change in known for raw in change.raw))
    for model, model_changes in groupby(
        sorted(known, key=lambda change: change.model.__name__), key=lambda change: change.model
    ):
        for change in model_changes:
            words.mention(model, change.key)
    return words


def name_of_row(model: type[models.Model], key: Any, values: Mapping[str, Any], words: Words) -> str:
    if name := words.name(model, key):
        return name
    remembered = next(
        (values[name] for name in ("public_id", "title", "name", "username", "code") if values.get(name)), key
    )
    return _("%(row)s (borttagen)") % {"row": remembered or EMPTY}
