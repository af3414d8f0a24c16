"""The audit log in words: each act, the rows it changed, and each field before and after."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.values import EMPTY
from agreements.history.account_words import password_changes
from agreements.history.row import act_in_words, change_in_words
from agreements.history.words import (
    FieldChange,
    RawChange,
    Words,
    model_kind,
    origin_in_words,
    proposal_changes,
    shown_fields,
    tracked_models,
)
from agreements.models import TARGETS, Agreement, HistoryEntry, Proposal
from agreements.models.administration.log import HistoryEntryQuerySet
from agreements.models.links import LINKS

ACTS_ON_A_PAGE = 25
ROWS_OF_AN_ACT = 8


@dataclass
class TouchedRow:
    """A row that an act changed, with the changes."""

    kind: str
    name: str
    history: str
    what: str
    changes: list[FieldChange]
    # A new row has no old values; a deleted row lists no changes.
    is_first: bool


@dataclass
class LoggedAct:
    """One request, command or transaction with its rows."""

    context: UUID
    first: int
    last: int
    when: datetime.datetime
    who: str
    how: str
    where: str
    url: str
    why: str
    rows: list[TouchedRow]
    count: int
    shown_count: int

    @property
    def hidden_count(self) -> int:
        """The number of changes that are not shown."""
        return self.count - self.shown_count


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


@dataclass
class _MergedChange:
    labels: set[str] = field(default_factory=set)
    raw: dict[Any, RawChange] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def latest_acts(entries: HistoryEntryQuerySet, *, before: int | None = None) -> tuple[list[LoggedAct], int | None]:
    """The latest acts of the entries, of those that ended before position `before`; and the position to continue from.

    Six queries and one for each kind of named row, whatever the log's length.
    """
    acts = entries.order_by().values("context").annotate(last=Max("position"), count=Count("position"))
    if before:
        acts = acts.filter(last__lt=before)
    heads = list(acts.order_by("-last")[: ACTS_ON_A_PAGE + 1])
    more = heads[ACTS_ON_A_PAGE - 1]["last"] if len(heads) > ACTS_ON_A_PAGE else None
    counts = {head["context"]: head["count"] for head in heads[:ACTS_ON_A_PAGE]}
    place = Window(RowNumber(), partition_by=F("context"), order_by=F("position").asc())
    shown_entries = entries.filter(context__in=counts).annotate(place=place).filter(place__lte=ROWS_OF_AN_ACT)
    by_context: dict[Any, list[HistoryEntry]] = {context: [] for context in counts}
    for entry in shown_entries.order_by("position"):
        by_context[entry.context].append(entry)
    return _logged_acts([act_entries for act_entries in by_context.values() if act_entries], counts), more


def act_rows(entries: HistoryEntryQuerySet, *, after: int = 0, limit: int = 100) -> tuple[list[LoggedAct], int | None]:
    """One act with those of its rows after a position; and the position to continue from."""
    shown_entries = list(entries.filter(position__gt=after).order_by("position")[: limit + 1])
    if not shown_entries:
        return [], None
    return _logged_acts([shown_entries[:limit]], {shown_entries[0].context: entries.count()}), (
        shown_entries[limit - 1].position if len(shown_entries) > limit else None
    )


def _logged_acts(groups: Sequence[Sequence[HistoryEntry]], counts: Mapping[Any, int]) -> list[LoggedAct]:
    changes = {
        change.entry.position: change
        for change in changes_of([entry for act_entries in groups for entry in act_entries])
    }
    words = words_of(changes.values())
    acts = []
    for entries in groups:
        last = entries[-1]
        about = last.metadata
        acts.append(
            LoggedAct(
                context=last.context,  # type: ignore[arg-type]
                first=entries[0].position,
                last=last.position,
                when=last.happened_at,
                who=words.who(about),
                how=act_in_words(about),
                where=origin_in_words(about),
                url=about.get("url") or "",
                why=str(about.get("reason") or ""),
                rows=_touched_rows([changes[entry.position] for entry in entries if entry.position in changes], words),
                count=counts[last.context],
                shown_count=len(entries),
            )
        )
    return acts


def _touched_rows(changes: Iterable[LoggedEvent], words: Words) -> list[TouchedRow]:
    """The rows that the changes touched. Several changes of one row are merged into one."""
    merged: dict[tuple[type[models.Model], Any], _MergedChange] = {}
    for change in changes:
        row = merged.setdefault((change.model, change.key), _MergedChange())
        row.labels.add(change.label)
        row.values = change.values or row.values
        for changed, before, after in change.raw:
            if changed in row.raw and isinstance(after, frozenset):
                # Each event adds or removes one link.
                previous = row.raw[changed]
                row.raw[changed] = (changed, previous[1] | before, previous[2] | after)
            else:
                row.raw[changed] = (changed, row.raw[changed][1] if changed in row.raw else before, after)
    return [
        TouchedRow(
            kind=capfirst(model_kind(model)),
            name=name_of_row(model, key, row.values, words),
            history=_history(model, key),
            what=change_in_words(row.labels),
            changes=[] if "delete" in row.labels else [words.change(change) for change in row.raw.values()],
            is_first="insert" in row.labels,
        )
        for (model, key), row in merged.items()
    ]


def changes_of(entries: Sequence[HistoryEntry]) -> Iterator[LoggedEvent]:
    """The change of each entry, in one query that joins each event with the previous event of its row."""
    by_table: dict[str, list[int]] = {}
    for entry in entries:
        by_table.setdefault(entry.event_table, []).append(entry.event_id)
    of_table = {model.pgh_event_model._meta.db_table: model for model in tracked_models()}  # type: ignore[attr-defined]
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
    table = model.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
    # Links are added and removed, never changed: they have no previous event.
    earlier = "NULL::JSONB"
    if hasattr(model.pgh_event_model, "pgh_obj"):  # type: ignore[attr-defined]
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
            before, after = (_value(shown_field, values.get(shown_field.attname)) for values in (earlier, event))
            if before != after and (earlier or after not in ("", None)):
                raw_changes.append((shown_field, before, after))
    raw_changes += password_changes(entry.label)
    if model is Proposal:
        target = next((kind for kind, name in TARGETS.items() if event.get(f"{name}_id")), Agreement)
        raw_changes = proposal_changes(raw_changes, target)
    pk: Any = model._meta.pk
    return LoggedEvent(entry, model, pk.to_python(entry.object_id), entry.label, raw_changes, event)


def _value(model_field: Any, value: Any) -> Any:
    """The field's value from its JSON value."""
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


def _history(model: type[models.Model], key: Any) -> str:
    about = (model._meta.concrete_model or model)._meta  # a proxy has no admin page
    try:
        return reverse(f"admin:{about.app_label}_{about.model_name}_history", args=[key])
    except NoReverseMatch:
        return ""
