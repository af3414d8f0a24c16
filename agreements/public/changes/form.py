"""The form of `/forandringar/`: two days, a type and a county."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.days import year_before
from agreements.lookup.changes import PositionChange, changes_between
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import AgreementType
from agreements.public.day_form import KNOWN, AddressDayField, KnownField
from municipalities.models import Municipality


class ChangesForm(forms.Form):
    till = AddressDayField(label=_("Till dagen"), required=False, help_text=_("Tomt betyder i dag."))
    type = forms.ChoiceField(label=_("Typ"), required=False)
    county = forms.ChoiceField(label=_("Län"), required=False)
    enligt = KnownField(**KNOWN)

    def __init__(self, data: QueryDict, *, words: Vocabulary, today: datetime.date) -> None:
        super().__init__(data)
        self.words = words
        self.today = today
        self.set_choices("type", [(term.slug, term.label) for term in words.types])
        self.set_choices("county", [("", _("Alla län")), *((county.code, county.name) for county in words.counties)])
        if words.headline:
            self.fields["type"].initial = words.headline.slug

    def set_choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "from" in values and "till" in values and self._first(values) > self._last(values):
            self.add_error(
                "till", _("Den andra dagen är före den första. Byt plats på dagarna, eller välj en senare dag här.")
            )
        return values

    @property
    def first(self) -> datetime.date:
        return self._first(self.cleaned_data)

    @property
    def last(self) -> datetime.date:
        return self._last(self.cleaned_data)

    @property
    def agreement_type(self) -> AgreementType | None:
        slug = self.cleaned_data["type"]
        return next((term for term in self.words.types if term.slug == slug), self.words.headline)

    @property
    def days(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "till": self.last.isoformat()}

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    def changes(self) -> list[PositionChange]:
        if self.agreement_type is None:
            return []
        existing = Municipality.objects.existing_on(self.first) | Municipality.objects.existing_on(self.last)
        if county := self.cleaned_data["county"]:
            existing = existing.filter(county=county)
        return changes_between(
            existing.select_related("county").order_by("sort_key", "code"), self.agreement_type, self.first, self.last
        )

    def _first(self, values: dict[str, Any]) -> datetime.date:
        return values["from"] or year_before(self._last(values)) or datetime.date.min

    def _last(self, values: dict[str, Any]) -> datetime.date:
        return values["till"] or self.today


# `from` is a Python keyword.
ChangesForm.base_fields["from"] = AddressDayField(
    label=_("Från dagen"), required=False, help_text=_("Tomt betyder ett år tidigare.")
)
