"""Forms and their inline rows as plain values, to seal in the page, compare and merge."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.values import EMPTY
from agreements.days.fields import ImpreciseDayField, day_in_words
from agreements.days.reading import read_day
from agreements.history.latest import LatestChange, latest_changes


def plain_value(field: forms.Field, value: Any) -> str | list[str]:
    """A field's value in one form, whether it comes from the row or from the browser."""
    if not isinstance(field, forms.ModelChoiceField | forms.FileField):
        with suppress(ValidationError):  # Invalid input is compared as typed: the form reports it.
            value = field.to_python(value)
    value = field.prepare_value(value)
    if isinstance(value, list | tuple):
        return sorted(str(choice) for choice in value)
    text = "" if value is None or value is False else str(value)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def value_in_words(field: forms.Field, value: str | list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return _("ja") if value else _("nej")
    if isinstance(field, ImpreciseDayField) and isinstance(value, str):
        with suppress(ValidationError):  # Invalid input is shown as typed.
            return day_in_words(day) if (day := read_day(value)) else EMPTY
    keys = value if isinstance(value, list) else [value] if value else []
    choices: Any = getattr(field, "choices", [])
    if isinstance(field, forms.ModelChoiceField):
        choices = [(key, _("borttagen (%(key)s)") % {"key": key}) for key in keys] + chosen_rows(field, keys)
    names = {str(key): str(name) for key, name in choices}
    return ", ".join(names.get(key, key) for key in keys) or EMPTY


def chosen_rows(field: forms.ModelChoiceField, keys: list[str]) -> list[tuple[Any, Any]]:
    name, rows = field.to_field_name or "pk", cast("Any", field.queryset).model._default_manager
    with suppress(ValueError):  # An invalid key: the form reports it.
        return [(getattr(row, name), row) for row in rows.filter(**{f"{name}__in": keys})]
    return []


@dataclass(frozen=True)
class Part:
    """A form of one row, with its fields by keys that are unique in the page. The main form's key is empty."""

    form: forms.ModelForm
    row: Any
    key: str = ""
    name: str = ""

    @cached_property
    def fields(self) -> dict[str, BoundField]:
        editable = [bound for bound in self.form.visible_fields() if not bound.field.disabled]
        return {self.key + bound.name: bound for bound in editable if bound.name != DELETION_FIELD_NAME}

    @cached_property
    def now(self) -> dict[str, Any]:
        return {key: plain_value(bound.field, bound.initial) for key, bound in self.fields.items()}

    @cached_property
    def sent(self) -> dict[str, Any]:
        return {key: plain_value(bound.field, bound.data) for key, bound in self.fields.items()}

    @property
    def is_deleted(self) -> bool:
        return DELETION_FIELD_NAME in self.form.fields and bool(self.form[DELETION_FIELD_NAME].data)

    @cached_property
    def changes(self) -> dict[str, LatestChange]:
        """The last change of each field by its key, and of the row by the part's key."""
        names = ["", *(bound.name for bound in self.fields.values())]
        changes = latest_changes(type(self.form.instance), self.row, names)
        return {self.key + name: change for name, change in changes.items()}

    def label(self, key: str) -> str:
        labels = [self.name, str(self.fields[key].label) if key in self.fields else ""]
        return ": ".join(label for label in labels if label)

    def in_words(self, key: str, value: Any) -> str:
        """A field's value, or a row's values, in words. None means unknown."""
        if value is None:
            return _("okänt")
        if key in self.fields:
            return value_in_words(self.fields[key].field, value)
        lines = [f"{self.fields[field].label}: {self.in_words(field, of_field)}" for field, of_field in value.items()]
        return "\n".join(lines) or _("Tas bort")


def part_of(formset: forms.BaseInlineFormSet, form: forms.ModelForm) -> Part:
    """The part of an inline row, which another user may have deleted."""
    options = form.instance._meta
    # Django sets the parent's key only. Without this, each row's name would cost a query for the parent.
    setattr(form.instance, formset.fk.name, formset.instance)
    row = form.instance.pk or str(form[options.pk.name].data or "")
    name = f"{capfirst(str(options.verbose_name))} {form.instance if form.instance.pk else ''}".strip()
    return Part(form, row, f"{formset.prefix}:{row}:", name)


def form_values(form: forms.ModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> dict[str, Any]:
    """The form's values by key, and each inline row's name by the row's key."""
    values = Part(form, form.instance.pk).now
    for part in (part_of(formset, row) for formset in formsets for row in formset.initial_forms if row.instance.pk):
        values = values | {part.key: part.name} | part.now
    return values
