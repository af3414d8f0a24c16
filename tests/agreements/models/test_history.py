"""Every change of a tracked row is recorded with its user or origin: by form, bulk update and SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError, connection, models, transaction

from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    Completeness,
    CooperationArea,
    Party,
    Register,
    ReportedTotal,
    TargetGroup,
)
from municipalities.models import Boundary, County, Municipality
from tests import factories

pytestmark = pytest.mark.django_db

# Nobody may erase the history, but a message must go; what tells how work went on, and not what the register holds, is
# in no history either.
UNTRACKED = {
    "Revision",
    "ContactMessage",
    "LinkCheck",
    "Submission",
    "ImportRun",
    "ImportRow",
    "ColumnChoice",
    "Reminder",
    "LogInRecord",
    "HistoryEntry",  # is the history itself
}
DOMAIN = [
    model
    for label in ("agreements", "municipalities")
    for model in apps.get_app_config(label).get_models()
    if not issubclass(model, pghistory.models.Event) and model.__name__ not in UNTRACKED
]
TRACKED = [model for model in apps.get_models() if hasattr(model, "pgh_event_models")]
LINKS = [model for model in TRACKED if not hasattr(model.pgh_event_model, "pgh_obj")]  # type: ignore[attr-defined]
EVENTS = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event) and model._meta.managed]


def _term(model: type[models.Model]) -> Callable[[], models.Model]:
    return lambda: model._base_manager.create(slug="ny", name="Ny", name_en="New")


def _level_link() -> models.Model:
    agreement = factories.AgreementFactory(draft=True)
    agreement.levels.add(CollaborationLevel.objects.earliest("pk"))
    return Agreement.levels.through._default_manager.get()


def _area_link() -> models.Model:
    agreement = factories.AgreementFactory(draft=True)
    agreement.areas.add(CooperationArea.objects.earliest("pk"))
    return Agreement.areas.through._default_manager.get()


def _meeting_link() -> models.Model:
    meeting = factories.DialogueMeetingFactory()
    meeting.municipalities.add("1280")
    return meeting.municipalities.through._default_manager.get()


def _link(others: Any, model: type[models.Model]) -> models.Model:
    others.add(model._default_manager.earliest("pk"))
    return others.through._default_manager.latest("pk")


def _completeness() -> models.Model:
    Completeness.objects.all().delete()
    return factories.CompletenessFactory()


def _party_link(row: Any) -> models.Model:
    factories.PartyFactory()
    return _link(row.parties, Party)


def _replacement_link() -> models.Model:
    later = factories.AgreementFactory(draft=True)
    later.also_replaces.add(factories.AgreementFactory(draft=True))
    return later.also_replaces.through._default_manager.get()


def _register() -> models.Model:
    Register.objects.all().delete()
    return Register.objects.create(id=1)


# For each model: a function that makes a deletable row, and a field to change.
ROWS: dict[str, tuple[Callable[[], Any], str, str]] = {
    "AccountFunction": (factories.AccountFunctionFactory, "function", "ändrad"),
    "Agreement": (lambda: factories.AgreementFactory(draft=True), "internal_note", "ändrad"),
    "AgreementType": (_term(AgreementType), "name", "ändrad"),
    "CollaborationLevel": (_term(CollaborationLevel), "name", "ändrad"),
    "CooperationArea": (_term(CooperationArea), "name", "ändrad"),
    "JointAgreement": (factories.JointAgreementFactory, "title", "ändrad"),
    "Document": (factories.DocumentFactory, "title", "ändrad"),
    "DialogueRound": (factories.DialogueRoundFactory, "name", "ändrad"),
    "DialogueMeeting": (factories.DialogueMeetingFactory, "title", "ändrad"),
    "FollowUp": (factories.FollowUpFactory, "findings", "ändrad"),
    "ReportedTotal": (factories.ReportedTotalFactory, "note", "ändrad"),
    "StoredFile": (factories.StoredFileFactory, "name", "ändrad"),
    "ConfirmationRequest": (factories.ConfirmationRequestFactory, "function", "ändrad"),
    "Proposal": (factories.ProposalFactory, "reason", "ändrad"),
    "Register": (_register, "publisher", "ändrad"),
    "Boundary": (lambda: Boundary.objects.create(municipality_id="1280", path="M0 0z"), "path", "M1 1z"),
    "County": (lambda: County.objects.create(code="99", name="Nya län", short_name="Nya"), "name", "ändrad"),
    "Municipality": (
        lambda: Municipality.objects.create(
            code="9999", name="Ny", official_name="Ny kommun", county_id="01", latitude=60, longitude=15
        ),
        "name",
        "ändrad",
    ),
    "Account": (factories.UserFactory, "first_name", "ändrad"),
    "Role": (lambda: Group.objects.create(name="Ny"), "name", "ändrad"),
    "AccountRole": (lambda: _link(factories.UserFactory().groups, Group), "", ""),
    "AccountPermission": (lambda: _link(factories.UserFactory().user_permissions, Permission), "", ""),
    "RolePermission": (lambda: _link(Group.objects.create(name="Ny").permissions, Permission), "", ""),
    "AgreementLevel": (_level_link, "", ""),
    "AgreementArea": (_area_link, "", ""),
    "MeetingMunicipality": (_meeting_link, "", ""),
    "Completeness": (_completeness, "ground", "ändrad"),
    "Party": (factories.PartyFactory, "name", "ändrad"),
    "TargetGroup": (_term(TargetGroup), "name", "ändrad"),
    "Source": (factories.SourceFactory, "title", "ändrad"),
    "AgreementRevision": (factories.AgreementRevisionFactory, "changes", "ändrad"),
    "AgreementTargetGroup": (lambda: _link(factories.AgreementFactory().target_groups, TargetGroup), "", ""),
    "AgreementParty": (lambda: _party_link(factories.AgreementFactory()), "", ""),
    "AgreementReplacement": (_replacement_link, "", ""),
    "JointAgreementParty": (lambda: _party_link(factories.JointAgreementFactory()), "", ""),
    "ReportedMunicipality": (lambda: _link(factories.ReportedTotalFactory().municipalities, Municipality), "", ""),
}


def name(model: type[models.Model]) -> str:
    return model.__name__


def events_of(model: type[models.Model], row: models.Model) -> list[Any]:
    history = model.pgh_event_model._base_manager  # type: ignore[attr-defined]
    return list(history.filter(**{model._meta.pk.attname: row.pk}).select_related("pgh_context").order_by("pgh_id"))


def test_every_domain_model_is_tracked() -> None:
    assert sorted(map(name, DOMAIN)) == sorted(map(name, TRACKED)) == sorted(ROWS)
    hidden_links = {field.remote_field.through._meta.db_table for model in DOMAIN for field in model._meta.many_to_many}
    assert hidden_links == {model._meta.db_table for model in LINKS}


@pytest.mark.parametrize("model", TRACKED, ids=name)
def test_form_changes_are_tracked_with_user(model: type[models.Model], registrar: User) -> None:
    make, field, value = ROWS[name(model)]
    with pghistory.context(user=registrar.pk, url="/admin/"):
        row = make()
        if field:
            setattr(row, field, value)
            row.save()
        key = row.pk
        row.delete()
        row.pk = key
    expected = ["insert", "update", "delete"] if field else ["insert", "delete"]
    events = events_of(model, row)[-len(expected) :]
    assert [event.pgh_label for event in events] == expected
    assert all(event.pgh_context.metadata == {"user": registrar.pk, "url": "/admin/"} for event in events)
    if field:
        assert [getattr(event, field) == value for event in events] == [False, True, True]


@pytest.mark.parametrize("model", TRACKED, ids=name)
def test_bulk_changes_are_tracked_with_command(model: type[models.Model]) -> None:
    make, field, value = ROWS[name(model)]
    row = make()
    same = model._base_manager.filter(pk=row.pk)
    with pghistory.context(command="rätta"):
        if field:
            same.update(**{field: value})
        same.delete()
        if not isinstance(row, Boundary | County | Municipality):
            model._base_manager.bulk_create([row])
    events = events_of(model, row)
    kept = [event.pgh_label for event in events if event.pgh_context.metadata == {"command": "rätta"}]
    expected = ["update", "delete", "insert"] if field else ["delete", "insert"]
    assert kept == (expected[:-1] if isinstance(row, Boundary | County | Municipality) else expected)


@pytest.mark.parametrize("model", TRACKED, ids=name)
def test_sql_changes_are_tracked_with_database_user(model: type[models.Model]) -> None:
    make, field, value = ROWS[name(model)]
    row = make()
    table, key = model._meta.db_table, model._meta.pk.column
    made = len(events_of(model, row))
    with connection.cursor() as cursor:
        if field:
            cursor.execute(f"UPDATE {table} SET {field} = %s WHERE {key} = %s", [value, row.pk])  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row.pk])  # noqa: S608
        cursor.execute("SELECT session_user")
        database_user = cursor.fetchone()[0]
    events = events_of(model, row)[made:]
    assert [event.pgh_label for event in events] == (["update", "delete"] if field else ["delete"])
    assert all(event.pgh_context.metadata == {"database_user": database_user} for event in events)


def test_update_without_change_is_not_tracked() -> None:
    agreement = factories.AgreementFactory()
    agreement.save()
    assert agreement.events.count() == 1


def test_changes_of_transaction_keep_order() -> None:
    agreement = factories.AgreementFactory()
    for note in ("ett", "två", "tre"):
        Agreement.objects.filter(pk=agreement.pk).update(internal_note=note)
    moments = list(agreement.events.order_by("pgh_id").values_list("pgh_created_at", flat=True))
    assert moments == sorted(set(moments))
    assert len(moments) == 4


@pytest.mark.parametrize("event_model", EVENTS, ids=name)
@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'annat'", "DELETE FROM {}"])
def test_history_cannot_be_changed_or_removed(event_model: type[models.Model], statement: str) -> None:
    row = ROWS[name(event_model.pgh_tracked_model)][0]()  # type: ignore[attr-defined]
    before = list(event_model._base_manager.order_by("pgh_id").values())
    assert events_of(event_model.pgh_tracked_model, row)  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(event_model._meta.db_table))
    assert list(event_model._base_manager.order_by("pgh_id").values()) == before


def test_every_model_is_tracked_or_excluded_by_name() -> None:
    assert len(EVENTS) == len(TRACKED)
    assert ReportedTotal in TRACKED
