"""The statistics of a type and a day: their tables and files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from agreements.lookup.statistics import (
    Counts,
    counts_on,
    lapsing_by_quarter,
    time_to_signature,
)
from agreements.lookup.vocabulary import Vocabulary
from agreements.public.columns import FILES
from agreements.public.day import Day
from agreements.public.statistics.table import StatisticsTable, statistics_file
from agreements.public.statistics.tables import (
    area_table,
    county_table,
    level_table,
    quarter_table,
    type_table,
    wait_table,
)
from agreements.tables.csv import Variant


@dataclass
class Statistics:
    """The tables for a type and a day, each queried on first use."""

    words: Vocabulary
    type_slug: str
    day: Day

    @cached_property
    def counts(self) -> Counts:
        return counts_on(self.day.day, self.type_slug, [term.slug for term in self.words.types])

    def table(self, slug: str) -> StatisticsTable:
        match slug:
            case "lan":
                return county_table(self.counts, self.words, self._county)
            case "typ":
                return type_table(self.counts, self.words)
            case "niva":
                return level_table(self.counts, self.words)
            case "omrade":
                return area_table(self.counts, self.words)
            case "tid":
                return wait_table(time_to_signature(self.type_slug, self.day.day))
            case _:
                return quarter_table(lapsing_by_quarter(self.type_slug, self.day.day))

    @property
    def tables(self) -> list[StatisticsTable]:
        return [self.table(slug) for slug in FILES]

    def file(self, slug: str, variant: Variant, *, is_demo: bool) -> bytes:
        types = [term.slug for term in self.words.types] if slug == "typ" else [self.type_slug]
        return statistics_file(self.table(slug), variant, self.day, types, is_demo=is_demo)

    def _county(self, code: str) -> str:
        return reverse("county", args=[code]) + self.day.query
