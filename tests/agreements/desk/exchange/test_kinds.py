"""The import and export pages of rounds, meetings, follow-ups and reported totals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agreements.exchange.kinds import IMPORT_KINDS
from agreements.models import ImportRun
from tests.agreements.exchange.resources.test_kinds import SLUGS, new_row, registered
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("slug", SLUGS)]


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path


def address(slug: str, page: str, *args: str) -> str:
    return reverse(f"admin:agreements_{IMPORT_KINDS[slug].model._meta.model_name}_{page}", args=args)


def exported(client: Client, slug: str, layout: int) -> bytes:
    columns = {
        f"{IMPORT_KINDS[slug].resource.__name__.lower()}_{column}": "on" for column in IMPORT_KINDS[slug].columns
    }
    response = client.post(address(slug, "export"), {"format": str(layout), **columns})
    assert response.status_code == 200
    return response.content


def upload(client: Client, slug: str, content: bytes, **more: str) -> Any:
    return client.post(address(slug, "import"), {"file": SimpleUploadedFile("fil.csv", content), **more}, follow=True)


def test_list_links_to_import_and_export_pages(admin: Client, slug: str) -> None:
    many = str(IMPORT_KINDS[slug].model._meta.verbose_name_plural)
    page = admin.get(address(slug, "changelist")).content.decode()
    for name in ("import", "export"):
        assert f'href="{address(slug, name)}' in page
    page = admin.get(address(slug, "import")).content.decode()
    assert f"Importera {many}" in page
    for column in IMPORT_KINDS[slug].columns:
        assert f"{column}</" in page
    assert f"Exportera {many}" in admin.get(address(slug, "export")).content.decode()


def test_template_has_the_columns(admin: Client, slug: str) -> None:
    content = admin.get(address(slug, "import_template", "csv")).content.decode("utf-8-sig")
    assert content.strip() == ";".join(IMPORT_KINDS[slug].columns)
    assert admin.get(address(slug, "import_template", "xlsx")).status_code == 200


@pytest.mark.parametrize("layout", [0, 1, 2])
def test_imported_export_changes_nothing(admin: Client, slug: str, layout: int) -> None:
    registered()
    run = upload(admin, slug, exported(admin, slug, layout), new_rows="draft").context["run"]
    assert run.problem == ""
    number = IMPORT_KINDS[slug].model._default_manager.count()
    assert run.counts == {"new": 0, "changed": 0, "refused": 0, "unchanged": number}


def test_rows_are_previewed_written_and_undone(admin: Client, slug: str) -> None:
    row = new_row(slug)
    content = f"{';'.join(row)}\n{';'.join(cell.replace(chr(10), ' ') for cell in row.values())}\n".encode()
    before = IMPORT_KINDS[slug].model._default_manager.count()
    page = upload(admin, slug, content, new_rows="draft")
    assert page.context["run"].counts["new"] == 1, page.content.decode()
    assert row.get("title", row.get("name", row.get("publisher", "Malmö"))) in page.content.decode()
    admin.post(page.request["PATH_INFO"], {"_write": ""})
    assert ImportRun.objects.get().state == "written"
    assert IMPORT_KINDS[slug].model._default_manager.count() == before + 1
    admin.post(page.request["PATH_INFO"], {"_undo": ""})
    assert ImportRun.objects.get().state == "undone"
    assert IMPORT_KINDS[slug].model._default_manager.count() == before


def test_reader_exports_only(client: Client, slug: str) -> None:
    reader = UserFactory(is_staff=True)
    reader.groups.add(Group.objects.get(name="Läsare"))
    client.force_login(reader)
    assert client.get(address(slug, "export")).status_code == 200
    assert client.get(address(slug, "import")).status_code == 403


def test_registrar_imports_drafts_only(client: Client, slug: str) -> None:
    registrar = UserFactory(is_staff=True)
    registrar.groups.add(Group.objects.get(name="Registrator"))
    client.force_login(registrar)
    if client.get(address(slug, "import")).status_code == 403:
        pytest.skip("The register's owner keeps these.")
    row = new_row(slug)
    content = f"{';'.join(row)}\n{';'.join(cell.replace(chr(10), ' ') for cell in row.values())}\n".encode()
    assert upload(client, slug, content).context["run"].counts["refused"] == ("published" in row)


def test_publication_choice_is_hidden_for_rounds(admin: Client, slug: str) -> None:
    asked = 'name="new_rows"' in admin.get(address(slug, "import")).content.decode()
    assert asked is ("published" in IMPORT_KINDS[slug].columns)
