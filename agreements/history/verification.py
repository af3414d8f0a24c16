"""Verifies the audit log and compares the register with it, for `manage.py verify_history`.

Each check is one query. The checks detect changes made past the database's triggers. Removal of the last entries is
detected only against a head noted outside the register (`expected`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from agreements.history.words import model_kind, tracked_models
from agreements.models import Agreement, HistoryEntry


@dataclass(frozen=True)
class Head:
    """Position and digest of the last entry. Noted outside the register, it proves later that earlier entries are
    unchanged.
    """

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


def head() -> Head | None:
    last = HistoryEntry.objects.order_by("-position").values_list("position", "digest").first()
    return Head(*last) if last else None


@transaction.atomic
def faults(expected: Head | None = None) -> list[str]:
    """One sentence for each fault; empty if the log is whole and the register agrees with it."""
    with connection.cursor() as cursor:
        if not connection.savepoint_ids:
            # All checks read the same snapshot.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Digests are computed from times in UTC.
        cursor.execute("SET LOCAL timezone = 'UTC'")
    return list(_faults(expected))


def _faults(expected: Head | None) -> Iterator[str]:
    if expected:
        yield from _unexpected(expected)
    yield from _broken_links()
    for model in tracked_models():
        yield from _changed_events(model)
        yield from _changed_rows(model)
    yield from _events_of_no_table()
    yield from _changed_contexts()


def _unexpected(expected: Head) -> Iterator[str]:
    digest = HistoryEntry.objects.filter(position=expected.position).values_list("digest", flat=True).first()
    if digest is None:
        yield _("Post %(number)s, som antecknades utanför registret, finns inte: slutet av loggen är borttaget.") % {
            "number": expected.position
        }
    elif digest != expected.digest:
        yield _("Post %(number)s är inte den som antecknades utanför registret: loggen är omskriven.") % {
            "number": expected.position
        }


def _broken_links() -> Iterator[str]:
    """Missing entries, and entries that do not match their digest."""
    for entry, before, is_right in _rows(
        """
        SELECT position, before, right_digest FROM (
            SELECT entry.position, COALESCE(LAG(entry.position) OVER chain, 0) AS before,
                entry.digest = public.history_digest(COALESCE(LAG(entry.digest) OVER chain, ''), entry) AS right_digest
            FROM public.agreements_historyentry entry WINDOW chain AS (ORDER BY entry.position)
        ) AS link
        WHERE before <> position - 1 OR NOT right_digest ORDER BY position
        """
    ):
        if before != entry - 1:
            first = before + 1
            yield (
                _("Post %(number)s i loggen saknas.") % {"number": first}
                if first == entry - 1
                else _("Post %(first)s–%(last)s i loggen saknas.") % {"first": first, "last": entry - 1}
            )
        elif not is_right:
            yield _("%(what)s stämmer inte med sin kontrollsumma: den, eller posten före, är ändrad eller flyttad.") % {
                "what": _entry_in_words(entry)
            }


def _changed_events(model: type[models.Model]) -> Iterator[str]:
    """Events of the model that are changed, removed or added past the log."""
    table = model.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
    words: dict[str, Callable[[], str]] = {
        "changed": lambda: _("Händelsen är ändrad efter att den skrevs: %(what)s."),
        "removed": lambda: _("Händelsen är borttagen ur historiken: %(what)s."),
        "added": lambda: _("Händelsen är tillagd i historiken vid sidan av loggen: %(what)s."),
    }
    for position, event, fault in _rows(
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
        what = _entry_in_words(position) if position else _event_in_words(model, json.loads(event))
        yield words[fault]() % {"what": what}


def _changed_rows(model: type[models.Model]) -> Iterator[str]:
    """Rows that differ from their last event."""
    event_model = model.pgh_event_model  # type: ignore[attr-defined]
    tracked_columns = {field.column for field in event_model._meta.concrete_fields}
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.column in tracked_columns and not isinstance(field, models.GeneratedField)
    ]
    key = model._meta.pk.column
    row, event = (", ".join(f'{name}."{column}"' for column in columns) for name in ("actual", "last"))
    for row_json, fault in _rows(
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
        what = _row_in_words(model, json.loads(row_json))
        yield {
            "added": _("Raden är tillagd vid sidan av historiken: %(what)s."),
            "removed": _("Raden är borttagen vid sidan av historiken: %(what)s."),
            "changed": _("Raden säger inte vad historiken säger, den är ändrad vid sidan av: %(what)s."),
        }[fault] % {"what": what}


def _events_of_no_table() -> Iterator[str]:
    tables = [model.pgh_event_model._meta.db_table for model in tracked_models()]  # type: ignore[attr-defined]
    for entry in HistoryEntry.objects.exclude(event_table__in=tables).order_by("position").iterator():
        yield _("Post %(number)s gäller tabellen %(table)s, som inte finns.") % {
            "number": entry.position,
            "table": entry.event_table,
        }


def _changed_contexts() -> Iterator[str]:
    """Contexts that differ from the metadata of their last entry."""
    for position, is_gone in _rows(
        """
        SELECT position, context.id IS NULL FROM (
            SELECT DISTINCT ON (entry.context) * FROM public.agreements_historyentry entry
            WHERE entry.context IS NOT NULL ORDER BY entry.context, entry.position DESC
        ) AS last
        LEFT JOIN public.pghistory_context context ON context.id = last.context
        WHERE context.metadata IS DISTINCT FROM last.metadata ORDER BY position
        """
    ):
        message = (
            _("Uppgiften om vem, hur och varför är borttagen: %(what)s.")
            if is_gone
            else _("Uppgiften om vem, hur och varför är ändrad: %(what)s.")
        )
        yield message % {"what": _entry_in_words(position)}


def _entry_in_words(position: int) -> str:
    entry = HistoryEntry.objects.select_related("user").get(position=position)
    model = {model.pgh_event_model._meta.db_table: model for model in tracked_models()}.get(entry.event_table)  # type: ignore[attr-defined]
    what = _row(model, entry.object_id, entry.agreement_id) if model else entry.event_table
    return _("post %(number)s, %(what)s, %(time)s, %(person)s") % {
        "number": entry.position,
        "what": what,
        "time": f"{entry.happened_at:%Y-%m-%d %H:%M:%S} UTC",
        "person": entry.user.get_username() if entry.user else _("ingen person"),
    }


def _event_in_words(model: type[models.Model], event: dict[str, Any]) -> str:
    return _("%(what)s, händelse %(number)s, %(time)s") % {
        "what": _row_in_words(model, event),
        "number": event["pgh_id"],
        "time": event["pgh_created_at"],
    }


def _row_in_words(model: type[models.Model], row: dict[str, Any]) -> str:
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


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
