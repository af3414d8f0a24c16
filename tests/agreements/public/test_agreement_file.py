"""The CSV file of agreements has the rows of the filtered list."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, AgreementType, CollaborationLevel, CooperationArea
from agreements.positions import Status
from agreements.public.filters import AgreementFilter
from municipalities.models import Municipality
from tests.agreements.history.test_as_known import known_since
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

LIST = "/overenskommelser/"
TODAY = timezone.localdate()
# The filters of the page with values. Each value excludes some rows of the fixture.
CHOICES: dict[str, list[str]] = {
    "q": ["malmo", "0180", "1280-1", "Af-7", "finns inte"],
    "per": ["2024-06-01", "2021-01-01"],
    "enligt": [str(TODAY - datetime.timedelta(days=5))],
    "county": ["01", "12"],
    "status": list(Status.values),
    "type": ["samlad", "dua-unga"],
    "level": ["operativ", "strategisk"],
    "area": ["enklare-service", "fordjupat-stod"],
    "in_force": ["yes"],
}
SINGLE = [{name: value} for name, values in CHOICES.items() for value in values]
PAIRS = [{first: CHOICES[first][0], second: CHOICES[second][0]} for first, second in itertools.combinations(CHOICES, 2)]
SEVERAL = [
    {"county": "12", "status": "signed", "level": "operativ", "in_force": "yes"},
    {"type": "samlad", "status": "declined", "area": "enklare-service", "per": "2024-06-01"},
    {"in_force": "yes", "per": "2021-01-01", "county": "01", "type": "samlad", "q": "stockholm"},
    {"enligt": CHOICES["enligt"][0], "status": "signed", "level": "strategisk", "per": "2024-06-01"},
]


@pytest.fixture
def _answers(db: None) -> None:
    """Over a hundred answers of every kind on three pages, some unknown to `enligt`, and drafts."""
    statuses = itertools.cycle([Status.SIGNED, Status.SIGNED, Status.DECLINED, Status.IN_DIALOGUE])
    years = itertools.cycle([2019, 2022, 2024])
    types = {kind.slug: kind for kind in AgreementType.objects.all()}
    levels, areas = list(CollaborationLevel.objects.all()), list(CooperationArea.objects.all())
    municipalities = list(Municipality.objects.filter(county__in=["01", "12"])) + list(
        Municipality.objects.exclude(county__in=["01", "12"])[:50]
    )

    def answer(number: int, municipality: Municipality) -> None:
        status, year = next(statuses), next(years)
        days: dict[str, Any] = (
            {"in_dialogue": True}
            if status == Status.IN_DIALOGUE
            else {
                "status": status,
                "decided_on": datetime.date(year, 3, 1),
                "valid_to": datetime.date(2024, 12, 31) if number % 4 == 0 else None,
            }
        )
        agreement = AgreementFactory(
            municipality=municipality,
            type=types["dua-unga" if number % 5 == 0 else "samlad"],
            diary_number=f"Af-{number}",
            draft=number % 11 == 0,
            **days,
        )
        if status != Status.DECLINED:
            agreement.levels.set(levels[: number % 3])
            agreement.areas.set(areas[number % 2 : number % 2 + number % 3])

    for number, municipality in enumerate(municipalities):
        answer(number, municipality)
    known_since(days=10)
    later_declined = Agreement.objects.filter(municipality__county="12", status=Status.SIGNED)
    for links in (Agreement.levels.through, Agreement.areas.through):
        links._default_manager.filter(agreement__in=later_declined).delete()
    later_declined.update(status=Status.DECLINED)
    for number, municipality in enumerate(municipalities[:20], start=1000):
        if not Agreement.objects.published().filter(municipality=municipality, type=types["dua-unga"]).exists():
            AgreementFactory(municipality=municipality, type=types["dua-unga"], diary_number=f"Af-{number}")
    cache.clear()


def ids_on_pages(client: Client, query: dict[str, str]) -> tuple[list[str], str]:
    """The ids on all pages of the list in their order, and the address of its file."""
    ids: list[str] = []
    answer = client.get(LIST, query)
    file = ""
    while True:
        page = answer.content.decode()
        assert answer.status_code == 200
        ids += re.findall(r'<th scope="row"><a class="id"\s+href="[^"]*">([\d-]+)</a>', page)
        file = file or unescape(re.findall(r'href="(/overenskommelser/csv/[^"]*)"', page)[0])
        following = re.findall(r'rel="next"\s+href="([^"]+)"', page)
        if not following:
            break
        answer = client.get(LIST + unescape(following[0]))
    number = re.search(r"(\d+)\s+överenskommelse", page)
    assert int(number[1] if number else -1) == len(ids)
    return ids, file


def ids_in_file(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [row["agreement_id"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_every_filter_of_the_page_is_tested() -> None:
    assert set(AgreementFilter.base_filters) == set(CHOICES)


@pytest.mark.usefixtures("_answers")
def test_unfiltered_list_and_file_have_every_published_agreement(client: Client) -> None:
    ids, file = ids_on_pages(client, {})
    assert len(ids) > 100
    assert ids_in_file(client, file) == ids
    assert set(ids) == set(Agreement.objects.published().values_list("public_id", flat=True))


@pytest.mark.usefixtures("_answers")
def test_each_filter_alone(client: Client) -> None:
    everything = len(ids_on_pages(client, {})[0])
    for query in SINGLE:
        ids, file = ids_on_pages(client, query)
        assert ids_in_file(client, file) == ids, query
        # The day excludes no rows: it only selects the day of the position.
        assert len(ids) < everything or "per" in query, query
        assert ids or "finns inte" in query.values(), query


@pytest.mark.usefixtures("_answers")
@pytest.mark.parametrize("queries", [PAIRS, SEVERAL], ids=["pairs", "several"])
def test_filters_together(client: Client, queries: list[dict[str, str]]) -> None:
    for query in queries:
        ids, file = ids_on_pages(client, query)
        assert ids_in_file(client, file) == ids, query


@pytest.mark.parametrize("name", [name for name in CHOICES if name != "q"])
def test_wrong_value_gives_neither_a_list_nor_a_file(client: Client, name: str) -> None:
    for address in (LIST, f"{LIST}csv/"):
        assert client.get(address, {name: "fel"}).status_code == 400, address
