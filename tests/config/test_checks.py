from __future__ import annotations

from types import SimpleNamespace

import pytest

from config import checks


@pytest.mark.parametrize(("pg_version", "faults"), [(140_012, 1), (150_000, 0), (180_006, 0)])
def test_postgresql_is_15_or_later(monkeypatch: pytest.MonkeyPatch, pg_version: int, faults: int) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(pg_version=pg_version)})
    found = checks.postgresql_is_recent(databases=["default"])
    assert len(found) == faults
    assert all("PostgreSQL 14. Registret behöver 15 eller senare" in str(fault.msg) for fault in found)


def test_no_database_is_asked_unless_the_command_uses_one() -> None:
    assert checks.postgresql_is_recent(databases=None) == []
