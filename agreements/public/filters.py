"""The filter sets of the public lists. A page and its export use the same filter set."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.lookup.municipalities import municipalities_on
from agreements.lookup.reports import EXCEPTED
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import REPORTED_POSITIONS, Agreement
from agreements.positions import Position, Status
from agreements.public.conditions import CONDITIONS, NOT_REPORTED, ORDERS, ordering_of
from agreements.public.day_form import KNOWN, AddressDayField, KnownField
from municipalities.models import named_first


class DayFilter(filters.Filter):
    field_class = AddressDayField


class KnownFilter(filters.Filter):
    field_class = KnownField


class RegisterFilter(filters.FilterSet):
    """A filter set for the register on the day of `per`, or today."""

    q = filters.CharFilter(
        label=_("Sök"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    per = DayFilter(label=_("Dag"), method="keep_rows", help_text=_("Tomt betyder i dag."))
    enligt = KnownFilter(method="keep_rows", **KNOWN)

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], *, words: Vocabulary, today: datetime.date) -> None:
        super().__init__(data, queryset)
        self.data = data.copy()
        self.words = words
        self.today = today
        self._set_choices("county", [(county.code, county.name) for county in words.counties])
        for name, terms in (("type", words.types), ("level", words.levels), ("area", words.areas)):
            self._set_choices(name, [(term.slug, term.label) for term in terms])

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.filters:
            self.filters[name].extra["choices"] = choices

    @property
    def day(self) -> datetime.date:
        return (self.form.is_valid() and self.form.cleaned_data["per"]) or self.today

    @property
    def rows(self) -> Any:
        """The filtered rows; none where a filter is invalid."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    def keep_rows(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """The method of filters that are applied in `filter_queryset` or in `day`."""
        return rows

    def search(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        return rows.search(value)


class MunicipalityFilter(RegisterFilter):
    county = filters.ChoiceFilter(label=_("Län"), method="keep_rows", empty_label=_("Alla län"))
    position = filters.MultipleChoiceFilter(label=_("Läge"), method="keep_rows", choices=Position.choices)
    type = filters.ChoiceFilter(label=_("Typ"), method="keep_rows", empty_label=None)
    level = filters.ChoiceFilter(label=_("Samverkansnivå"), method="keep_rows", empty_label=_("Alla nivåer"))
    area = filters.ChoiceFilter(label=_("Samverkansområde"), method="keep_rows", empty_label=_("Alla områden"))
    in_dialogue = filters.ChoiceFilter(
        label=_("Dialog"),
        method="keep_rows",
        choices=[("yes", _("I dialog")), ("no", _("Inte i dialog"))],
        empty_label=_("Alla"),
    )
    lapses = filters.ChoiceFilter(
        label=_("Upphör"),
        method="keep_rows",
        choices=[("3", _("inom 3 månader")), ("6", _("inom 6 månader")), ("12", _("inom 12 månader"))],
        empty_label=_("När som helst"),
    )
    reported = filters.ChoiceFilter(
        label=_("Enligt andra"),
        method="keep_rows",
        choices=[
            *REPORTED_POSITIONS,
            (EXCEPTED, _("inte med bland dem")),
            (NOT_REPORTED, _("ingen uppgift från andra")),
        ],
        empty_label=_("Alla"),
    )
    sort = filters.ChoiceFilter(label=_("Sortera efter"), method="keep_rows", choices=ORDERS, empty_label=None)

    def __init__(self, data: QueryDict, *, words: Vocabulary, today: datetime.date) -> None:
        self.headline = words.headline.slug if words.headline else ""
        super().__init__(data, municipalities_on(today, self.headline), words=words, today=today)
        for name, default in (("type", self.headline), ("sort", "name")):
            if not self.data.get(name):
                self.data[name] = default

    @property
    def type_slug(self) -> str:
        return (self.form.is_valid() and self.form.cleaned_data["type"]) or ""

    @property
    def sorted_by(self) -> str:
        return self.form.cleaned_data["sort"] if self.form.is_valid() else "name"

    @property
    def order(self) -> list[Any]:
        """The chosen order. By name, the municipality with exactly the searched name comes first."""
        text = self.form.cleaned_data["q"] if self.form.is_valid() and self.sorted_by == "name" else ""
        return [*([named_first(text)] if text else []), *ordering_of(self.sorted_by)]

    @property
    def conditions(self) -> dict[str, Q]:
        """The condition of each filter with a value."""
        values = self.form.cleaned_data
        return {name: condition(values[name], self.day) for name, condition in CONDITIONS.items() if values[name]}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.filter_by_conditions(municipalities_on(self.day, self.type_slug))

    def filter_by_conditions(self, municipalities: QuerySet[Any]) -> QuerySet[Any]:
        for condition in self.conditions.values():
            municipalities = municipalities.filter(condition)
        return municipalities


class AgreementFilter(RegisterFilter):
    county = filters.ChoiceFilter(label=_("Län"), method="in_county", empty_label=_("Alla län"))
    status = filters.ChoiceFilter(label=_("Status"), field_name="status", choices=Status.choices, empty_label=_("Alla"))
    type = filters.ChoiceFilter(label=_("Typ"), field_name="type__slug", empty_label=_("Alla typer"))
    level = filters.ChoiceFilter(label=_("Samverkansnivå"), method="with_level", empty_label=_("Alla nivåer"))
    area = filters.ChoiceFilter(label=_("Samverkansområde"), method="with_area", empty_label=_("Alla områden"))
    in_force = filters.ChoiceFilter(
        label=_("Gäller"),
        method="in_force_on_day",
        choices=[("yes", _("Gäller på dagen")), ("possibly", _("Osäkert om den gäller på dagen"))],
        empty_label=_("Alla"),
    )

    def __init__(self, data: QueryDict, *, words: Vocabulary, today: datetime.date) -> None:
        super().__init__(data, Agreement.objects.published(), words=words, today=today)

    def in_county(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        return rows.filter(municipality__county=value)

    def with_level(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        return rows.filter(levels__slug=value)

    def with_area(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        return rows.filter(areas__slug=value)

    def in_force_on_day(self, rows: Any, name: str, value: str) -> QuerySet[Agreement]:
        if value == "possibly":
            return rows.uncertain_on(self.day)
        return rows.in_force_on(self.day)
