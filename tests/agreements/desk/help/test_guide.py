"""The registrar's guide as a page of the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from agreements.desk.help.guide import GUIDE_FILE, guide

PICTURES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", GUIDE_FILE.read_text())


@pytest.mark.django_db
def test_guide_is_page_of_desk(admin: Client) -> None:
    page = admin.get("/admin/vagledning/").content.decode()
    assert "<h1>Vägledning för registratorer</h1>" in page
    assert page.count("<h1") == 1
    assert '<a href="#ratta-ett-fel">' in page
    assert '<h2 id="ratta-ett-fel">Rätta ett fel</h2>' in page
    assert '<img src="/static/registrar/skrivbord.png" alt="Den första sidan' in page
    assert "<td>Granskare</td>" in page
    assert 'href="/admin/vagledning/"' in admin.get("/admin/").content.decode()


@pytest.mark.django_db
def test_guide_requires_log_in(client: Client) -> None:
    assert client.get("/admin/vagledning/").headers["Location"].startswith("/admin/login/")


def test_every_heading_has_anchor() -> None:
    slugs = [heading.slug for heading in guide().headings]
    assert len(slugs) == len(set(slugs)) == GUIDE_FILE.read_text().count("\n## ")


@pytest.mark.parametrize(("described", "name"), PICTURES)
def test_every_picture_exists_with_description_and_is_small(described: str, name: str) -> None:
    assert described
    path = GUIDE_FILE.parent / name
    assert path.stat().st_size <= 150_000
    assert finders.find(name) == str(path)


def test_every_picture_is_used_in_guide() -> None:
    kept = {path.name for path in Path(settings.BASE_DIR / "docs" / "registrar").iterdir()}
    assert kept == {Path(name).name for _described, name in PICTURES}
