"""Compares the events and the register's rows with the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from agreements.history.rows_in_words import entry_in_words, event_in_words, row_in_words
from agreements.models.events import history_model


def changed_events(model: type[models.Model]) -> Iterator[str]:
    """Events of the model that are changed, removed or added past the log."""
    table = history_model(model)._meta.db_table
    words: dict[str, Callable[[], str]] = {
        "changed": lambda: _("Händelsen är ändrad efter att den skrevs: %(what)s."),
        "removed": lambda: _("Händelsen är borttagen ur historiken: %(what)s."),
        "added": lambda: _("Händelsen är tillagd i historiken vid sidan av loggen: %(what)s."),
    }
    for position, event, fault in query_rows(
        f"""
        SELECT position, event, fault FROM (
            SELECT entry.position, TO_JSONB(event) AS event, CASE
                WHEN entry.position IS NULL THEN 'added'
                WHEN event.pgh_id IS NULL THEN 'removed'
                WHEN entry.content <> public.history_content(
                    TO_JSONB(event) - (SELECT public.history_computed('{table}'))
                ) THEN 'changed'
            END AS fault
            FROM (SELECT * FROM public.agreements_historyentry WHERE event_table = '{table}') entry
            FULL JOIN public."{table}" event ON event.pgh_id = entry.event_id
        ) AS compared
        WHERE fault IS NOT NULL ORDER BY position, (event->>'pgh_id')::BIGINT
        """  # noqa: S608 - the tables of the program's own models
    ):
        what = entry_in_words(position) if position else event_in_words(model, json.loads(event))
        yield words[fault]() % {"what": what}


def changed_rows(model: type[models.Model]) -> Iterator[str]:
    """Rows that differ from their last event."""
    event_model = history_model(model)
    tracked_columns = {field.column for field in event_model._meta.concrete_fields}
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column in tracked_columns and not isinstance(field, models.GeneratedField)
    ]
    key = model._meta.pk.column
    row, event = (", ".join(f'{name}."{column}"' for column in columns) for name in ("actual", "last"))
    for row_json, fault in query_rows(
        f"""
        SELECT COALESCE(TO_JSONB(actual), TO_JSONB(last)), CASE
            WHEN last."{key}" IS NULL OR last.pgh_label = 'delete' THEN 'added'
            WHEN actual."{key}" IS NULL THEN 'removed' ELSE 'changed'
        END
        FROM public."{model._meta.db_table}" actual FULL JOIN (
            SELECT DISTINCT ON ("{key}") * FROM public."{event_model._meta.db_table}" ORDER BY "{key}", pgh_id DESC
        ) AS last ON last."{key}" = actual."{key}"
        WHERE (actual."{key}" IS NULL AND last.pgh_label <> 'delete')
            OR (actual."{key}" IS NOT NULL AND (
                last."{key}" IS NULL OR last.pgh_label = 'delete' OR ROW({row}) IS DISTINCT FROM ROW({event})
            ))
        ORDER BY COALESCE(actual."{key}", last."{key}")
        """  # noqa: S608 - the tables of the program's own models
    ):
        what = row_in_words(model, json.loads(row_json))
        yield {
            "added": _("Raden är tillagd vid sidan av historiken: %(what)s."),
            "removed": _("Raden är borttagen vid sidan av historiken: %(what)s."),
            "changed": _("Raden säger inte vad historiken säger, den är ändrad vid sidan av: %(what)s."),
        }[fault] % {"what": what}


def query_rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
