"""The layers of docs/architecture.md, and the size of folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
MOST_MODULES = 20


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)


def test_every_import_points_down() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("agreements/models/terms.py", "agreements.desk.site"),
        ("agreements/public/terms/view.py", "agreements.public.county.view"),
        ("agreements/tables/safe_cells.py", "agreements.models.terms"),
        ("municipalities/search.py", "agreements.days"),
        ("agreements/known/rows.py", "agreements.demo.rows"),
    ],
)
def test_import_that_points_up_is_refused(module: str, imported: str, tmp_path: Path) -> None:
    for app in ("agreements", "municipalities", "config"):
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as code:
        code.write(f"import {imported}\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout


def test_folders_have_at_most_20_entries() -> None:
    for app in ("agreements", "municipalities", "config"):
        for folder in (ROOT / app).rglob("*/"):
            modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
            assert folder.name == "migrations" or len(modules) <= MOST_MODULES, folder
