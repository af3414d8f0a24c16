"""The overview of the demo, which states that it is complete from 2022."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demo_register")
@pytest.mark.parametrize(
    ("day", "sentence", "declined"),
    [
        ("2023-03-15", '<span class="figure">261 av 290</span> kommuner har en överenskommelse', 3),
        ("2023-10-05", '<span class="figure">288 av 290</span> kommuner har en överenskommelse', 2),
    ],
)
def test_demo_gives_the_published_totals(client: Client, day: str, sentence: str, declined: int) -> None:
    response = client.get(f"/?per={day}")
    assert sentence in response.content.decode()
    assert response.context["overview"].counts["declined"] == declined
    assert {row.verdict for row in response.context["comparisons"]} == {"samma"}
    assert "Registret är fullständigt från den 1 januari 2022 och tills vidare." in response.content.decode()


@pytest.mark.usefixtures("demo_register")
def test_demo_claims_nothing_of_days_before_its_completeness(client: Client) -> None:
    day = datetime.date(2021, 12, 31)
    response = client.get(f"/?per={day}")
    assert response.context["overview"].counts["none"] == 0
    assert "av 290</span>" not in response.content.decode()
