"""The fields of an agreement as labels and values, for the confirmation page and mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.acts.values import field_label
from agreements.days import long_day
from agreements.models import Agreement

ANSWER_DAYS = ["decided_on", "valid_from", "valid_to"]


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


def facts_of(agreement: Agreement) -> list[Fact]:
    """Takes no query when the agreement comes from `requests.published_agreements`."""
    facts = [
        Fact(field_label("type"), agreement.type.label),
        Fact(field_label("status"), capfirst(agreement.get_status_display())),
    ]
    for name in ANSWER_DAYS:
        if day := getattr(agreement, name):
            facts.append(Fact(field_label(name), long_day(day)))
        elif name == "valid_to" and agreement.valid_from:
            facts.append(Fact(field_label(name), _("tills vidare")))
    if agreement.ending:
        facts.append(Fact(field_label("ending"), agreement.get_ending_display()))
    if agreement.notice_months is not None:
        facts.append(Fact(field_label("notice_months"), str(agreement.notice_months)))
    terms = {name: ", ".join(term.label for term in getattr(agreement, name).all()) for name in ("levels", "areas")}
    facts += [Fact(field_label(name), text) for name, text in terms.items() if text]
    if agreement.joint_agreement:
        facts.append(Fact(field_label("joint_agreement"), str(agreement.joint_agreement)))
    texts = ("diary_number", "municipality_diary_number", "source_note", "source_url", "public_summary")
    return facts + [Fact(field_label(name), getattr(agreement, name)) for name in texts if getattr(agreement, name)]
