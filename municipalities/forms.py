"""Form classes that show constraint errors beside their fields, and the form of a municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from municipalities.models import Municipality

if TYPE_CHECKING:
    FormBase = forms.BaseForm
else:
    FormBase = object


class RulesBesideFields(FormBase):
    """A form that adds the error of a constraint to a field. `rule_fields` maps constraint names to fields."""

    rule_model: ClassVar[type[models.Model]]
    rule_fields: ClassVar[dict[str, str]] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None or not isinstance(error, ValidationError):
            super().add_error(field, error)
            return
        invalid_fields = set(self.errors)
        errors_by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, problems in errors_by_field.items():
            if name in invalid_fields:
                continue  # The value is invalid: its error is enough.
            for problem in problems:
                beside = name if name in self.fields else self.field_of(problem)
                super().add_error(beside, self.error_text(problem, beside))

    def field_of(self, problem: ValidationError) -> str | None:
        for constraint in self.rule_model._meta.constraints:
            if str(constraint.violation_error_message) == problem.messages[0]:
                field = self.rule_fields.get(constraint.name)
                return field if field in self.fields else None
        return None

    def error_text(self, problem: ValidationError, field: str | None) -> ValidationError:
        return problem


class RowForm(RulesBesideFields, forms.ModelForm):
    """A model form that also validates constraints with `row_fields`, fields of the row that are not in the form.

    Django skips a constraint with a field outside the form, and the database would then raise an error.
    """

    row_fields: ClassVar[set[str]] = set()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - (self.row_fields - set(self.fields))  # type: ignore[misc]


# Mail providers of private persons. A municipality's function has no address there.
PRIVATE_MAIL_DOMAINS = {
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "outlook.com", "live.se", "live.com", "msn.com",
    "icloud.com", "me.com", "yahoo.com", "yahoo.se", "telia.com", "bredband.net", "proton.me", "protonmail.com",
}  # fmt: skip


class MunicipalityForm(RowForm):
    row_fields = {"code"}
    rule_model = Municipality
    rule_fields = {
        "municipality_code_is_four_digits": "code",
        "municipality_successor_needs_last_day": "ceased_on",
        "municipality_does_not_succeed_itself": "successor",
    }

    def clean_contact_function(self) -> str:
        function: str = self.cleaned_data["contact_function"]
        if "@" in function:
            raise ValidationError(_("Skriv funktionens namn här, och adressen i fältet för e-post."))
        return function

    def clean_contact_email(self) -> str:
        email: str = self.cleaned_data["contact_email"]
        if email.rpartition("@")[2].lower() in PRIVATE_MAIL_DOMAINS:
            raise ValidationError(_("Adressen är en privat brevlåda. Skriv kommunens egen adress till funktionen."))
        if email and not self.cleaned_data.get("contact_function") and "contact_function" not in self.errors:
            raise ValidationError(_("Skriv också vilken funktion som har adressen."))
        return email
