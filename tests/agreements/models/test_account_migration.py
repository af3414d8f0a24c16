"""The migration that adds accounts to the history of an existing register."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from agreements.history.verification import _broken_links, _changed_contexts, faults
from agreements.models import HistoryEntry
from tests.factories import AgreementFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.migrations]

ACCOUNT_HISTORY = ("agreements", "0040_account_history")
TABLES = [
    f"agreements_{kind}event" for kind in ("account", "role", "accountrole", "accountpermission", "rolepermission")
]


def migrate(*targets: tuple[str, str]) -> None:
    """Runs in the test's transaction, which is rolled back."""
    connection.check_constraints()
    MigrationExecutor(connection).migrate(list(targets))
    connection.check_constraints()


def before_it() -> list[Any]:
    return [key for key in MigrationExecutor(connection).loader.graph.node_map[ACCOUNT_HISTORY].parents
            if key[0] == "agreements"]  # fmt: skip


def latest() -> list[Any]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes("agreements")


def test_existing_accounts_get_first_event_and_chain_stays_valid() -> None:
    AgreementFactory()
    member = UserFactory(username="greta")
    member.groups.add(Group.objects.get(name="Granskare"))
    migrate(*before_it())
    assert not HistoryEntry.objects.filter(event_table__in=TABLES).exists()
    assert [*_broken_links(), *_changed_contexts()] == []
    old = list(HistoryEntry.objects.order_by("position").values_list("position", "digest"))
    User.objects.filter(pk=member.pk).update(first_name="Greta")  # before the history began

    migrate(*latest())
    assert faults() == []
    kept = HistoryEntry.objects.order_by("position").values_list("position", "digest")
    assert list(kept[: len(old)]) == old
    entries = HistoryEntry.objects.filter(event_table__in=TABLES)
    accounts = entries.filter(event_table="agreements_accountevent", label="insert")
    assert accounts.count() == User.objects.count()
    assert entries.filter(event_table="agreements_roleevent", label="insert").count() == Group.objects.count()
    first = accounts.get(object_id=str(member.pk))
    assert first.metadata == {"command": "migrate"}
    event = User._meta.apps.get_model("agreements", "AccountEvent")._default_manager.get(pk=first.event_id)
    assert (event.username, event.first_name) == ("greta", "Greta")
    links = entries.filter(event_table="agreements_accountroleevent", label="insert")
    assert links.count() == User.groups.through._default_manager.count() == 1


def test_later_changes_are_logged() -> None:
    migrate(*before_it())
    migrate(*latest())
    since = HistoryEntry.objects.count()
    member = UserFactory()
    member.set_password("x")
    member.save()
    member.groups.add(Group.objects.get(name="Granskare"))
    connection.check_constraints()
    labels = HistoryEntry.objects.filter(position__gt=since).order_by("position").values_list("label", flat=True)
    assert list(labels) == ["insert", "new_password", "insert"]
    assert faults() == []
