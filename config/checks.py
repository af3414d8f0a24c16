"""System checks: the version of PostgreSQL and the folder of documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

OLDEST_POSTGRESQL = 15


def check_postgresql_version(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Runs before `manage.py migrate` changes the server."""
    versions = [(alias, cast("DatabaseWrapper", connections[alias]).pg_version // 10_000) for alias in databases or ()]
    return [
        Error(
            f"Databasservern ({alias}) är PostgreSQL {version}. Registret behöver {OLDEST_POSTGRESQL} eller senare.",
            hint="Uppgradera servern, eller peka DATABASE_URL på en som är nyare.",
            id="config.E001",
        )
        for alias, version in versions
        if version < OLDEST_POSTGRESQL
    ]


def check_documents_dir(**kwargs: Any) -> list[CheckMessage]:
    """DOCUMENTS_DIR must be outside STATIC_ROOT, whose files are served without any check."""
    if not Path(settings.DOCUMENTS_DIR).resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve()):
        return []
    return [
        Error(
            f"DOCUMENTS_DIR ({settings.DOCUMENTS_DIR}) ligger i mappen som visas för alla ({settings.STATIC_ROOT}).",
            hint="Ange en mapp utanför den, till exempel documents i VAR_DIR.",
            id="config.E002",
        )
    ]
