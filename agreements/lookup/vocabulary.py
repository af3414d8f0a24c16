"""Counties, types, levels and areas for filters and pages, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, F, QuerySet, Value

from agreements.models import AgreementType, CollaborationLevel, CooperationArea, Term
from municipalities.models import County

TERMS: list[type[Term]] = [AgreementType, CollaborationLevel, CooperationArea]


@dataclass
class Vocabulary:
    counties: list[County] = field(default_factory=list)
    types: list[AgreementType] = field(default_factory=list)
    levels: list[CollaborationLevel] = field(default_factory=list)
    areas: list[CooperationArea] = field(default_factory=list)

    @property
    def headline(self) -> AgreementType | None:
        """The default type of the lists."""
        return next((term for term in self.types if term.is_headline), self.types[0] if self.types else None)

    def levels_named(self, slugs: Iterable[str]) -> list[CollaborationLevel]:
        return [level for level in self.levels if level.slug in slugs]

    def areas_named(self, slugs: Iterable[str]) -> list[CooperationArea]:
        return [area for area in self.areas if area.slug in slugs]


def vocabulary() -> Vocabulary:
    rows = _counties().union(*(_terms(model) for model in TERMS), all=True)
    words = Vocabulary()
    for kind, key, name, name_en, description, description_en, is_headline, _, _ in sorted(
        rows, key=lambda row: row[7:]
    ):
        texts = {"name": name, "name_en": name_en, "description": description, "description_en": description_en}
        match kind:
            case "County":
                words.counties.append(County(code=key, name=name, short_name=name_en))
            case "AgreementType":
                words.types.append(AgreementType(slug=key, is_headline=is_headline, **texts))
            case "CollaborationLevel":
                words.levels.append(CollaborationLevel(slug=key, **texts))
            case "CooperationArea":
                words.areas.append(CooperationArea(slug=key, **texts))
    return words


def _counties() -> QuerySet[County, tuple]:
    empty = Value("", CharField())
    return County.objects.order_by().values_list(
        Value("County"), F("code"), F("name"), F("short_name"), empty, empty, Value(False), Value(0), F("sort_key")
    )


def _terms(model: type[Term]) -> QuerySet[Term, tuple]:
    is_headline = F("is_headline") if model is AgreementType else Value(False, BooleanField())
    return model._default_manager.order_by().values_list(
        Value(model.__name__),
        F("slug"),
        F("name"),
        F("name_en"),
        F("description"),
        F("description_en"),
        is_headline,
        F("order"),
        F("slug"),
    )
