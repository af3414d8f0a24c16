"""Pages and files agree on the levels and areas of a municipality on a day."""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter
from random import Random

import pytest
from django.test import Client

from agreements.models import CollaborationLevel, CooperationArea
from agreements.positions import Position
from tests.examples import examples

pytestmark = pytest.mark.django_db

# The demo's own turning points, and days between its first answer and its last coming end.
FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2028, 6, 30)
RANDOM = Random(20261125)  # noqa: S311 - the same days at every run
DAYS = sorted(
    {
        datetime.date(2024, 12, 31),
        datetime.date(2025, 1, 1),
        *(FIRST + datetime.timedelta(days=RANDOM.randint(0, (LAST - FIRST).days)) for _number in range(examples(14))),
    }
)
KINDS = {"level": ("nivaer", "niva", CollaborationLevel), "area": ("omraden", "omrade", CooperationArea)}


def file_of(client: Client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address)).decode()
    return list(csv.DictReader(text.splitlines()))


def with_term(rows: list[dict[str, str]], column: str, slug: str) -> int:
    return sum(slug in row[column].split("|") for row in rows)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def numbers_beside_choices(page: str, name: str) -> dict[str, int]:
    """The facet counts in the list of municipalities."""
    select = re.search(rf'<select[^>]*\bname="{name}".*?</select>', page, re.DOTALL)
    assert select
    return {value: int(number) for value, number in re.findall(r'value="([^"]+)"[^>]*>[^<]*\((\d+)\)', select[0])}


def statistics_table(page: str, heading: str) -> list[int]:
    table = re.search(rf'<caption class="unseen">{heading}</caption>.*?</table>', page, re.DOTALL)
    assert table
    return [int(number) for number in re.findall(r'<td class="number-cell[^"]*">(\d+)</td>', table[0])]


@pytest.mark.usefixtures("demo_register")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_pages_and_files_agree_on_who_has_the_term(client: Client, kind: str, day: datetime.date) -> None:
    address, table, model = KINDS[kind]
    slugs = [term.slug for term in model._default_manager.all()]
    everyone = file_of(client, f"/kommuner/csv/?per={day}")
    agreements = file_of(client, f"/overenskommelser/csv/?per={day}&in_force=yes&type=samlad")
    in_statistics = {row[kind]: int(row["signed"]) for row in file_of(client, f"/statistik/{table}/csv/?per={day}")}
    beside = numbers_beside_choices(page_of(client, f"/kommuner/?per={day}"), kind)
    heading = {"level": "Samverkansnivåer", "area": "Samverkansområden"}[kind]
    shown = dict(zip(slugs, statistics_table(page_of(client, f"/statistik/?per={day}"), heading), strict=True))
    for slug in slugs:
        chosen = file_of(client, f"/kommuner/csv/?per={day}&{kind}={slug}")
        assert {row["position"] for row in chosen} <= {Position.SIGNED.value}
        term = page_of(client, f"/{address}/{slug}/?per={day}")
        listed = page_of(client, f"/kommuner/?per={day}&{kind}={slug}")
        in_force = f"/overenskommelser/csv/?per={day}&in_force=yes&type=samlad&{kind}={slug}"
        counted = {
            "term page": int(re.search(r'<h2 id="answer">\s*(\d+) kommun', term)[1]),  # type: ignore[index]
            "names on the term page": len(re.findall(r'<li><a href="/kommuner/\d{4}/', term.split("by-county")[1])),
            "choice in the list": beside[slug],
            "rows of the list": len(set(re.findall(r'<a href="/kommuner/(\d{4})/', listed.split("<tbody>")[1]))),
            "file of the list": len(chosen),
            "column of the file": with_term(everyone, f"{kind}s", slug),
            "statistics": shown[slug],
            "file of the statistics": in_statistics[slug],
            "agreements in force": len(file_of(client, in_force)),
            "column of the agreements in force": with_term(agreements, f"{kind}s", slug),
        }
        assert len(set(counted.values())) == 1, (day, slug, counted)

    lapsed: Counter[str] = Counter()
    signed = set()
    for day in DAYS:
        rows = file_of(client, f"/kommuner/csv/?per={day}")
        lapsed.update(row["position"] for row in rows)
        signed.add(with_term(rows, "levels", "strategisk"))
    assert lapsed[Position.LAPSED] > 0
    assert len(signed) > 5
