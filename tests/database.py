"""The test databases: one is made with every migration, and each worker's is a copy of it.

Both are kept between runs while the schema is the same. The first also keeps a copy of all rows that migrations and
fixtures have made, in a schema of the copy's own: the reference data, the roles, the permissions and the history of
them all. They replace what a test with real transactions leaves.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

from agreements.models import EARLIEST_DAY, AgreementType, Completeness

COPY = "first_rows"
# What decides the schema and the first rows.
SOURCES = ["*/migrations/*.py", "*/management/commands/load_fixtures.py", "fixtures/**/*", "requirements*.txt"]
SOURCES_HERE = [Path(__file__)]
LOCK = 20221223  # of the workers, while one of them makes the first database


@cache
def fingerprint() -> str:
    files = sorted({path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern) if path.is_file()})
    digest = hashlib.sha256()
    for path in [*files, *SOURCES_HERE]:
        digest.update(str(path.name).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_current(name: str = "") -> bool:
    """Whether the database, or else this worker's, is there, whole, and made from the same sources."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name or connection.creation._get_test_db_name()],
        )
        row = cursor.fetchone()
    return row is not None and row[0] == fingerprint()


def prepare() -> None:
    """Lets this worker's database be made as a copy of the first, which is made if needed."""
    test = connection.settings_dict["TEST"]
    first = f"test_first_{settings.DATABASES['default']['NAME']}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until the connection is closed
        if not is_current(first):
            _make(first)
    test["TEMPLATE"] = first


def begin() -> None:
    """Puts the first rows back now, and after each test with real transactions."""
    put_back()
    with connection.cursor() as cursor:
        # Rolled-back tests may have let the keys begin at 1 again.
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
    _finish()
    TransactionTestCase._fixture_teardown = lambda _self: put_back()  # type: ignore[method-assign]


def put_back() -> None:
    """Replaces all rows by the first ones, with every trigger off. Takes a tenth of the time of Django's flush."""
    statements = ["SET session_replication_role = replica"]
    statements += [f"DELETE FROM public.{table}" for table in _tables()]  # noqa: S608
    for table, columns in _copied_tables():
        statements.append(f"INSERT INTO public.{table} ({columns}) SELECT {columns} FROM {COPY}.{table}")  # noqa: S608
    statements.append("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements))
    ContentType.objects.clear_cache()


def _make(name: str) -> None:
    test = connection.settings_dict["TEST"]
    names, test["NAME"] = (connection.settings_dict["NAME"], test["NAME"]), name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    call_command("load_fixtures", verbosity=0)
    _state_completeness()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {COPY}")
        for table in _tables():
            cursor.execute(f"SELECT EXISTS (SELECT FROM public.{table})")  # noqa: S608
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE {COPY}.{table} AS SELECT * FROM public.{table}")  # noqa: S608
    _finish()
    connection.close()
    connection.settings_dict["NAME"], test["NAME"] = names
    settings.DATABASES["default"]["NAME"] = names[0]


def _state_completeness() -> None:
    """The tests' register is complete for every type and day: no answer means that there is none."""
    Completeness.objects.bulk_create(
        Completeness(type=kind, first_day=EARLIEST_DAY, ground="Provens register", stated_on=EARLIEST_DAY)
        for kind in AgreementType.objects.all()
    )


def _finish() -> None:
    """Marks the database as whole."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        # No test needs its rows to survive a power cut.
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{fingerprint()}'")


@cache
def _tables() -> list[str]:
    return list(connection.introspection.django_table_names(only_existing=True, include_views=False))


@cache
def _copied_tables() -> list[tuple[str, str]]:
    """Each copied table and its columns, but for those that the database computes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT copy.table_name, string_agg(quote_ident(own.column_name), ', ') "
            "FROM information_schema.tables copy JOIN information_schema.columns own "
            "ON own.table_schema = 'public' AND own.table_name = copy.table_name "
            "WHERE copy.table_schema = %s AND own.is_generated = 'NEVER' GROUP BY 1",
            [COPY],
        )
        return list(cursor.fetchall())
