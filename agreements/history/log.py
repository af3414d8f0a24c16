"""The register's log in readable words: each act with the rows that it touched, and each field before and after."""

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
from agreements.history.row import how, what
from agreements.history.words import (
    FieldChange,
    RawChange,
    Words,
    model_kind,
    where,
)
from agreements.models import HistoryEntry
from agreements.models.administration.log import HistoryEntryQuerySet

ACTS_ON_A_PAGE = 25
ROWS_OF_AN_ACT = 8


@dataclass
class Touched:
    """One row that an act touched, and what it did to it."""

    kind: str
    name: str
    history: str
    what: str
    changes: list[FieldChange]
    # A new row has no before, a removed one no changes.
    is_first: bool


@dataclass
class LoggedAct:
    """What one request, command or transaction did."""

    context: UUID
    first: int
    last: int
    when: datetime.datetime
    who: str
    how: str
    where: str
    url: str
    why: str
    rows: list[Touched]
    count: int
    shown: int

    @property
    def left(self) -> int:
        """How many changes are not shown."""
        return self.count - self.shown


@dataclass
class _Merged:
    labels: set[str] = field(default_factory=set)
    raw: dict[Any, RawChange] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


def latest_acts(entries: HistoryEntryQuerySet, *, before: int | None = None) -> tuple[list[LoggedAct], int | None]:
    """The latest acts of the entries, those that ended before the position `before` alone; and where to go on.

    Six queries and one for each kind of row that is named, however long the log is.
    """
    found = entries.order_by().values("context").annotate(last=Max("position"), count=Count("position"))
    if before:
        found = found.filter(last__lt=before)
    heads = list(found.order_by("-last")[: ACTS_ON_A_PAGE + 1])
    more = heads[ACTS_ON_A_PAGE - 1]["last"] if len(heads) > ACTS_ON_A_PAGE else None
    counts = {head["context"]: head["count"] for head in heads[:ACTS_ON_A_PAGE]}
    place = Window(RowNumber(), partition_by=F("context"), order_by=F("position").asc())
    shown = entries.filter(context__in=counts).annotate(place=place).filter(place__lte=ROWS_OF_AN_ACT)
    by_context: dict[Any, list[HistoryEntry]] = {context: [] for context in counts}
    for entry in shown.order_by("position"):
        by_context[entry.context].append(entry)
    return _told([its for its in by_context.values() if its], counts), more


def act_rows(entries: HistoryEntryQuerySet, *, after: int = 0, limit: int = 100) -> tuple[list[LoggedAct], int | None]:
    """One act, given by its entries, with more of its rows: those after a position; and where to go on."""
    shown = list(entries.filter(position__gt=after).order_by("position")[: limit + 1])
    if not shown:
        return [], None
    return _told([shown[:limit]], {shown[0].context: entries.count()}), (
        shown[limit - 1].position if len(shown) > limit else None
    )


def _told(groups: Sequence[Sequence[HistoryEntry]], counts: Mapping[Any, int]) -> list[LoggedAct]:
    changes = {change.entry.position: change for change in changes_of([entry for its in groups for entry in its])}
    words = words_of(changes.values())
    told = []
    for entries in groups:
        last = entries[-1]
        about = last.metadata
        told.append(
            LoggedAct(
                context=last.context,  # type: ignore[arg-type]
                first=entries[0].position,
                last=last.position,
                when=last.happened_at,
                who=words.who(about),
                how=how(about),
                where=where(about),
                url=about.get("url") or "",
                why=str(about.get("reason") or ""),
                rows=_touched([changes[entry.position] for entry in entries if entry.position in changes], words),
                count=counts[last.context],
                shown=len(entries),
            )
        )
    return told


def _touched(changes: Iterable[LoggedEvent], words: Words) -> list[Touched]:
    """Several changes of one row in one act are one: from what it said before to what it said after."""
    merged: dict[tuple[type[models.Model], Any], _Merged] = {}
    for change in changes:
        row = merged.setdefault((change.model, change.key), _Merged())
        row.labels.add(change.label)
        row.said = change.said or row.said
        for changed, before, after in change.raw:
            if changed in row.raw and isinstance(after, frozenset):
                # A link comes or goes one at a time.
                kept = row.raw[changed]
                row.raw[changed] = (changed, kept[1] | before, kept[2] | after)
            else:
                row.raw[changed] = (changed, row.raw[changed][1] if changed in row.raw else before, after)
    return [
        Touched(
            kind=capfirst(model_kind(model)),
            name=name_of_row(model, key, row.said, words),
            history=_history(model, key),
            what=what(row.labels),
            changes=[] if "delete" in row.labels else [words.change(change) for change in row.raw.values()],
            is_first="insert" in row.labels,
        )
        for (model, key), row in merged.items()
    ]


def _history(model: type[models.Model], key: Any) -> str:
    about = (model._meta.concrete_model or model)._meta  # a proxy has no page
    try:
        return reverse(f"admin:{about.app_label}_{about.model_name}_history", args=[key])
    except NoReverseMatch:
        return ""
