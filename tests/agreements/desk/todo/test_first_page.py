"""The desk's first page and the guidance of its lists."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import Group as Role
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.desk.help.guidance import GUIDANCE, guidance_of
from tests.factories import AgreementFactory, UserFactory, fill

pytestmark = pytest.mark.django_db


def desk_of(role: str) -> str:
    person = UserFactory(is_staff=True)
    person.groups.add(Role.objects.get(name=role))
    client = Client()
    client.force_login(person)
    page: str = client.get("/admin/").content.decode()
    return page


def test_matters_are_grouped_and_empty_matters_folded(admin: Client) -> None:
    AgreementFactory(source_url="")
    page = admin.get("/admin/").content.decode()
    assert page.index("Att komplettera") < page.index("Att hålla ögonen på") < page.index("<details")
    assert "Att granska</h2>" not in page
    row = re.search(r'<a href="/admin/agreements/agreement/\?arende=saknar-kalla">(.*?)</a>', page, re.DOTALL)
    assert row
    assert re.sub(r"<[^>]+>|\s+", " ", row[1]).split() == ["1", "Saknar", "adress", "till", "källan"]
    assert "Utkast att granska" in page[page.index("<details") :]


def test_lists_follow_order_of_work(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    lists = page[page.index('class="desk-lists"') :]
    order = ["Överenskommelser", "Ändringsförslag", "Dokument", "Uppföljningar", "Dialogmöten", "Kommuner", "Användare"]
    places = [lists.index(f">{name}</a>") for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("role", "buttons"),
    [("Läsare", False), ("Registrator", True), ("Granskare", True), ("Administratör", True)],
)
def test_buttons_by_role(role: str, buttons: bool) -> None:
    AgreementFactory()
    page = desk_of(role)
    for button in ("Registrera en överenskommelse", "Importera"):
        assert (f">{button}</a>" in page) == buttons, button


def test_empty_register_shows_first_steps(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    steps = re.findall(r'<li>\s*<a href="([^"]+)">', page[page.index("Börja så här") :])[:4]
    assert steps == [
        "/admin/agreements/register/",
        "/admin/auth/user/",
        "/admin/agreements/agreement/import/",
        "/admin/agreements/agreement/add/",
    ]
    assert "arende=" not in page
    assert "Lägg upp dem som ska arbeta här" not in desk_of("Registrator")
    AgreementFactory(draft=True)
    assert "Börja så här" not in admin.get("/admin/").content.decode()


def test_user_without_permissions_is_informed() -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert "Du har ingen roll" in client.get("/admin/").content.decode()


def test_query_count_does_not_grow_with_rows(admin: Client) -> None:
    numbers = []
    for size in (10, 290):
        fill(size)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get("/admin/").status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 18


# Guidance


@pytest.mark.parametrize("model", list(django_admin.site._registry), ids=lambda model: model.__name__)
def test_every_list_has_guidance(model: type) -> None:
    assert guidance_of(model)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["agreements.agreement", "agreements.reminder", "municipalities.county", "auth.user"])
def test_guidance_is_shown_above_list(admin: Client, label: str) -> None:
    page = admin.get(f"/admin/{label.replace('.', '/')}/").content.decode()
    assert str(GUIDANCE[label]) in page
    assert 'class="list-guidance"' in page


def test_popup_has_no_guidance(admin: Client) -> None:
    assert "list-guidance" not in admin.get("/admin/agreements/agreement/?_popup=1").content.decode()
