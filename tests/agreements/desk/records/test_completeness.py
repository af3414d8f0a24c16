"""The owner states that the register is complete: rights, history and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agreements.models import AgreementType, Completeness
from tests.factories import CompletenessFactory
from tests.pages import member, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incomplete")]


ADD = "/admin/agreements/completeness/add/"
FIELDS = {
    "first_day": "2022-01-01",
    "ground": "Alla 290 kommuner är tillfrågade i mars 2023.",
    "stated_on": "2023-04-01",
}


def state(client: Client, **fields: Any) -> Any:
    headline = AgreementType.objects.get(is_headline=True)
    return send(client, ADD, type=headline.pk, **FIELDS | fields)


def test_owner_states_it_in_their_name_and_the_history_keeps_it() -> None:
    owner = member("Administratör", first_name="Ada", last_name="Ägare")
    state(owner)
    statement = Completeness.objects.get()
    assert (statement.stated_by, str(statement.first_day), statement.last_day) == (owner.user, "2022-01-01", None)  # type: ignore[attr-defined]
    history = owner.get(f"/admin/agreements/completeness/{statement.pk}/history/").content.decode()
    assert "Ada Ägare" in history
    assert "Alla 290 kommuner är tillfrågade" in history


@pytest.mark.parametrize("role", ["Läsare", "Registrator", "Granskare"])
def test_only_the_owner_states_it(role: str) -> None:
    client = member(role)
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, FIELDS).status_code == 403
    assert not Completeness.objects.exists()
    assert client.get("/admin/agreements/completeness/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"last_day": "2021-12-31"}, "Sista dagen kan inte vara före den första."),
        ({"first_day": "2023-13-01"}, "Dagen finns inte"),
        ({"first_day": "0202-01-01"}, "Dagen ska ligga mellan"),
        ({"ground": ""}, "Detta fält måste fyllas i."),
    ],
)
def test_refused_statement_says_why(fields: dict[str, str], message: str) -> None:
    response = state(member("Administratör"), **fields)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Completeness.objects.exists()


def test_second_statement_for_the_same_days_is_refused() -> None:
    CompletenessFactory()
    response = state(member("Administratör"), first_day="2021-01-01", last_day="2022-01-01")
    assert "Typen har redan en uppgift om fullständighet för någon av de dagarna." in response.content.decode()
    state(member("Administratör"), first_day="2021-01-01", last_day="2021-12-31")
    assert Completeness.objects.count() == 2
