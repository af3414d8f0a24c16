"""The test database: kept between runs while the schema is the same, and with its first rows after every flush.

The first run keeps a copy of all rows that migrations and fixtures have made, in a schema of the copy's own. A flush
(after each test with real transactions, and at the start of a run) is followed by putting them back: the reference
data, the roles, the permissions and the history of them all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models.signals import post_migrate

from agreements.models import EARLIEST_DAY, AgreementType, Completeness

COPY = "first_rows"
# What decides the schema and the first rows.
SOURCES = ["*/migrations/*.py", "*/management/commands/load_fixtures.py", "fixtures/**/*", "requirements*.txt"]
SOURCES_HERE = [Path(__file__)]


def fingerprint() -> str:
    files = sorted({path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern) if path.is_file()})
    digest = hashlib.sha256()
    for path in [*files, *SOURCES_HERE]:
        digest.update(str(path.name).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the test database is there, whole, and made from the same sources."""
    name = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
    return row is not None and row[0] == fingerprint()


def begin() -> None:
    """Makes the first rows, or puts them back in a database of an earlier run."""
    if is_current():
        call_command("flush", interactive=False, verbosity=0)
        put_back()
    else:
        call_command("load_fixtures", verbosity=0)
        _state_completeness()
        _copy()
    post_migrate.connect(_after_flush, sender=_last_app(), dispatch_uid="first_rows")


def _state_completeness() -> None:
    """The tests' register is complete for every type and day: no answer means that there is none."""
    Completeness.objects.bulk_create(
        Completeness(type=kind, first_day=EARLIEST_DAY, ground="Provens register", stated_on=EARLIEST_DAY)
        for kind in AgreementType.objects.all()
    )


def put_back() -> None:
    """Replaces the rows of a flushed database by the first rows, with every trigger off."""
    statements = ["SET session_replication_role = replica"]
    for table, columns in _copied_tables():
        statements.append(f"DELETE FROM public.{table}")  # noqa: S608
        statements.append(f"INSERT INTO public.{table} ({columns}) SELECT {columns} FROM {COPY}.{table}")  # noqa: S608
    # A flush may have let the keys begin at 1 again.
    statements += connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    statements.append("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    ContentType.objects.clear_cache()


def _after_flush(**_signal: Any) -> None:
    """Runs after `migrate` too, which leaves the rows alone."""
    if not apps.get_model("municipalities", "County")._default_manager.exists():
        put_back()


def _last_app() -> Any:
    return [config for config in apps.get_app_configs() if config.models_module is not None][-1]


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {COPY} CASCADE; CREATE SCHEMA {COPY}")
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT EXISTS (SELECT FROM public.{table})")  # noqa: S608
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE {COPY}.{table} AS SELECT * FROM public.{table}")  # noqa: S608
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{fingerprint()}'")


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
