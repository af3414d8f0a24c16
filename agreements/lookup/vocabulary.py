"""Counties, types and their completeness, levels, areas and target groups for filters and pages, in one query."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from agreements.models import AgreementType, CollaborationLevel, Completeness, CooperationArea, TargetGroup, Term
from municipalities.models import County

TERMS: list[type[Term]] = [AgreementType, CollaborationLevel, CooperationArea, TargetGroup]


@dataclass
class Vocabulary:
    counties: list[County] = field(default_factory=list)
    types: list[AgreementType] = field(default_factory=list)
    levels: list[CollaborationLevel] = field(default_factory=list)
    areas: list[CooperationArea] = field(default_factory=list)
    target_groups: list[TargetGroup] = field(default_factory=list)
    completeness: list[tuple[str, Completeness]] = field(default_factory=list)  # with the slug of its type

    @property
    def headline(self) -> AgreementType | None:
        """The default type of the lists."""
        return next((term for term in self.types if term.is_headline), self.types[0] if self.types else None)

    def statements_of(self, type_slug: str) -> list[Completeness]:
        """The statements that the register is complete for the type, the earliest first."""
        return [statement for slug, statement in self.completeness if slug == type_slug]

    def levels_named(self, slugs: Iterable[str]) -> list[CollaborationLevel]:
        return [level for level in self.levels if level.slug in slugs]

    def areas_named(self, slugs: Iterable[str]) -> list[CooperationArea]:
        return [area for area in self.areas if area.slug in slugs]

    def target_groups_named(self, slugs: Iterable[str]) -> list[TargetGroup]:
        return [group for group in self.target_groups if group.slug in slugs]


def vocabulary() -> Vocabulary:
    rows = _counties().union(*(_terms(model) for model in TERMS), _statements(), all=True)
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
            case "TargetGroup":
                words.target_groups.append(TargetGroup(slug=key, **texts))
            case "Completeness":
                days = {"first_day": name_en, "last_day": description, "stated_on": description_en}
                known = {column: datetime.date.fromisoformat(day) for column, day in days.items() if day}
                words.completeness.append((key, Completeness(ground=name, **known)))
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


def _statements() -> QuerySet[Completeness, tuple]:
    first, last, stated = (Cast(day, CharField()) for day in ("first_day", "last_day", "stated_on"))
    return Completeness.objects.order_by().values_list(
        Value("Completeness"),
        F("type__slug"),
        F("ground"),
        first,
        Coalesce(last, Value("")),
        stated,
        Value(False),
        Value(0),
        first,
    )
