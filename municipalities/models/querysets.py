"""Questions about municipalities: which exist on a day, and which a text names."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, OuterRef, Q, When
from django.db.models.functions import Concat

from municipalities.names import candidates, without_titles
from municipalities.swedish import fold, search_key, sort_key, sort_text, words_in

if TYPE_CHECKING:
    from municipalities.models.municipalities import Municipality


def join_fields(*fields: str) -> Concat:
    parts = [part for field in fields for part in (models.Value(" "), field)]
    return Concat(*parts[1:])


def named_first(text: str) -> Case:
    """An ordering with the municipality of this name first."""
    return Case(When(sort_key__in=[sort_text(name) for name in candidates(text)], then=0), default=1)


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def existing_on(self, day: datetime.date | OuterRef) -> Self:
        """The municipalities that exist on the day: 290 since 2003."""
        return self.filter(Q(established_on=None) | Q(established_on__lte=day)).filter(
            Q(ceased_on=None) | Q(ceased_on__gte=day)
        )

    def search(self, text: str) -> Self:
        """Municipalities with every word of the text in a name or the code: "malmo" finds Malmö, "0180" Stockholm."""
        names = sort_key(join_fields("name", "official_name", "code", "other_names"))
        return self.alias(spelled_names=names).filter(
            words_in(without_titles(text), searched="search_key", spelled="spelled_names")
        )

    def best_first(self, text: str) -> Self:
        """First the municipality with exactly this name, then names that begin with the text, then the others."""
        begins = Q(search_key__startswith=fold(without_titles(text)))
        return self.order_by(named_first(text), Case(When(begins, then=0), default=1), "sort_key", "code")

    def resembling(self, text: str) -> Self:
        """The three municipalities with the most similar names, best first: "Göteborrg" finds Göteborg."""
        names = search_key(join_fields("name", "other_names"))
        likeness = TrigramWordSimilarity(fold(without_titles(text)), names)
        # Equally similar names are ordered by their å, ä and ö: "Håbbo" is Håbo before Habo.
        marked = TrigramWordSimilarity(sort_text(without_titles(text)), "sort_key")
        # One or two misspellings in a short name stay above this limit; below it unrelated names match.
        rows = self.alias(likeness=likeness, marked=marked).filter(likeness__gte=0.55)
        return rows.order_by("-likeness", "-marked", "sort_key", "code")[:3]

    def nearest(self, municipality: Municipality) -> Self:
        """The other municipalities, nearest first."""
        # A degree of longitude is about half as long as a degree of latitude in Sweden.
        north = F("latitude") - municipality.latitude
        east = (F("longitude") - municipality.longitude) * Decimal("0.5")
        return self.exclude(pk=municipality.pk).order_by(north * north + east * east)
