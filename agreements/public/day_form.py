"""The form fields and forms for the parameters `per` and `enligt`."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.days import DayField


class AddressDayField(DayField):
    """A day in a query string, as YYYY-MM-DD only, so that each day has one address."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    default_error_messages = {
        "invalid": _("”%(value)s” är ingen dag. Skriv år, månad och dag, till exempel 2023-03-15."),
    }

    @classmethod
    def canonical(cls, value: str) -> str:
        """The ISO form of a day. An invalid text is unchanged, for the error message."""
        try:
            return str(cls().to_python(value))
        except ValidationError:
            return value


class KnownField(AddressDayField):
    """The day of `enligt`: today or earlier."""

    default_validators = [
        MaxValueValidator(timezone.localdate, _("Dagen har inte varit än. Skriv en dag till och med i dag."))
    ]


KNOWN: dict[str, Any] = {
    "label": _("Så som registret kände till det den dagen"),
    "help_text": _("Tomt betyder det som registret vet i dag, med alla rättelser."),
    "required": False,
}


class KnownForm(forms.Form):
    """The parameter `enligt`. components/field.html places the field beside `per`."""

    enligt = KnownField(**KNOWN)

    @property
    def known_on(self) -> datetime.date | None:
        return self.cleaned_data["enligt"] if self.is_valid() else None


class DayForm(KnownForm):
    field_order = ["per", "enligt"]

    per = AddressDayField(label=_("Se läget en annan dag"), required=False, help_text=_("Tomt betyder i dag."))
