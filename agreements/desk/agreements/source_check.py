"""The box "I have compared with the source today", in every form where an answer is entered or changed.

Who compared and when is public, and is never filled in before somebody has said that they did. What is shown is the
account's function and not its person's name.
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

from agreements.acts.account_functions import function_of, keep_function
from agreements.models.administration.functions import NOT_A_PERSON, names_person

# The rows of a form's part about the source, whichever of them the account is asked for.
ROWS: list[Any] = ["compared_today", "own_function", ("verified_on", "verified_by")]


class SourceCheck(forms.Form):
    """Mixed into a form with `verified_on` and `verified_by`. Its `clean` calls `clean_source_check`."""

    # Who sends the form, and whose function is shown.
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
        """Says what the box fills in, and asks for the function of an account that has none."""
        self.known_function = function_of(self.account) if self.account else ""
        if self.known_function:
            del self.fields["own_function"]
            told = _("Fyller i dagens datum och din funktion: %(function)s.") % {"function": self.known_function}
        else:
            told = _("Fyller i dagens datum och funktionen som du skriver nedanför.")
        self.fields["compared_today"].help_text = told

    def clean_source_check(self, cleaned: dict[str, Any]) -> None:
        self._refuse_a_name(cleaned)
        if not cleaned.get("compared_today"):
            return
        function = self.known_function or cleaned.get("own_function", "")
        if function:
            cleaned["verified_on"], cleaned["verified_by"] = timezone.localdate(), function
        elif "own_function" not in self.errors:
            self.add_error("own_function", _("Skriv vilken funktion du har. Den visas för alla, inte ditt namn."))

    def _refuse_a_name(self, cleaned: dict[str, Any]) -> None:
        """What stood there before is let be: it can be about something else than this change."""
        given = cleaned.get("verified_by", "")
        if self.account and "verified_by" in self.changed_data and names_person(given, self.account):
            self.add_error("verified_by", NOT_A_PERSON)

    def clean_own_function(self) -> str:
        function: str = self.cleaned_data["own_function"]
        if self.account and names_person(function, self.account):
            raise ValidationError(NOT_A_PERSON)
        return function

    def keep_function(self) -> None:
        """Remembers the function that the person has written, once the form is saved."""
        if self.account and (function := self.cleaned_data.get("own_function")):
            keep_function(self.account, function=function, by=self.account)


def rows_in(form: forms.BaseForm, rows: Iterable[Any]) -> list[Any]:
    """The rows of a form's part, without the fields that the form does not have."""
    return [row for row in rows if not isinstance(row, str) or row in form.fields]
