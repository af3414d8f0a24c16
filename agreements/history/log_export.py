"""The audit log as CSV for auditors: one line for each changed field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from agreements.history.log_events import changes_of, name_of_row, words_of
from agreements.history.row import act_in_words
from agreements.history.words import FieldChange, origin_in_words
from agreements.models import HistoryEntry
from agreements.models.administration.log import HistoryEntryQuerySet
from agreements.tables.csv import VARIANTS, csv_lines

# Described in docs/data-dictionary.md.
LOG_COLUMNS = [
    "position",
    "time",
    "person",
    "how",
    "where",
    "url",
    "reason",
    "change",
    "kind",
    "key",
    "row",
    "municipality_code",
    "field",
    "before",
    "after",
    "context",
    "digest",
]
EXPORT_BATCH_SIZE = 500


def csv_chunks(entries: HistoryEntryQuerySet, variant: str = "") -> Iterator[bytes]:
    """Yields the file in batches, oldest entries first: memory does not grow with the log."""
    how_written = VARIANTS[variant]
    yield how_written.byte_order_mark + csv_lines([LOG_COLUMNS], how_written)
    position = 0
    while batch := list(entries.filter(position__gt=position).order_by("position")[:EXPORT_BATCH_SIZE]):
        yield csv_lines(_rows(batch), how_written)
        position = batch[-1].position


def _rows(batch: Sequence[HistoryEntry]) -> Iterator[list[str]]:
    changes = list(changes_of(batch))
    words = words_of(changes)
    for change in changes:
        entry, about = change.entry, change.entry.metadata
        start = [
            str(entry.position),
            timezone.localtime(entry.happened_at).isoformat(timespec="microseconds"),
            words.who(about),
            act_in_words(about),
            origin_in_words(about),
            about.get("url") or "",
            str(about.get("reason") or ""),
            entry.label,
            str(change.model._meta.model_name),
            str(change.key),
            name_of_row(change.model, change.key, change.values, words),
            entry.municipality_id or "",
        ]
        fields = [words.change(raw) for raw in change.raw] or [FieldChange("", "", "")]
        for changed in fields:
            yield [*start, changed.name, changed.before, changed.after, str(entry.context or ""), entry.digest]
