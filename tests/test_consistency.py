"""Checks of the house style."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import factory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import models
from django.db.models import Field
from django.test import RequestFactory

from tests import factories

ROOT = Path(settings.BASE_DIR)
APPS = ("agreements", "municipalities", "config")
# Names with a capital in the middle of a sentence.
PROPER_NAMES = ("Arbetsförmedlingen", "NUTS", "JobTech", "Excel", "SCB")
# Written by triggers, part of another model's form, or the history of Django's models.
WITHOUT_FACTORY_OR_ADMIN = {
    "Revision", "AgreementLevel", "AgreementArea", "MeetingMunicipality", "ImportRow",
    "AccountFunction",
    "AgreementTargetGroup", "AgreementParty", "AgreementReplacement", "JointAgreementParty", "ReportedMunicipality",
    "Account", "AccountRole", "AccountPermission", "Role", "RolePermission",
}  # fmt: skip

# Public names that several modules may define, and those that Django requires in each module of a folder.
SHARED_NAMES = {"logger", "urlpatterns"}
EXPECTED_NAMES = {"commands": {"Command"}, "templatetags": {"register"}}

# Fields in no form, with the reason.
FIELDS_IN_NO_FORM = {
    "ConfirmationRequest": {"snapshot": "what the municipality was shown, for the program to compare with"},
    "LogInRecord": {"name_key": "counts the attempts", "username": "the form shows it with what an empty one means"},
    "HistoryEntry": {"agreement_id": "the key of a row that may be gone; object_id and the log page name it"},
    "StoredFile": {"withheld_because": "set on the page that withholds the file"},
    "Submission": {"content": "the digest of a form", "token": "the secret of a form"},
}


def domain_models() -> list[type[models.Model]]:
    all_models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [
        model
        for model in all_models
        if not hasattr(model, "pgh_tracked_model") and model.__name__ not in WITHOUT_FACTORY_OR_ADMIN
    ]


def sources(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if "migrations" not in path.parts:
                yield path


def templates() -> list[Path]:
    return list(sources("templates", suffix=".html")) + list(sources("templates", suffix=".txt"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def is_lower_case(text: str) -> bool:
    return text[:1] == text[:1].lower() or text.startswith(PROPER_NAMES)


@pytest.mark.parametrize("model", domain_models(), ids=lambda model: model.__name__)
def test_names_on_the_surface_are_lower_case_and_swedish(model: type[models.Model]) -> None:
    meta = model._meta
    labels = {"": str(meta.verbose_name), " (plural)": str(meta.verbose_name_plural)}
    for field in meta.get_fields():
        if isinstance(field, Field) and not field.primary_key and not isinstance(field, models.GeneratedField):
            labels[f".{field.name}"] = str(field.verbose_name)
            assert field.verbose_name != field.name.replace("_", " ") or field.name == "status", (
                f"{model.__name__}.{field.name} has no verbose_name"
            )
    assert [key for key, text in labels.items() if not is_lower_case(text)] == []


def test_proper_names_may_begin_with_a_capital() -> None:
    assert is_lower_case("kommunens diarienummer")
    assert is_lower_case("Arbetsförmedlingens diarienummer")
    assert not is_lower_case("Kommunens diarienummer")


def test_every_model_has_a_factory() -> None:
    models_with_factory = {
        item._meta.model
        for item in vars(factories).values()
        if isinstance(item, type) and issubclass(item, factory.django.DjangoModelFactory) and item._meta.model
    }
    assert [model.__name__ for model in domain_models() if model not in models_with_factory] == []


def test_every_model_has_an_admin() -> None:
    assert [model.__name__ for model in domain_models() if not admin.site.is_registered(model)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_editable_field_is_in_its_form(model: type[models.Model]) -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    in_form = flatten_fieldsets(admin.site.get_model_admin(model).get_fieldsets(request, row_of(model)))
    editable = [
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.editable and not field.auto_created
    ]
    excepted = FIELDS_IN_NO_FORM.get(model.__name__, {})
    assert {name for name in editable if name not in in_form} == set(excepted)


def row_of(model: type[models.Model]) -> models.Model:
    """A saved row, because some forms of a new row have fewer fields."""
    made_by = [
        factory_class
        for factory_class in vars(factories).values()
        if getattr(factory_class, "_meta", None) and factory_class._meta.model is model
    ]
    return made_by[0]() if made_by else model()


def test_every_template_is_used() -> None:
    """A template is named by a module or another template, or Django or a package looks it up by name."""
    text = "\n".join(path.read_text() for path in (*sources(*APPS), *templates()))
    looked_up = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    names = [str(path.relative_to(ROOT / "templates")) for path in templates()]
    assert [
        name
        for name in names
        if name not in text and name not in looked_up and not name.startswith(("admin/", "registration/"))
    ] == []


def test_municipalities_does_not_import_agreements() -> None:
    importing = []
    for path in sources("municipalities"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            importing += [f"{name(path)}:{node.lineno}" for module in modules if module.split(".")[0] == "agreements"]
    assert importing == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("inline style", re.compile(r"<[a-z][^>]*\sstyle\s*=|<style\b", re.IGNORECASE)),
        ("inline script", re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json)", re.I)),
        ("inline event", re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)),
    ],
)
def test_templates_keep_to_the_content_security_policy(fault: str, pattern: re.Pattern[str]) -> None:
    assert [name(path) for path in templates() if pattern.search(path.read_text())] == [], fault


def test_modules_have_at_most_300_lines() -> None:
    assert [name(path) for path in sources(*APPS) if len(path.read_text().splitlines()) > 300] == []


def public_names(path: Path) -> set[str]:
    """The names that the module defines at its top level, without imports and private names."""
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Assign():
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name()):
                names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def test_every_public_name_is_defined_once() -> None:
    modules: dict[str, list[str]] = {}
    for path in sources(*APPS):
        expected = EXPECTED_NAMES.get(path.parent.name, set())
        for public_name in public_names(path) - SHARED_NAMES - expected:
            modules.setdefault(public_name, []).append(name(path))
    assert {key: paths for key, paths in modules.items() if len(paths) > 1} == {}


def test_no_receiver_and_no_rule_in_save() -> None:
    """Bulk operations skip both; rules are constraints, triggers or functions in acts."""
    violations = []
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
                violations.append(f"{name(path)}: signals")
            if isinstance(node, ast.FunctionDef) and node.name == "save" and path.name == "models.py":
                violations.append(f"{name(path)}: save()")
    assert violations == []


def test_no_file_has_a_path_of_a_development_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    machine = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
    violations = []
    for path in filter(None, tracked.stdout.split("\0")):
        try:
            text = (ROOT / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        violations += [f"{path}: {match.group()}" for match in machine.finditer(text)]
    assert violations == []


@pytest.mark.usefixtures("incomplete")
@pytest.mark.parametrize(
    "made_by",
    [item for key, item in sorted(vars(factories).items()) if key.endswith("Factory") and item._meta.model],
    ids=lambda f: f.__name__,
)
def test_every_factory_makes_a_valid_row(made_by: type[factory.django.DjangoModelFactory]) -> None:
    made_by().full_clean(exclude=["password"])
