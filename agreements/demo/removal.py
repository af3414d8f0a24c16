"""Removes the demo data and its history."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from pghistory.models import Context

from agreements.demo.rows import (
    DEMO_COMMAND,
    ENTERED_MODELS,
    USERNAME,
    DemoRefusedError,
    history_rows,
    is_demo,
    lock_entered_tables,
)
from agreements.documents.store import remove_from_disk
from agreements.lookup.counts import counts_in_words
from agreements.models import Account, Register, StoredFile
from agreements.models.events import history_model

# The triggers that prevent removal of published rows and of history. Only this command disables them.
PROTECTIVE_TRIGGERS = [
    "agreements.Agreement:published_is_not_deleted",
    "agreements.RegisterEvent:append_only",
    "agreements.HistoryEntry:append_only",
    "agreements.AccountEvent:append_only",
    *(f"{history_model(model)._meta.label}:append_only" for model in ENTERED_MODELS),
]


@transaction.atomic
def remove_demo(*, also_entered: bool) -> dict[type[models.Model], int] | None:
    """Deletes the demo with its history. Returns the number of rows by model; None where no demo is loaded.

    Edits of reference data stay. Raises DemoRefusedError where a user has entered or changed rows since, unless
    `also_entered`.
    """
    lock_entered_tables()
    if not is_demo():
        return None
    entered = counts_in_words({model: _count_changed_by_others(model) for model in ENTERED_MODELS})
    if entered and not also_entered:
        raise DemoRefusedError(
            _(
                "Medan demodatan har varit inläst har någon registrerat eller ändrat: %(entered)s. "
                "De är en del av demon och tas bort med den. Exportera dem först om du vill ha dem kvar, "
                "och kör sedan manage.py load_demo --remove --also-entered"
            )
            % {"entered": entered}
        )
    remove_from_disk(StoredFile.objects.values_list("sha256", flat=True))
    with pghistory.context(command=DEMO_COMMAND), pgtrigger.ignore(*PROTECTIVE_TRIGGERS):
        removed = {model: model._base_manager.all()._raw_delete(connection.alias) for model in ENTERED_MODELS}
        for model in ENTERED_MODELS:
            history_rows(model)._raw_delete(connection.alias)
        _clear_demo_flag()
        with_pages = [model for model in ENTERED_MODELS if not model._meta.proxy]
        LogEntry.objects.filter(content_type__in=ContentType.objects.get_for_models(*with_pages).values()).delete()
        _delete_account()
        _unused_contexts()._raw_delete(connection.alias)
        _rebuild_log()
    return {model: count for model, count in removed.items() if not model._meta.proxy}


def _count_changed_by_others(model: type[models.Model]) -> int:
    # Compares contexts, not their key: a missing key is NULL in SQL, which is neither equal nor different.
    by_the_demo = Context.objects.filter(metadata__command=DEMO_COMMAND)
    return history_rows(model).exclude(pgh_context__in=by_the_demo).values("id").distinct().count()


def _clear_demo_flag() -> None:
    """Clears the demo flag in the register's settings and in their history. Other edits of the settings stay."""
    Register.objects.update(is_demo=False)
    history_rows(Register).filter(pgh_label="update", pgh_context__metadata__command=DEMO_COMMAND).delete()
    history_rows(Register).filter(is_demo=True).update(is_demo=False)


def _delete_account() -> None:
    account = User.objects.filter(username=USERNAME)
    history_rows(Account).filter(id__in=account.values("pk"))._raw_delete(connection.alias)
    with pgtrigger.ignore("agreements.Account:delete_delete"):
        account.delete()


def _rebuild_log() -> None:
    """Rebuilds the log from the remaining events. No other function changes an entry of the log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.rebuild_history()")


def _unused_contexts() -> models.QuerySet[Context]:
    histories = [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]
    return Context.objects.filter(
        *(~Exists(model._base_manager.filter(pgh_context=OuterRef("pk"))) for model in histories)
    )
