"""The municipalities with an agreement on each level or in each area, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse

from agreements.lookup.municipalities import municipalities_on, slugs_in_force
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import CollaborationLevel, CooperationArea, Term
from agreements.positions import Position
from agreements.public.day import Day
from agreements.public.figures import Overview, Segment, per_cent


@dataclass
class Share:
    """The municipalities with the term, out of all with an agreement on the day."""

    term: Term
    url: str
    signed: int
    municipalities: list[Any] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.municipalities)

    @property
    def per_cent(self) -> str:
        return per_cent(self.number, self.signed)

    @property
    def bar(self) -> list[Segment]:
        return [Segment("signed", 0, self.number)] if self.number else []

    @property
    def by_county(self) -> list[tuple[Any, list[Any]]]:
        rows = sorted(self.municipalities, key=lambda row: (row.county.sort_key, row.sort_key, row.code))
        return [(county, list(county_rows)) for county, county_rows in groupby(rows, key=lambda row: row.county)]


@dataclass
class Shares:
    """The share of every level or area for the headline type, in the order of the terms."""

    overview: Overview
    shares: list[Share]

    def share_of(self, slug: str) -> Share:
        for share in self.shares:
            if share.term.slug == slug:
                return share
        raise Http404


def shares_of(kind: str, words: Vocabulary, day: Day) -> Shares:
    terms: Iterable[Term] = words.levels if kind == "level" else words.areas
    model = CollaborationLevel if kind == "level" else CooperationArea
    existing = municipalities_on(day.day, words.headline.slug if words.headline else "")
    municipalities = list(existing.select_related("county").annotate(term_slugs=slugs_in_force(model)))
    signed = [row for row in municipalities if row.position == Position.SIGNED]
    return Shares(
        Overview.of(day, municipalities),
        [
            Share(
                term,
                reverse(kind, args=[term.slug]) + day.query,
                len(signed),
                [row for row in signed if term.slug in row.term_slugs],
            )
            for term in terms
        ],
    )
