"""The audit log in words: each act, the rows it changed, and each field before and after."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from agreements.history.log_events import LoggedEvent, changes_of, name_of_row, words_of
from agreements.history.row import act_in_words, change_in_words
from agreements.history.words import (
    FieldChange,
    RawChange,
    Words,
    model_kind,
    origin_in_words,
)
from agreements.models import HistoryEntry
from agreements.models.administration.log import HistoryEntryQuerySet

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


def _history(model: type[models.Model], key: Any) -> str:
    about = (model._meta.concrete_model or model)._meta  # a proxy has no admin page
    try:
        return reverse(f"admin:{about.app_label}_{about.model_name}_history", args=[key])
    except NoReverseMatch:
        return ""
