"""What a form and its inlines show, field by field as plain values: to keep, compare and merge."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# A plain value is a text, or the sorted texts of several choices.
Value = str | list[str]
EMPTY = "–"
PASSED_OVER = (DELETION_FIELD_NAME, ORDERING_FIELD_NAME)


def plain(field: forms.Field, value: Any) -> Value:
    """The same for what a row has and for what a browser sends of it."""
    if isinstance(field, forms.ModelChoiceField):
        value = field.prepare_value(value)
    elif isinstance(field, forms.FileField):
        return str(getattr(value, "name", value) or "")
    else:
        # What cannot be read is compared as it was typed: the form says what is wrong with it.
        with suppress(ValidationError):
            value = field.to_python(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(str(part) for part in value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or value is False:
        return ""
    return "\n".join(line.rstrip() for line in str(value).strip().splitlines())


def worded(field: forms.Field, value: Value) -> str:
    """A plain value as the page says it."""
    if value in ("", []):
        return _("nej") if isinstance(field, forms.BooleanField) else EMPTY
    keys = value if isinstance(value, list) else [value]
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        to = field.to_field_name or "pk"
        rows = field.queryset.model._default_manager.all()
        named = {str(getattr(row, to)): str(row) for row in rows.filter(**{f"{to}__in": keys})}
        return ", ".join(named.get(key) or _("borttagen (%(key)s)") % {"key": key} for key in keys)
    if isinstance(field, forms.ChoiceField):
        choices = {str(key): str(label) for key, label in cast("Iterable[tuple[Any, Any]]", field.choices)}
        return ", ".join(choices.get(key, key) for key in keys)
    return _("ja") if isinstance(field, forms.BooleanField) else ", ".join(keys)


@dataclass(frozen=True)
class Place:
    """One field of a form or of a row among its inlines."""

    key: str
    name: str
    label: str
    field: forms.Field
    html_name: str
    now: Value

    def sent(self, request: HttpRequest) -> Value:
        raw = self.field.widget.value_from_datadict(request.POST, request.FILES, self.html_name)
        return plain(self.field, raw)

    def put(self, data: QueryDict, value: Value) -> None:
        """Changes what was sent into the value."""
        data.pop(self.html_name, None)
        if isinstance(self.field, forms.BooleanField):
            if value:
                data[self.html_name] = "on"
        elif isinstance(value, list):
            data.setlist(self.html_name, value)
        else:
            data[self.html_name] = value


def places_of(form: forms.BaseForm, key: str = "", label: str = "", prefix: str | None = None) -> Iterator[Place]:
    """The fields that somebody can change; `prefix` where the form was sent as another row than it is now."""
    of_row = getattr(getattr(form, "instance", None), "_meta", None)
    identity = of_row.pk.name if of_row and of_row.pk else None
    for name, field in form.fields.items():
        if field.disabled or name in PASSED_OVER or (key and name == identity):
            continue
        if isinstance(field, forms.models.InlineForeignKeyField):
            continue
        html_name = form.add_prefix(name) if prefix is None else f"{prefix}-{name}"
        named = capfirst(str(field.label or name))
        yield Place(
            f"{key}{name}",
            name,
            f"{label}: {named}" if label else named,
            field,
            html_name,
            plain(field, form.get_initial_for_field(field, name)),
        )


@dataclass(frozen=True)
class Rows:
    """The rows of one kind that a form has beside its own fields, as they are in the database."""

    formset: BaseInlineFormSet
    forms: Mapping[str, forms.ModelForm]

    @classmethod
    def of(cls, formset: BaseInlineFormSet) -> Rows:
        for form in formset.initial_forms:
            # Django gives each row its parent's key alone: its name would else read the parent once a row.
            setattr(form.instance, formset.fk.name, formset.instance)
        return cls(formset, {str(form.instance.pk): form for form in formset.initial_forms})

    @property
    def prefix(self) -> str:
        return str(self.formset.prefix)

    @property
    def model(self) -> type[models.Model]:
        return cast("type[models.Model]", self.formset.model)

    @property
    def identity(self) -> str:
        return self.model._meta.pk.name

    @property
    def kind(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    def key_of(self, pk: str) -> str:
        return f"{self.prefix}:{pk}:"

    def label_of(self, pk: str) -> str:
        return f"{self.kind} {self.forms[pk].instance}"

    def sent(self, data: Mapping[str, Any]) -> dict[str, str]:
        """The index of each row that was sent, by its key."""
        found = {}
        for name, value in data.items():
            match = re.fullmatch(rf"{re.escape(self.prefix)}-(\d+)-{self.identity}", name)
            if match and value:
                found[str(value)] = match[1]
        return found


def values_of(form: forms.BaseForm, rows: Iterable[Rows]) -> dict[str, Value]:
    """All that the form shows, by key; each row among its inlines also by its name."""
    found = {place.key: place.now for place in places_of(form)}
    for kind in rows:
        for pk, row in kind.forms.items():
            found[kind.key_of(pk)] = kind.label_of(pk)
            found |= {place.key: place.now for place in places_of(row, kind.key_of(pk))}
    return found


def without_rows(
    data: QueryDict, files: MultiValueDict[str, Any], prefix: str, gone: Mapping[str, bool], identity: str
) -> None:
    """Takes the rows at the indexes away from what was sent, or makes new rows of them where so marked."""
    part_of = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    indexes = sorted({int(match[1]) for name in (*data, *files) if (match := part_of.fullmatch(name))})
    kept = [index for index in indexes if str(index) not in gone]
    again = [index for index in indexes if gone.get(str(index))]
    for index in again:
        data.pop(f"{prefix}-{index}-{DELETION_FIELD_NAME}", None)
        data[f"{prefix}-{index}-{identity}"] = ""
    places = {str(index): place for place, index in enumerate([*kept, *again])}
    for part in (data, files):
        sent = [(name, match, part.pop(name)) for name in list(part) if (match := part_of.fullmatch(name))]
        for _name, match, values in sent:
            if match[1] in places:
                part.setlist(f"{prefix}-{places[match[1]]}-{match[2]}", values)
    for count, fewer in (("INITIAL", len(gone)), ("TOTAL", len(gone) - len(again))):
        name = f"{prefix}-{count}_FORMS"
        data[name] = str(int(str(data[name])) - fewer)
