"""The parameters of database sessions."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from config.database import session_options
from tests.config.test_settings import OURS, PRODUCTION, manage, setting
from tests.factories import AgreementFactory

OPTIONS = "settings.DATABASES['default']['OPTIONS']"


def parameter(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jit", "off"),
        ("pgtrigger.ignore", "{}"),
        ("intervalstyle", "postgres"),
        ("idle_in_transaction_session_timeout", "5min"),
    ],
)
def test_session_begins_with_the_parameter(name: str, value: str) -> None:
    assert parameter(name) == value


@pytest.mark.django_db
def test_pgtrigger_ignore_leaves_a_valid_setting() -> None:
    with pgtrigger.ignore("agreements.Agreement:raises_revision"):
        Agreement.objects.update(public_summary="Prov")
    assert parameter("pgtrigger.ignore") == "{}"


def test_address_options_override_defaults_and_not_required_parameters() -> None:
    options = session_options("-c search_path=register -c jit=on -c datestyle=German")
    assert "-c search_path=register" in options
    assert options.index("jit=off") < options.index("jit=on")
    assert options.index("datestyle=German") < options.index("datestyle=ISO")


def test_options_of_the_address_are_kept() -> None:
    url = f"{PRODUCTION['DATABASE_URL']}?sslmode=require&options=-c%20search_path%3Dregister"
    settings_text = setting(f"{OPTIONS}['sslmode'], {OPTIONS}['options']", **PRODUCTION | {"DATABASE_URL": url})
    assert "'require'" in settings_text
    assert "-c search_path=register" in settings_text
    assert "-c datestyle=ISO" in settings_text


def test_options_of_the_environment_are_kept() -> None:
    settings_text = setting(f"{OPTIONS}['options']", **PRODUCTION, PGOPTIONS="-c search_path=register")
    assert "-c search_path=register" in settings_text


def test_date_style_of_the_environment_is_ignored() -> None:
    output = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.db import connection as c; c.connect(); print(c.connection.info.parameter_status('DateStyle'))",
        **{name: os.environ[name] for name in OURS if name in os.environ},
        PGDATESTYLE="SQL, DMY",
    )
    assert output.stdout.startswith("ISO"), output.stderr


def alter_role(change: str) -> None:
    """Changes the settings of the role in this database, for later sessions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        cursor.execute(f'ALTER ROLE CURRENT_USER IN DATABASE "{cursor.fetchone()[0]}" {change}')
    connection.close()


@pytest.fixture
def register_of_another_style(transactional_db: None) -> Iterator[None]:
    """A register in a database with the date style 15/03/2023."""
    alter_role("SET datestyle = 'SQL, DMY'")
    alter_role("SET intervalstyle = 'sql_standard'")
    call_command("load_fixtures", verbosity=0)
    AgreementFactory()
    yield
    alter_role("RESET ALL")


@pytest.mark.usefixtures("register_of_another_style")
def test_date_style_of_the_role_changes_no_page(client: Client) -> None:
    today = timezone.localdate()
    pages = ["/", "/kommuner/1280/", "/overenskommelser/1280-1/", "/forandringar/", "/forandringar/atom/", "/halsa/"]
    for url in [*pages, f"/?enligt={today}", f"/overenskommelser/csv/?enligt={today}"]:
        assert client.get(url).status_code == 200, url
    file = b"".join(client.get("/overenskommelser/csv/")).decode()
    assert "2023-" in file
    assert "/2023" not in file


@pytest.mark.django_db
def test_health_is_an_error_when_the_database_is_unreadable(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = 'German'")
    assert client.get("/halsa/").status_code == 503
