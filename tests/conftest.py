from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from agreements.models import AgreementType
from agreements.submissions import FIELD
from tests.factories import UserFactory
from tests.pages import forget_pages


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Every test begins with the reference data: 21 counties, 290 municipalities, types, levels, areas, totals."""
    # The middleware that serves the collected files warns when their directory is not there.
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("load_fixtures", verbosity=0)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: object) -> None:
    """Style sheets under their own names: nobody has to collect them before a test."""
    settings.STORAGES = settings.STORAGES | {  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT = settings.BASE_DIR / "static"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_documents(settings: object, tmp_path: Path) -> None:
    """Every test keeps its stored files to itself, however many run at once."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_left_by_another_test() -> None:
    """A page that another test has kept would hide what this one makes, and so would the language it was read in."""
    forget_pages()
    translation.activate(django_settings.LANGUAGE_CODE)


# A form of one row at the desk, or the page of an act.
FORM_ADDRESS = re.compile(r"/(?:en/)?admin/\w+/\w+/(?:.+/)?(?!delete|history)[\w-]+/(?:\?.*)?")


def opened(client: Client, address: str) -> str:
    """What the form at the address carries when somebody opens it."""
    found = re.search(rf'name="{FIELD}"\s+value="([^"]+)"', client.get(address).content.decode())
    return found[1] if found else ""


@pytest.fixture(autouse=True)
def _forms_are_opened_before_they_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person does: a test that sends a form of the desk has opened it, unless it says itself what it opened."""
    send = Client.post

    def post(self: Client, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(data, dict) and FIELD not in data and FORM_ADDRESS.fullmatch(path):
            data = data | ({FIELD: found} if (found := opened(self, path)) else {})
        return send(self, path, data, *args, **kwargs)

    monkeypatch.setattr(Client, "post", post)


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
