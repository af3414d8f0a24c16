"""The fields of an agreement as labels and values, for the confirmation page and mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.values import field_label, field_of
from agreements.days.fields import ImpreciseDateField
from agreements.models import Agreement
from agreements.positions import ANSWERS

ANSWER_DAYS = ["decided_on", "signed_on", "valid_from", "valid_to"]


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


# The public fields in the order of the page, without the type and the status.
FIELDS_OF_PAGE = [
    "decided_on",
    "deciding_body",
    "signed_on",
    "valid_from",
    "valid_to",
    "ending",
    "extension_months",
    "notice_months",
    "levels",
    "areas",
    "target_groups",
    "parties",
    "joint_agreement",
    "replaces",
    "also_replaces",
    "diary_number",
    "municipality_diary_number",
    "source_note",
    "source_url",
    "public_summary",
]


def facts_of(agreement: Agreement) -> list[Fact]:
    """Takes no query when the agreement comes from `requests.published_agreements`."""
    facts = [
        Fact(field_label("type"), agreement.type.label),
        Fact(field_label("status"), capfirst(agreement.get_status_display())),
    ]
    texts = {name: _text(agreement, name) for name in FIELDS_OF_PAGE}
    return facts + [Fact(field_label(name), text) for name, text in texts.items() if text]


def _text(agreement: Agreement, name: str) -> str:
    """The value in words; empty where there is none."""
    field = field_of(name)
    if isinstance(field, ImpreciseDateField):
        day = field.value_from_object(agreement)
        until_further_notice = name == "valid_to" and agreement.first_day and agreement.status in ANSWERS
        return str(day) if day else _("tills vidare") if until_further_notice else ""
    if isinstance(field, ManyToManyField):
        return ", ".join(_name(row) for row in getattr(agreement, name).all())
    if isinstance(field, ForeignKey):
        return _name(row) if (row := getattr(agreement, name)) else ""
    if field.choices:
        return str(getattr(agreement, f"get_{name}_display")())
    value = getattr(agreement, name)
    return "" if value is None else str(value)


def _name(row: Model) -> str:
    return row.public_id if isinstance(row, Agreement) else str(row)
