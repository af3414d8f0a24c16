"""Field values of a row as plain JSON values, to store and compare, and in words for pages.

A value is what JSON has: text, number, true or false, null, and a sorted list of short names for levels and areas. A
day that may be imprecise is its EDTF text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.days.fields import ImpreciseDateField, day_in_words
from agreements.days.imprecise import ImpreciseDay
from agreements.models import (
    Agreement,
    AgreementRevision,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    ReportedTotal,
    Source,
)
from agreements.positions import Status
from municipalities.models import Municipality

# The fields that a proposal may change: all of the answer except its municipality and its publication.
FIELDS = [
    "type",
    "status",
    "decided_on",
    "deciding_body",
    "signed_on",
    "valid_from",
    "valid_to",
    "ending",
    "extension_months",
    "notice_months",
    "source_note",
    "source_url",
    "verified_on",
    "verified_by",
    "diary_number",
    "municipality_diary_number",
    "levels",
    "areas",
    "target_groups",
    "parties",
    "public_summary",
    "joint_agreement",
    "replaces",
    "also_replaces",
    "next_follow_up_on",
    "internal_note",
]
# The fields of an agreement that are lists of rows: whoever reads `values_of` many agreements fetches these first.
LISTS = ["levels", "areas", "target_groups", "parties", "also_replaces"]
# The public fields of each kind of row, and the internal fields of an agreement.
FIELDS_OF: dict[type[Model], list[str]] = {
    Agreement: FIELDS,
    JointAgreement: [
        "title",
        "diary_number",
        "decided_on",
        "deciding_body",
        "signed_on",
        "valid_from",
        "valid_to",
        "parties",
        "public_summary",
        "source_note",
        "source_url",
    ],
    DialogueRound: ["name", "slug", "starts_on", "ends_on", "description", "source_note", "source_url"],
    ReportedTotal: [
        "type",
        "reported_on",
        "position",
        "precision",
        "total",
        "unit",
        "naming",
        "municipalities",
        "publisher",
        "source_note",
        "source_url",
        "note",
        "note_en",
    ],
    Document: ["title", "dated_on", "language", "url", "file"],
    FollowUp: ["year", "done_on", "findings", "source_url"],
    AgreementRevision: ["revised_on", "changes", "source_note", "source_url"],
    Source: ["title", "publisher", "url", "published_on", "read_on", "is_copy", "supports", "file"],
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
    """The row's present values by field. For an agreement: one query for each of LISTS that is not fetched."""
    return {name: value_of(row, name) for name in FIELDS_OF[type(row)]}


def value_of(row: Model, name: str) -> Any:
    field = field_of(name, type(row))
    if isinstance(field, ManyToManyField):
        return slugs(getattr(row, name).all())
    if isinstance(field, ImpreciseDateField):
        return as_value(field.value_from_object(row))
    return as_value(getattr(row, field.attname))


def as_value(given: Any) -> Any:
    """The plain value of what a form has cleaned: a day, a row, several rows or a plain value already."""
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, ImpreciseDay):
        return given.edtf
    if hasattr(given, "pk"):
        return given.pk
    if isinstance(given, Iterable) and not isinstance(given, str | dict):
        return slugs(given)
    return given


def slugs(terms: Iterable[Any]) -> list[str]:
    return sorted(term if isinstance(term, str) else getattr(term, key_name(type(term))) for term in terms)


def key_name(model: type[Model]) -> str:
    """The field that names a row of a list: an agreement's id, a municipality's code, and else the short name."""
    return {Agreement: "public_id", Municipality: "code"}.get(model, "slug")


def set_values(row: Model, values: Mapping[str, Any]) -> None:
    """Sets the values without saving the row. `set_terms` sets levels and areas once it is saved."""
    for name, value in values.items():
        field = field_of(name, type(row))
        if isinstance(field, ImpreciseDateField):
            field.save_form_data(row, ImpreciseDay.from_edtf(value) if value else None)
        elif not isinstance(field, ManyToManyField):
            setattr(row, field.attname, field.to_python(value))


def assign_days(row: Model, days: Mapping[str, ImpreciseDay | datetime.date | None]) -> None:
    """Sets both bounds of each day, without saving the row."""
    for name, day in days.items():
        field_of(name, type(row)).save_form_data(row, day)


def set_terms(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field = field_of(name, type(row))
        if isinstance(field, ManyToManyField):
            getattr(row, name).set(related_rows(field, value))


def related_rows(field: Any, keys: Iterable[str]) -> QuerySet[Any]:
    model = field.related_model
    return model._default_manager.filter(**{f"{key_name(model)}__in": keys})


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
    if isinstance(field, ImpreciseDateField):
        return day_in_words(ImpreciseDay.from_edtf(value))
    if isinstance(field, ManyToManyField):
        return ", ".join(str(term) for term in related_rows(field, value))
    if isinstance(field, ForeignKey):
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else _("borttagen (%(key)s)") % {"key": value}
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
