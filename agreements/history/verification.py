"""Verifies the chain of the audit log, for `manage.py verify_history`.

Each check is one query. The checks detect changes made past the database's triggers. Removal of the last entries is
detected only against a head noted outside the register (`expected`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from agreements.history.comparison import changed_events, changed_rows, query_rows
from agreements.history.rows_in_words import entry_in_words
from agreements.history.words import tracked_models
from agreements.models import HistoryEntry
from agreements.models.events import history_model


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
        yield from changed_events(model)
        yield from changed_rows(model)
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
    for entry, before, is_right in query_rows(
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
                "what": entry_in_words(entry)
            }


def _events_of_no_table() -> Iterator[str]:
    tables = [history_model(model)._meta.db_table for model in tracked_models()]
    for entry in HistoryEntry.objects.exclude(event_table__in=tables).order_by("position").iterator():
        yield _("Post %(number)s gäller tabellen %(table)s, som inte finns.") % {
            "number": entry.position,
            "table": entry.event_table,
        }


def _changed_contexts() -> Iterator[str]:
    """Contexts that differ from the metadata of their last entry."""
    for position, is_gone in query_rows(
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
        yield message % {"what": entry_in_words(position)}
