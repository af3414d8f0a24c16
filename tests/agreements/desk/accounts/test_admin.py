"""Administrators' rights over accounts, over HTTP, and their log entries."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client

from agreements.history import log
from agreements.history.log import TouchedRow
from agreements.history.verification import faults
from agreements.models import HistoryEntry, Submission
from tests.agreements.desk.test_roles import ROLES
from tests.conftest import post_form
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"
PASSWORD = "kastanj-under-fullmåne-7"
NO_FUNCTION = {"account_function-TOTAL_FORMS": "0", "account_function-INITIAL_FORMS": "0"}
NEW_PASSWORD = NO_FUNCTION | {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
EXTRA = {"is_superuser": "on", "user_permissions": "1", "is_staff": "on", "is_active": "on"}


def change(account: User) -> str:
    return f"{LIST}{account.pk}/change/"


def typed(account: User, **changed: Any) -> dict[str, Any]:
    groups = list(account.groups.values_list("pk", flat=True))
    given = {"username": account.username, "first_name": account.first_name, "last_name": account.last_name}
    return given | NO_FUNCTION | {"is_active": "on", "is_staff": "on", "groups": groups} | changed


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def member(role: str, **values: Any) -> User:
    account = UserFactory(is_staff=True, **values)
    account.groups.add(group(role))
    return account


def logged_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def administrator(db: None) -> User:
    return member("Administratör")


@pytest.fixture
def client(administrator: User) -> Client:
    return logged_in(administrator)


def owner(**values: Any) -> User:
    account: User = UserFactory(username="owner", is_staff=True, **values)
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def superuser(db: None) -> User:
    return owner(is_superuser=True)


class TestManaging:
    def test_administrator_adds_account_with_role(self, client: Client) -> None:
        post_form(client, f"{LIST}add/", {"username": "ny", **NEW_PASSWORD})
        account = User.objects.get(username="ny")
        assert account.check_password(PASSWORD)
        answer = post_form(
            client, change(account), typed(account, groups=[group("Granskare").pk], email="n@example.se")
        )
        assert answer.status_code == 302
        account.refresh_from_db()
        assert (account.is_staff, account.email) == (True, "n@example.se")
        assert [held.name for held in account.groups.all()] == ["Granskare"]

    def test_administrator_gives_every_role(self, client: Client) -> None:
        account = UserFactory()
        groups = [group(role).pk for role in ROLES]
        post_form(client, change(account), typed(account, groups=groups))
        assert account.groups.count() == len(ROLES) == 4

    def test_administrator_sets_the_password_of_another(self, client: Client) -> None:
        account = member("Granskare")
        assert client.post(f"{LIST}{account.pk}/password/", NEW_PASSWORD).status_code == 302
        account.refresh_from_db()
        assert account.check_password(PASSWORD)

    def test_form_with_password_stores_no_submission(self, client: Client) -> None:
        post_form(client, f"{LIST}add/", {"username": "ny", **NEW_PASSWORD})
        assert User.objects.filter(username="ny").exists()
        assert not Submission.objects.exists()

    @pytest.mark.parametrize("role", [role for role in ROLES if role != "Administratör"])
    def test_no_other_role_reaches_accounts(self, role: str) -> None:
        client, account = logged_in(member(role)), UserFactory()
        assert client.get(change(account)).status_code == 403
        assert client.post(f"{LIST}{account.pk}/password/", NEW_PASSWORD).status_code == 403
        assert post_form(client, f"{LIST}add/", {"username": "ny", **NEW_PASSWORD}).status_code == 403


class TestNoWayToMoreRights:
    @pytest.mark.parametrize("own", [True, False])
    def test_posted_superuser_fields_are_ignored(self, client: Client, administrator: User, own: bool) -> None:
        account = administrator if own else member("Läsare")
        page = client.get(change(account)).content.decode()
        assert 'name="is_superuser"' not in page
        assert 'name="user_permissions"' not in page
        post_form(client, change(account), typed(account, last_name="Ek", **EXTRA))
        account.refresh_from_db()
        assert account.last_name == "Ek"
        assert not account.is_superuser
        assert not account.user_permissions.exists()

    def test_posted_superuser_field_of_new_account_is_ignored(self, client: Client) -> None:
        post_form(client, f"{LIST}add/", {"username": "ny", **NEW_PASSWORD, **EXTRA})
        account = User.objects.get(username="ny")
        assert not account.is_superuser
        assert not account.user_permissions.exists()

    def test_password_page_ignores_posted_superuser_fields(self, client: Client) -> None:
        account = member("Läsare")
        client.post(f"{LIST}{account.pk}/password/", NEW_PASSWORD | EXTRA | {"groups": group("Granskare").pk})
        account.refresh_from_db()
        assert account.check_password(PASSWORD)
        assert not account.is_superuser
        assert [held.name for held in account.groups.all()] == ["Läsare"]
        assert not account.user_permissions.exists()

    def test_group_with_permission_beyond_own_is_refused(self, client: Client, administrator: User) -> None:
        beyond = Group.objects.create(name="Mer")
        beyond.permissions.add(Permission.objects.get(codename="delete_session"))
        assert ">Mer<" not in client.get(change(administrator)).content.decode()
        groups = [group("Administratör").pk, beyond.pk]
        answer = post_form(client, change(administrator), typed(administrator, groups=groups))
        assert answer.status_code == 200
        assert "groups" in answer.context["adminform"].form.errors
        assert [held.name for held in administrator.groups.all()] == ["Administratör"]

    @pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/"])
    def test_groups_are_read_only_for_administrators(self, client: Client, path: str) -> None:
        reader = group("Läsare")
        assert "Läsare" in client.get("/admin/auth/group/").content.decode()
        page = client.get(f"/admin/auth/group/{reader.pk}/change/").content.decode()
        assert "<li>överenskommelse: läsa</li>" in page
        assert "Can view" not in page
        every = list(Permission.objects.values_list("pk", flat=True))
        data = {"name": "Läsare", "permissions": every, "post": "yes"}
        assert client.post("/admin/auth/group/" + path.format(pk=reader.pk), data).status_code == 403
        assert reader.permissions.count() < len(every) / 2
        client.post("/admin/auth/group/", {"action": "delete_selected", "_selected_action": [reader.pk], "post": "yes"})
        assert Group.objects.filter(name="Läsare").exists()

    def test_group_permission_does_not_let_administrator_change_groups(
        self, client: Client, administrator: User
    ) -> None:
        administrator.user_permissions.set(Permission.objects.filter(content_type__model="group"))
        reader = group("Läsare")
        data = {"name": "Läsare", "permissions": [Permission.objects.earliest("pk").pk]}
        assert post_form(client, f"/admin/auth/group/{reader.pk}/change/", data).status_code == 403


class TestSuperuserIsOutOfReach:
    @pytest.fixture(params=["superuser", "rights of its own", "inactive with rights of its own"])
    def other(self, request: pytest.FixtureRequest) -> User:
        if request.param == "superuser":
            return owner(is_superuser=True)
        account = owner(is_active="inactive" not in request.param)
        account.user_permissions.add(Permission.objects.get(codename="delete_session"))
        return account

    def test_superuser_account_is_read_only(self, client: Client, other: User) -> None:
        page = client.get(change(other))
        assert page.status_code == 200
        for hidden in ('name="username"', "is_superuser", "algoritm", "/password/"):
            assert hidden not in page.content.decode()
        assert post_form(client, change(other), typed(other, username="mitt", is_active="on")).status_code == 403
        other.refresh_from_db()
        assert other.username == "owner"

    def test_superuser_password_is_not_set(self, client: Client, other: User) -> None:
        address = f"{LIST}{other.pk}/password/"
        assert client.get(address).status_code == 403
        other_password = {
            "usable_password": "true",
            "password1": "tall-bakom-ladan-9",
            "password2": "tall-bakom-ladan-9",
        }
        for extra in ({}, EXTRA, {"unset-password": "", "usable_password": "false"}):
            assert client.post(address, other_password | extra).status_code == 403
        other.refresh_from_db()
        assert other.check_password(PASSWORD)

    def test_superuser_account_is_not_deleted(self, client: Client, other: User) -> None:
        assert client.post(f"{LIST}{other.pk}/delete/", {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
        assert client.post(LIST, chosen).status_code == 403
        assert User.objects.filter(pk=other.pk).exists()

    def test_superuser_history_is_read_only(self, client: Client, other: User) -> None:
        assert client.get(f"{LIST}{other.pk}/history/").status_code == 200
        assert client.get(f"{LIST}{other.pk}/history/1/restore/").status_code == 403


def test_superuser_edits_all_fields(superuser: User) -> None:
    client, account = logged_in(superuser), member("Läsare")
    page = client.get(change(account)).content.decode()
    assert "överenskommelse: ta bort" in page
    post_form(client, change(account), typed(account, is_superuser="on"))
    account.refresh_from_db()
    assert account.is_superuser
    reader = group("Läsare")
    permission = Permission.objects.get(codename="publish_agreement")
    post_form(client, f"/admin/auth/group/{reader.pk}/change/", {"name": "Läsare", "permissions": [permission.pk]})
    assert list(reader.permissions.all()) == [permission]


def test_administrator_has_all_permissions_of_other_roles() -> None:
    """Administrators can only give permissions that they have."""
    held = set(group("Administratör").permissions.all())
    assert [role for role in ROLES if not set(group(role).permissions.all()) <= held] == []


# The log


def latest(since: int) -> list[TouchedRow]:
    connection.check_constraints()
    assert faults() == []
    acts = log.latest_acts(HistoryEntry.objects.filter(position__gt=since))[0]
    return [row for act in acts for row in act.rows]


def changes_of_row(row: TouchedRow) -> dict[str, tuple[str, str]]:
    return {change.name: (change.before, change.after) for change in row.changes}


@pytest.fixture
def since(administrator: User) -> int:
    connection.check_constraints()
    return HistoryEntry.objects.count()


def test_log_records_role_changes_with_user(client: Client, administrator: User) -> None:
    account = UserFactory(username="greta", first_name="Greta", last_name="Ek", is_staff=True)
    connection.check_constraints()
    since = HistoryEntry.objects.count()
    post_form(client, change(account), typed(account, groups=[group("Granskare").pk], first_name="Margareta"))
    [row] = latest(since)
    assert (row.kind, row.name, row.what) == ("Användare", "Margareta Ek", "Ändrad")
    assert changes_of_row(row) == {"Förnamn": ("Greta", "Margareta"), "Grupper": ("–", "Granskare")}
    assert row.history == f"{LIST}{account.pk}/history/"
    page = client.get("/admin/agreements/historyentry/", {"slag": "account"}).content.decode()
    assert "Granskare" in page
    assert "Rut Registrator" in page
    own = client.get(row.history).content.decode()
    assert "Margareta" in own
    assert "Granskare" in own


def test_log_records_password_change_without_password(client: Client, since: int) -> None:
    account = member("Läsare")
    connection.check_constraints()
    since = HistoryEntry.objects.count()
    client.post(f"{LIST}{account.pk}/password/", NEW_PASSWORD)
    [row] = latest(since)
    assert changes_of_row(row) == {"Lösenord": ("visas inte", "sparat på nytt, visas inte")}
    assert "Lösenord" in client.get(f"{LIST}{account.pk}/history/").content.decode()
    account.refresh_from_db()
    export = b"".join(client.get("/admin/agreements/historyentry/csv/").streaming_content)  # type: ignore[attr-defined]
    assert b"sparat p" in export
    assert account.password.encode() not in export
    event = account.__class__._meta.apps.get_model("agreements", "AccountEvent")
    assert not {"password", "last_login"} & {field.name for field in event._meta.fields}


def test_log_records_superuser_and_group_permissions(superuser: User) -> None:
    client, account = logged_in(superuser), UserFactory(first_name="Greta", last_name="Ek", is_staff=True)
    connection.check_constraints()
    since = HistoryEntry.objects.count()
    post_form(client, change(account), typed(account, is_superuser="on"))
    [row] = latest(since)
    assert changes_of_row(row) == {"Superanvändare": ("nej", "ja")}
    since = HistoryEntry.objects.count()
    reader = group("Läsare")
    also = Permission.objects.get(codename="delete_agreement")
    permissions = [permission.pk for permission in (*reader.permissions.all(), also)]
    post_form(client, f"/admin/auth/group/{reader.pk}/change/", {"name": "Läsare", "permissions": permissions})
    [row] = latest(since)
    assert (row.kind, row.name) == ("Grupp", "Läsare")
    assert changes_of_row(row) == {"Rättigheter": ("–", "överenskommelse: ta bort")}


def test_log_in_is_not_logged_as_account_change(superuser: User, since: int) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "owner", "password": PASSWORD, "next": "/admin/"})
    assert client.session["_auth_user_id"] == str(superuser.pk)
    superuser.refresh_from_db()
    assert superuser.last_login
    assert [row for row in latest(since) if "Lösenord" in changes_of_row(row)] == []


def test_deleted_account_keeps_its_name_in_log(client: Client, since: int) -> None:
    account = UserFactory(username="greta")
    connection.check_constraints()
    since = HistoryEntry.objects.count()
    client.post(f"{LIST}{account.pk}/delete/", {"post": "yes"})
    assert [(row.what, row.name) for row in latest(since)] == [("Borttagen", "greta (borttagen)")]


def test_verification_detects_account_changed_past_log(administrator: User) -> None:
    connection.check_constraints()
    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE auth_user SET is_superuser = true WHERE id = %s", [administrator.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    [fault] = faults()
    assert "ändrad vid sidan av: användare" in fault
