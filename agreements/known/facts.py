"""Reads the files of fixtures/known. Each row is a fact with the keys of its sources."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from agreements.days.imprecise import ImpreciseDay
from agreements.models import Source

FOLDER = settings.BASE_DIR / "fixtures" / "known"

KnownFact = dict[str, str]


def read_facts(name: str) -> list[KnownFact]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> ImpreciseDay | None:
    return ImpreciseDay.from_edtf(text) if text else None


def listed(text: str) -> list[str]:
    """The codes or short names of a cell, separated by |."""
    return text.split("|") if text else []


def fact_sources(fact: KnownFact, **owner: Any) -> Iterator[Source]:
    """The sources of a fact as drafts. Each has been read only as a copy."""
    rows = {row["key"]: row for row in read_facts("sources")}
    for key in listed(fact["sources"]):
        row = rows[key]
        source = Source(
            **owner,
            **{name: row[name] for name in ("title", "publisher", "url", "read_on", "supports")},
            is_copy=True,
        )
        Source._meta.get_field("published_on").save_form_data(source, day_of(row["published_on"]))
        yield source
