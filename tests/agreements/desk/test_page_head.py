"""The desk's own pages share one page head with title and breadcrumbs."""

from __future__ import annotations

import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import AgreementFactory

ADMIN = Path(settings.BASE_DIR, "templates", "admin")
HEAD = "desk_page.html"


def way_back(page: str) -> list[str]:
    crumbs = re.search(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL)
    assert crumbs
    return [unescape(" ".join(crumb.split())) for crumb in re.sub(r"<[^>]+>", "", crumbs[1]).split("›")]


def test_breadcrumbs_are_in_one_template() -> None:
    assert [path.name for path in ADMIN.rglob("*.html") if "block breadcrumbs %" in path.read_text()] == [HEAD]


@pytest.mark.parametrize(("place", "here"), [("history", "Historik"), ("end", "Avsluta"), ("renew", "Förnya")])
def test_page_of_row_links_to_row_and_list(admin: Client, place: str, here: str) -> None:
    agreement = AgreementFactory()
    page = admin.get(reverse(f"admin:agreements_agreement_{place}", args=[agreement.pk])).text
    assert way_back(page) == ["Hem", "Överenskommelser", "Överenskommelser", str(agreement), here]
    assert reverse("admin:agreements_agreement_change", args=[agreement.pk]) in page


def test_history_of_deleted_row_links_to_no_row(admin: Client) -> None:
    agreement = AgreementFactory(draft=True)
    key = agreement.pk
    agreement.delete()
    page = admin.get(reverse("admin:agreements_agreement_history", args=[key])).text
    assert way_back(page) == ["Hem", "Överenskommelser", "Överenskommelser", "Historik"]


def test_log_links_to_no_list_and_act_links_to_log(admin: Client) -> None:
    log = reverse("admin:agreements_historyentry_changelist")
    assert way_back(admin.get(log).text)[2:] == ["Logg"]
    assert way_back(admin.get(f"{log}?handelse={uuid.uuid4()}").text)[2:] == ["Logg", "En händelse"]


def test_guide_links_to_first_page(admin: Client) -> None:
    assert way_back(admin.get(reverse("admin:guide")).text) == ["Hem", "Vägledning"]
