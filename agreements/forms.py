"""The admin's forms: what somebody types, and where each error is shown."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import (
    EARLIEST_DAY,
    LATEST_DAY,
    Agreement,
    AgreementType,
    DialogueRound,
    FollowUp,
    ReportedTotal,
)
from agreements.periods import Status
from municipalities.forms import RowForm, RulesBesideFields

IMPLAUSIBLE = gettext_lazy("Dagen ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet.")
AGREEMENT_RULE_FIELDS = {
    "agreement_status_known": "status",
    "agreement_ending_known": "ending",
    "agreement_days_follow_status": "decided_on",
    "agreement_ends_after_it_begins": "valid_to",
    "agreement_days_are_plausible": "valid_from",
    "agreement_ending_needs_last_day": "valid_to",
    "agreement_one_answer_at_a_time": "valid_from",
    "agreement_does_not_replace_itself": "replaces",
    "agreement_replaces_its_own_kind": "replaces",
    "agreement_published_has_source": "source_note",
    "agreement_published_is_verified": "verified_on",
}


class DayField(forms.DateField):
    """A day written as 2023-03-01 and no other way: 03/04/23 is a day in March or in April."""

    widget = AdminDateWidget(attrs={"placeholder": gettext_lazy("ÅÅÅÅ-MM-DD")})
    default_error_messages = {
        "invalid": gettext_lazy("Dagen finns inte eller är skriven på ett annat sätt. Skriv till exempel 2023-03-01.")
    }
    default_validators = [MinValueValidator(EARLIEST_DAY, IMPLAUSIBLE), MaxValueValidator(LATEST_DAY, IMPLAUSIBLE)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"input_formats": ["%Y-%m-%d"]})


# An address written without its scheme is taken for https.
AddressField = partial(forms.URLField, assume_scheme="https")

# How every form of the desk reads a day and an address.
FIELD_CLASSES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": DayField, "widget": DayField.widget},
    models.URLField: {"form_class": AddressField},
}


def field_at_the_desk(field: models.Field, **kwargs: Any) -> forms.Field | None:
    return field.formfield(**FIELD_CLASSES.get(type(field), {}) | kwargs)


def described(agreement: Agreement) -> str:
    """An agreement in one line: which, its status and its days."""
    line = f"{agreement}: {agreement.type}, {agreement.get_status_display()}"
    if agreement.valid_from is None:
        return line
    days = {"first": date_format(agreement.valid_from)}
    if agreement.valid_to is None:
        return line + ", " + _("gäller från %(first)s tills vidare") % days
    return line + ", " + _("gäller %(first)s–%(last)s") % (days | {"last": date_format(agreement.valid_to)})


def not_to_come(day: datetime.date | None, message: str) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(message)


class AgreementRules(RulesBesideFields):
    """What every form about an agreement says of its days, and of another agreement that is in the way."""

    ruled_model = Agreement
    rule_fields = AGREEMENT_RULE_FIELDS

    def clean_decided_on(self) -> datetime.date | None:
        day = self.cleaned_data["decided_on"]
        not_to_come(day, _("Beslutsdagen kan inte vara efter i dag. Registrera beslutet när det är fattat."))
        return day

    def clean_verified_on(self) -> datetime.date | None:
        day = self.cleaned_data["verified_on"]
        not_to_come(day, _("Dagen för kontrollen kan inte vara efter i dag."))
        return day

    def in_the_way(self) -> Agreement | None:
        """The published answer that holds on a day that this one wants."""
        return None

    def worded(self, problem: ValidationError, field: str | None) -> ValidationError:
        [rule] = [rule for rule in Agreement._meta.constraints if rule.name == "agreement_one_answer_at_a_time"]
        if str(rule.violation_error_message) != problem.messages[0] or not (other := self.in_the_way()):
            return problem
        return ValidationError(
            _("I vägen är %(agreement)s. Avsluta den dagen före, eller ändra dagarna."),
            params={"agreement": described(other)},
        )


class AgreementForm(AgreementRules, RowForm):
    row_fields = {"id", "municipality"}

    class Meta:
        model = Agreement
        fields = [
            "municipality",
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
        formfield_callback = field_at_the_desk
        help_texts = {
            "valid_from": gettext_lazy("Första dagen som svaret gäller. Lämna tomt om det är samma dag som beslutet."),
            "source_note": gettext_lazy(
                "Till exempel: Kommunstyrelsens protokoll 2023-03-07, § 41. Krävs för att publicera, "
                "om källans adress saknas."
            ),
        }
        error_messages = {
            "replaces": {"unique": gettext_lazy("Den är redan ersatt av en annan. Välj en annan tidigare.")},
        }

    @property
    def is_to_be_published(self) -> bool:
        return "_publish" in self.data and not self.instance.is_published

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("status") != Status.IN_DIALOGUE
            and not cleaned.get("valid_from")
            and "valid_from" not in self.errors
        ):
            cleaned["valid_from"] = cleaned.get("decided_on")
        return cleaned

    def _post_clean(self) -> None:
        publishing = self.is_to_be_published
        if publishing:
            self.instance.published_at = timezone.now()
        super()._post_clean()  # type: ignore[misc]
        if publishing:
            self.instance.published_at = None
        if "decided_on" in self.errors and not self["valid_from"].value():
            # It follows from the day of the decision: one error says what to do.
            self.errors.pop("valid_from", None)

    def in_the_way(self) -> Agreement | None:
        return Agreement.objects.overlapping(self.instance).select_related("municipality", "type").first()


class AgreementTypeForm(RowForm):
    ruled_model = AgreementType
    rule_fields = {"agreement_type_one_headline": "is_headline"}


class DialogueRoundForm(RowForm):
    ruled_model = DialogueRound
    rule_fields = {"dialogue_round_ends_after_it_starts": "ends_on"}


class FollowUpForm(RowForm):
    ruled_model = FollowUp
    rule_fields = {"follow_up_once_a_year": "year"}


class ReportedTotalForm(RowForm):
    ruled_model = ReportedTotal
    rule_fields = {"reported_total_once": "reported_on"}
