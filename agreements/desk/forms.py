"""Form fields of the desk, and the rules of forms about agreements."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.days import DayField
from agreements.days.fields import ImpreciseDateField, ImpreciseDayField
from agreements.days.imprecise import ImpreciseDay
from agreements.desk.day_widget import KnownDayWidget
from agreements.models import (
    EARLIEST_DAY,
    LATEST_DAY,
    Agreement,
)
from agreements.models.rules.days import (
    DECIDED_LATER,
    IMPLAUSIBLE_DAY,
    SIGNED_LATER,
    VERIFIED_LATER,
    refuse_future_day,
)
from agreements.positions import Status
from municipalities.forms import RulesBesideFields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AGREEMENT_RULE_FIELDS = {
    "agreement_status_known": "status",
    "agreement_ending_known": "ending",
    "agreement_days_follow_status": "valid_from",
    "agreement_dialogue_has_no_decision": "decided_on",
    "agreement_bounds_are_in_order": "valid_from",
    "agreement_ends_after_it_begins": "valid_to",
    "agreement_days_are_plausible": "valid_from",
    "agreement_ending_needs_last_day": "valid_to",
    "agreement_one_answer_at_a_time": "valid_from",
    "agreement_does_not_replace_itself": "replaces",
    "agreement_replaces_in_its_municipality": "replaces",
    "agreement_also_replaces_in_its_municipality": "also_replaces",
    "agreement_published_has_source": "source_note",
}


class PlausibleDayField(DayField):
    """A day between the earliest and the latest day of the register."""

    widget = AdminDateWidget(attrs={"placeholder": gettext_lazy("ÅÅÅÅ-MM-DD")})
    default_error_messages = {
        "invalid": gettext_lazy("Dagen finns inte eller är skriven på ett annat sätt. Skriv till exempel 2023-03-01.")
    }
    default_validators = [
        MinValueValidator(EARLIEST_DAY, IMPLAUSIBLE_DAY),
        MaxValueValidator(LATEST_DAY, IMPLAUSIBLE_DAY),
    ]


class KnownDayField(ImpreciseDayField):
    """A day between the earliest and the latest day of the register, as well as it is known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", KnownDayWidget)
        super().__init__(plausible=(EARLIEST_DAY, LATEST_DAY), **kwargs)


# An address without a scheme gets https.
AddressField = partial(forms.URLField, assume_scheme="https")

# The form fields for days and addresses.
FIELD_CLASSES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": PlausibleDayField, "widget": PlausibleDayField.widget},
    ImpreciseDateField: {"form_class": KnownDayField},
    models.URLField: {"form_class": AddressField},
}


def field_at_the_desk(field: models.Field, **kwargs: Any) -> forms.Field | None:
    return field.formfield(**FIELD_CLASSES.get(type(field), {}) | kwargs)


def agreement_line(agreement: Agreement) -> str:
    """An agreement in one line: its id, municipality, type, status and days."""
    line = f"{agreement}: {agreement.type}, {agreement.get_status_display()}"
    if agreement.first_day is None:
        return line
    days = {"first": str(agreement.first_day)}
    if agreement.last_day is None and agreement.status == Status.IN_DIALOGUE:
        return line + ", " + _("pågår från %(first)s") % days
    if agreement.last_day is None:
        return line + ", " + _("gäller från %(first)s tills vidare") % days
    days["last"] = str(agreement.last_day)
    if agreement.first_day.is_exact and agreement.last_day.is_exact:
        return line + ", " + _("gäller %(first)s–%(last)s") % days
    return line + ", " + _("gäller från %(first)s till %(last)s") % days


def past_day(day: ImpreciseDay | None, message: StrOrPromise = DECIDED_LATER) -> ImpreciseDay | None:
    """The day of a decision or a signature. Raises ValidationError if it is certainly to come."""
    refuse_future_day(day.earliest if day else None, message)
    return day


def first_day_of(cleaned: dict[str, Any]) -> ImpreciseDay | None:
    """The first day of an answer: as stated, else the day of the signature, else that of the decision."""
    return cleaned.get("valid_from") or cleaned.get("signed_on") or cleaned.get("decided_on")


class AgreementRules(RulesBesideFields):
    """Validates the days of an agreement, and names another agreement that is in the way."""

    rule_model = Agreement
    rule_fields = AGREEMENT_RULE_FIELDS

    def clean_decided_on(self) -> ImpreciseDay | None:
        return past_day(self.cleaned_data["decided_on"])

    def clean_signed_on(self) -> ImpreciseDay | None:
        return past_day(self.cleaned_data["signed_on"], SIGNED_LATER)

    def clean_verified_on(self) -> datetime.date | None:
        day = self.cleaned_data["verified_on"]
        refuse_future_day(day, VERIFIED_LATER)
        return day

    def conflicting_answer(self) -> Agreement | None:
        """The published answer that overlaps this one."""
        return None

    def error_text(self, problem: ValidationError, field: str | None) -> ValidationError:
        [rule] = [rule for rule in Agreement._meta.constraints if rule.name == "agreement_one_answer_at_a_time"]
        if str(rule.violation_error_message) != problem.messages[0] or not (other := self.conflicting_answer()):
            return problem
        return ValidationError(
            _("I vägen är %(agreement)s. Avsluta den dagen före, eller ändra dagarna."),
            params={"agreement": agreement_line(other)},
        )
