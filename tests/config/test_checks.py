"""The system checks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import checks


@pytest.mark.parametrize(("pg_version", "faults"), [(140_012, 1), (150_000, 0), (180_006, 0)])
def test_postgresql_is_15_or_later(monkeypatch: pytest.MonkeyPatch, pg_version: int, faults: int) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(pg_version=pg_version)})
    problems = checks.check_postgresql_version(databases=["default"])
    assert len(problems) == faults
    assert all("PostgreSQL 14. Registret behöver 15 eller senare" in str(fault.msg) for fault in problems)


def test_check_without_databases_runs_no_query() -> None:
    assert checks.check_postgresql_version(databases=None) == []


@pytest.mark.parametrize(
    ("folder", "faults"), [("static/documents", 1), ("static", 1), ("documents", 0), ("static-2", 0)]
)
def test_documents_inside_static_root_are_an_error(settings: Any, tmp_path: Path, folder: str, faults: int) -> None:
    settings.STATIC_ROOT, settings.DOCUMENTS_DIR = tmp_path / "static", tmp_path / folder
    assert len(checks.check_documents_dir()) == faults
