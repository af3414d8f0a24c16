"""The check box "I have compared with the source today" of the forms where an answer is entered or changed.

The day and the function of the verification are public. They are set only if the user ticks the box. The public sees
the function of the account, never the name of a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.acts.account_functions import function_of, remember_function
from agreements.models.administration.functions import NOT_A_PERSON, names_person

# The rows of the fieldset about the source. `rows_in` leaves out those that the form does not have.
ROWS: list[Any] = ["compared_today", "own_function", ("verified_on", "verified_by")]


class SourceCheck(forms.Form):
    """A mixin of forms with `verified_on` and `verified_by`, whose `clean` calls `clean_source_check`."""

    # The user who sends the form.
    account: User | None = None

    compared_today = forms.BooleanField(label=gettext_lazy("Jag har jämfört med källan i dag"), required=False)
    own_function = forms.CharField(
        label=gettext_lazy("Din funktion"),
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy(
            "Till exempel handläggare, Arbetsförmedlingen Malmö. Visas för alla: skriv inte ditt namn. "
            "Registret minns den till nästa gång."
        ),
    )

    def ask_for_function(self) -> None:
        """Sets the help text of the box, and removes the function's field if the account has a function."""
        self.known_function = function_of(self.account) if self.account else ""
        if self.known_function:
            del self.fields["own_function"]
            help_text = _("Fyller i dagens datum och din funktion: %(function)s.") % {"function": self.known_function}
        else:
            help_text = _("Fyller i dagens datum och funktionen som du skriver nedanför.")
        self.fields["compared_today"].help_text = help_text

    def clean_source_check(self, cleaned: dict[str, Any]) -> None:
        self._refuse_person_name(cleaned)
        if not cleaned.get("compared_today"):
            return
        function = self.known_function or cleaned.get("own_function", "")
        if function:
            cleaned["verified_on"], cleaned["verified_by"] = timezone.localdate(), function
        elif "own_function" not in self.errors:
            self.add_error("own_function", _("Skriv vilken funktion du har. Den visas för alla, inte ditt namn."))

    def _refuse_person_name(self, cleaned: dict[str, Any]) -> None:
        """Accepts an unchanged value, which may belong to an earlier change."""
        verified_by = cleaned.get("verified_by", "")
        if self.account and "verified_by" in self.changed_data and names_person(verified_by, self.account):
            self.add_error("verified_by", NOT_A_PERSON)

    def clean_own_function(self) -> str:
        function: str = self.cleaned_data["own_function"]
        if self.account and names_person(function, self.account):
            raise ValidationError(NOT_A_PERSON)
        return function

    def remember_function(self) -> None:
        """Stores the entered function for the next time. Called when the form is saved."""
        if self.account and (function := self.cleaned_data.get("own_function")):
            remember_function(self.account, function=function, by=self.account)


def rows_in(form: forms.BaseForm, rows: Iterable[Any]) -> list[Any]:
    """The rows of a fieldset, without the fields that the form does not have."""
    return [row for row in rows if not isinstance(row, str) or row in form.fields]
