"""Facets of the list of municipalities: the number of rows of each filter choice, from one query."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Value
from django.http import QueryDict

from agreements.days import months_after
from agreements.lookup.municipalities import municipalities_on, slugs_in_force, with_answer
from agreements.models import CooperationArea
from agreements.positions import Position, ends_by
from agreements.public.conditions import FILTER_COLUMNS, NOT_REPORTED
from agreements.public.filters import MunicipalityFilter
from agreements.public.page import ChosenFilter
from municipalities.search import matches

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The choices of each filter that a municipality matches on the day.
CHOICES_OF: dict[str, Callable[[Any, datetime.date], Iterable[str]]] = {
    "county": lambda row, day: [row.county_id],
    "position": lambda row, day: [row.position],
    "level": lambda row, day: row.level_slugs,
    "area": lambda row, day: row.area_slugs,
    "in_dialogue": lambda row, day: ["yes" if row.in_dialogue else "no"],
    "reported": lambda row, day: [row.reported_position or NOT_REPORTED],
    "lapses": lambda row, day: [
        months
        for months in ("3", "6", "12")
        if row.position == Position.SIGNED and ends_by(row.answer_valid_to, months_after(day, int(months)))
    ],
}


@dataclass(frozen=True)
class Choice:
    value: str
    label: StrOrPromise
    # The number of rows with this choice and the other filters; None where a filter is invalid.
    number: int | None
    is_chosen: bool
    # A default is left out of the address.
    is_default: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: StrOrPromise
    choices: list[Choice]
    # The label of no choice, and its number of rows.
    all_label: StrOrPromise
    total: int | None


@dataclass
class FacetedMunicipalities:
    rows: list[Any] = field(default_factory=list)
    total: int = 0
    facets: dict[str, Facet] = field(default_factory=dict)
    # No row matches the search text: the rows have similar names.
    resembles: bool = False

    @property
    def has_more(self) -> bool:
        """Whether a filter in the collapsed part of the page has a choice."""
        fold = [self.facets[name] for name in ("area", "lapses", "in_dialogue", "reported", "type")]
        return any(choice.is_chosen and not choice.is_default for facet in fold for choice in facet.choices)


def find_municipalities(filterset: MunicipalityFilter) -> FacetedMunicipalities:
    if not filterset.form.is_valid():
        return FacetedMunicipalities(
            facets={name: _facet(filterset, name, None, None) for name in [*CHOICES_OF, "type", "sort"]}
        )
    conditions = filterset.conditions
    municipalities = with_answer(municipalities_on(filterset.day, filterset.type_slug)).annotate(
        area_slugs=slugs_in_force(CooperationArea),
        has_text=ExpressionWrapper(matches(filterset.form.cleaned_data["q"]), BooleanField()),
        **{f"passes_{name}": ExpressionWrapper(condition, BooleanField()) for name, condition in conditions.items()},
    )
    result = FacetedMunicipalities()
    numbers: dict[str, Counter[str]] = {name: Counter() for name in CHOICES_OF}
    totals: Counter[str] = Counter()
    for row in municipalities.order_by(*filterset.order):
        result.total += 1
        failed = [name for name in conditions if not getattr(row, f"passes_{name}")]
        if not failed:
            result.rows.append(row)
        for name, choices_of in CHOICES_OF.items():
            if not failed or failed == [name]:
                totals[name] += 1
                numbers[name].update(choices_of(row, filterset.day))
    result.resembles = bool(result.rows) and not any(row.has_text for row in result.rows)
    result.facets = {name: _facet(filterset, name, numbers[name], totals[name]) for name in CHOICES_OF}
    result.facets["type"] = _facet(filterset, "type", _numbers_by_type(filterset), None)
    result.facets["sort"] = _facet(filterset, "sort", None, None)
    return result


def _facet(filterset: MunicipalityFilter, name: str, numbers: Counter[str] | None, total: int | None) -> Facet:
    options = list(filterset.form.fields[name].choices)
    selected = filterset.data.getlist(name)
    default = {"type": filterset.headline, "sort": "name"}.get(name)
    choices = [
        Choice(value, label, None if numbers is None else numbers[value], value in selected, value == default)
        for value, label in options
        if value
    ]
    return Facet(
        name, filterset.filters[name].label, choices, next((label for value, label in options if not value), ""), total
    )


def _numbers_by_type(filterset: MunicipalityFilter) -> Counter[str]:
    """The number of rows for each type with the other filters, in one query."""
    counts = [
        filterset.filter_by_conditions(municipalities_on(filterset.day, slug))
        .order_by()
        .annotate(type_slug=Value(slug))
        .values("type_slug")
        .annotate(number=Count("pk"))
        .values_list("type_slug", "number")
        for slug in (term.slug for term in filterset.words.types)
    ]
    return Counter(dict(counts[0].union(*counts[1:], all=True))) if counts else Counter()


def chosen_values(filterset: MunicipalityFilter, parameters: QueryDict) -> list[ChosenFilter]:
    """Every chosen value, each with the address of the list without it."""
    choices = []
    for name in filterset.filters:
        words = dict(getattr(filterset.form.fields[name], "choices", ()))
        for value in dict.fromkeys(value for value in parameters.getlist(name) if value):
            if name == "sort" or (name == "type" and value == filterset.headline):
                continue
            without = parameters.copy()
            without.setlist(name, [other for other in parameters.getlist(name) if other not in ("", value)])
            choices.append(
                ChosenFilter(filterset.filters[name].label, words.get(value, value), f"?{without.urlencode()}")
            )
    return choices


@dataclass(frozen=True)
class SortLink:
    """The link of a column heading: sorts by the column, and reverses the order if it does already."""

    url: str
    # The value of aria-sort; empty where the list has another order.
    direction: str


def sort_links(filterset: MunicipalityFilter, parameters: QueryDict) -> dict[str, SortLink]:
    links = {}
    for name in FILTER_COLUMNS:
        direction = {name: "ascending", f"-{name}": "descending"}.get(filterset.sorted_by, "")
        query = parameters.copy()
        query["sort"] = f"-{name}" if direction == "ascending" else name
        links[name] = SortLink(f"?{query.urlencode()}", direction)
    return links
