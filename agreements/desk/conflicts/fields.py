"""Forms and their inline rows as plain values: sealed in the page, compared and merged."""

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
from agreements.history.latest import LatestChange, latest_changes


def plain_value(field: forms.Field, value: Any) -> str | list[str]:
    """The same for a value of the row and for what a browser sends of it."""
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
    keys = value if isinstance(value, list) else [value] if value else []
    choices: Any = getattr(field, "choices", [])
    if isinstance(field, forms.ModelChoiceField):
        choices = [(key, _("borttagen (%(key)s)") % {"key": key}) for key in keys] + chosen_rows(field, keys)
    names = {str(key): str(name) for key, name in choices}
    return ", ".join(names.get(key, key) for key in keys) or EMPTY


def chosen_rows(field: forms.ModelChoiceField, keys: list[str]) -> list[tuple[Any, Any]]:
    name, rows = field.to_field_name or "pk", cast("Any", field.queryset).model._default_manager
    with suppress(ValueError):  # A key that no browser sends: the form reports it.
        return [(getattr(row, name), row) for row in rows.filter(**{f"{name}__in": keys})]
    return []


@dataclass(frozen=True)
class Part:
    """A form of one row, with its fields by keys that are unique in the page. The page's own form has an empty key."""

    form: forms.ModelForm
    row: Any
    key: str = ""
    name: str = ""

    @cached_property
    def fields(self) -> dict[str, BoundField]:
        shown = [bound for bound in self.form.visible_fields() if not bound.field.disabled]
        return {self.key + bound.name: bound for bound in shown if bound.name != DELETION_FIELD_NAME}

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
        """The last change of each field, by key; by the part's own key that of the row."""
        names = ["", *(bound.name for bound in self.fields.values())]
        changes = latest_changes(type(self.form.instance), self.row, names)
        return {self.key + name: change for name, change in changes.items()}

    def label(self, key: str) -> str:
        labels = [self.name, str(self.fields[key].label) if key in self.fields else ""]
        return ": ".join(label for label in labels if label)

    def in_words(self, key: str, value: Any) -> str:
        """A value of a field, or those of the row, as the page says it. None is not known."""
        if value is None:
            return _("okänt")
        if key in self.fields:
            return value_in_words(self.fields[key].field, value)
        lines = [f"{self.fields[field].label}: {self.in_words(field, of_field)}" for field, of_field in value.items()]
        return "\n".join(lines) or _("Tas bort")


def part_of(formset: forms.BaseInlineFormSet, form: forms.ModelForm) -> Part:
    """An inline row, which another person may have removed."""
    options = form.instance._meta
    # Django sets the key of the parent alone: without this the row's name would read its parent once a row.
    setattr(form.instance, formset.fk.name, formset.instance)
    row = form.instance.pk or str(form[options.pk.name].data or "")
    name = f"{capfirst(str(options.verbose_name))} {form.instance if form.instance.pk else ''}".strip()
    return Part(form, row, f"{formset.prefix}:{row}:", name)


def form_values(form: forms.ModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> dict[str, Any]:
    """What a form shows, by key; by the key of each inline row its name."""
    values = Part(form, form.instance.pk).now
    for part in (part_of(formset, row) for formset in formsets for row in formset.initial_forms if row.instance.pk):
        values = values | {part.key: part.name} | part.now
    return values
