"""Field values of a row as plain JSON values, to store and compare, and in words for pages.

A value is text, a number, a boolean, null, or a sorted list of slugs for levels and areas.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, ManyToManyField, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, DialogueRound, Document, FollowUp, JointAgreement
from agreements.positions import Status

# The fields that a proposal may change: all of the answer except its municipality and its publication.
FIELDS = [
    "type",
    "status",
    "decided_on",
    "valid_from",
    "valid_to",
    "ending",
    "notice_months",
    "source_note",
    "source_url",
    "verified_on",
    "verified_by",
    "diary_number",
    "municipality_diary_number",
    "levels",
    "areas",
    "public_summary",
    "joint_agreement",
    "replaces",
    "next_follow_up_on",
    "internal_note",
]
# The public fields of each kind of row, and the internal fields of an agreement.
FIELDS_OF: dict[type[Model], list[str]] = {
    Agreement: FIELDS,
    JointAgreement: ["title", "diary_number", "public_summary"],
    DialogueRound: ["name", "slug", "starts_on", "ends_on", "description", "source_note", "source_url"],
    Document: ["title", "dated_on", "language", "url", "file"],
    FollowUp: ["year", "done_on", "findings", "source_url"],
}
EMPTY = "–"
DECLINED_HAS_NONE = {
    "levels": gettext_lazy("Ett avböjt svar har inga samverkansnivåer. Ta bort dem, eller ändra status."),
    "areas": gettext_lazy("Ett avböjt svar har inga samverkansområden. Ta bort dem, eller ändra status."),
}


def field_of(name: str, model: type[Model] = Agreement) -> Field[Any, Any]:
    field: Any = model._meta.get_field(name)
    return field


def values_of(row: Model) -> dict[str, Any]:
    """The row's present values by field. For an agreement: two queries, for its levels and areas."""
    return {name: value_of(row, name) for name in FIELDS_OF[type(row)]}


def value_of(row: Model, name: str) -> Any:
    field = field_of(name, type(row))
    if isinstance(field, ManyToManyField):
        return slugs(getattr(row, name).all())
    return as_value(getattr(row, field.attname))


def as_value(value: Any) -> Any:
    """The plain value of a cleaned form value: a day, a row, several rows or a plain value."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "pk"):
        return value.pk
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return slugs(value)
    return value


def slugs(terms: Iterable[Any]) -> list[str]:
    return sorted(term if isinstance(term, str) else term.slug for term in terms)


def set_values(row: Model, values: Mapping[str, Any]) -> None:
    """Sets the values without saving the row. `set_terms` sets levels and areas once it is saved."""
    for name, value in values.items():
        field = field_of(name, type(row))
        if not isinstance(field, ManyToManyField):
            setattr(row, field.attname, field.to_python(value))


def set_terms(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field = field_of(name, type(row))
        if isinstance(field, ManyToManyField):
            getattr(row, name).set(field.related_model._default_manager.filter(slug__in=value))


def check_terms(status: str | None, terms: Mapping[str, Any]) -> None:
    """Raises ValidationError, by field, if a declined answer has levels or areas."""
    if status == Status.DECLINED and (
        held := {name: DECLINED_HAS_NONE[name] for name in DECLINED_HAS_NONE if terms.get(name)}
    ):
        raise ValidationError(held)


def field_label(name: str, model: type[Model] = Agreement) -> str:
    return capfirst(str(field_of(name, model).verbose_name))


def worded_value(name: str, value: Any, model: type[Model] = Agreement) -> str:
    """A value in the words of the pages."""
    field = field_of(name, model)
    if value in (None, "", []):
        return _("tills vidare") if name == "valid_to" else EMPTY
    if isinstance(field, ManyToManyField):
        return ", ".join(str(term) for term in field.related_model._default_manager.filter(slug__in=value))
    if isinstance(field, ForeignKey):
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else _("borttagen (%(key)s)") % {"key": value}
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
