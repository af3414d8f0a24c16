"""Fixtures of all tests, and helpers that post forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation

from agreements.desk.conflicts.submissions import FIELD
from agreements.models import AgreementType, Register
from tests import database, examples  # noqa: F401 - examples loads the profile
from tests.factories import UserFactory
from tests.pages import forget_pages


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow tests begin, so that no worker waits for one of them at the end."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("slow", "migrations")))


@pytest.fixture(scope="session")
def django_db_createdb(request: Any, django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """A database of an earlier run is made again where a migration or the reference data has changed."""
    with django_db_blocker.unblock():
        database.prepare()
        return bool(request.config.getvalue("create_db")) or not database.is_current()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The database has the reference data: 21 counties, 290 municipalities, types, levels, areas and totals."""
    # WhiteNoise warns if the directory does not exist.
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.begin()


def forget_completeness() -> None:
    """Takes the tests' statements of completeness away with their history, as if nobody had made them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute(
            "DELETE FROM pghistory_context WHERE id IN (SELECT pgh_context_id FROM agreements_completenessevent);"
            "DELETE FROM agreements_completeness; DELETE FROM agreements_completenessevent"
        )
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("SET session_replication_role = DEFAULT; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def incomplete(db: None) -> None:
    """A register that is stated to be complete for nothing, as a new one is."""
    forget_completeness()


@pytest.fixture(scope="module")
def demo_register(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The demo register, loaded once for the module and rolled back after it. Returns the folder of its files."""
    documents = tmp_path_factory.mktemp("documents")
    with override_settings(DOCUMENTS_DIR=documents), django_db_blocker.unblock(), transaction.atomic():
        forget_completeness()
        call_command("load_demo", verbosity=0)
        yield documents
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: object) -> None:
    """Static files under their own names, so that tests need no collectstatic."""
    settings.STORAGES = settings.STORAGES | {  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT = settings.BASE_DIR / "static"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_documents(settings: object, tmp_path: Path) -> None:
    """A separate folder of stored files for each test."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_left_by_another_test() -> None:
    """Clears the page cache and the language, which another test may have set."""
    forget_pages()
    translation.activate(django_settings.LANGUAGE_CODE)


def form_token(client: Client, address: str) -> str:
    """The signed token of the form at the address."""
    match = re.search(rf'name="{FIELD}"\s+value="([^"]+)"', client.get(address).content.decode())
    return match[1] if match else ""


def post_form(client: Client, address: str, data: dict[str, Any], **more: Any) -> Any:
    """Opens the form at the address and posts it with the data, as a browser does."""
    return client.post(address, data | {FIELD: form_token(client, address)}, **more)


def require_two_people(required: bool = True) -> None:
    """Sets four eyes in the register's settings, as an administrator."""
    administrator = UserFactory(is_staff=True)
    administrator.groups.add(Group.objects.get(name="Administratör"))
    client = Client()
    client.force_login(administrator)
    address = "/admin/agreements/register/1/change/"
    values = client.get(address).context["adminform"].form.initial
    answer = post_form(client, address, values | {"four_eyes": "on" if required else ""})
    assert answer.status_code == 302
    assert Register.objects.get().four_eyes == required


@pytest.fixture
def two_people(db: None) -> None:
    require_two_people()


@pytest.fixture
def headline(db: None) -> AgreementType:
    return AgreementType.objects.get(is_headline=True)


@pytest.fixture
def registrar(db: None) -> User:
    return UserFactory(username="registrator", is_staff=True, is_superuser=True)


@pytest.fixture
def admin(registrar: User) -> Client:
    """A client logged in to the admin as the registrar."""
    client = Client()
    client.force_login(registrar)
    return client
