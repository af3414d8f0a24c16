"""The function of an account, which the public sees instead of a person's name."""

from __future__ import annotations

import re

import pghistory
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NOT_A_PERSON = _("Skriv en funktion, inte en persons namn eller adress. Den visas för alla.")


def names_person(text: str, account: User) -> bool:
    """Whether the text contains the full name or the user name of the account, or a mail address."""
    words, name = _words(text), _words(account.get_full_name())
    is_user_name = text.strip().casefold() == account.get_username().casefold()
    return "@" in text or is_user_name or (bool(name) and name <= words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pghistory.track()
class AccountFunction(models.Model):
    """The function that is shown as "kontrollerad av" for the verifications by an account."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("konto"),
        on_delete=models.CASCADE,
        related_name="account_function",
        help_text=_("Kontot som arbetar i funktionen."),
    )
    function = models.CharField(
        _("funktion"),
        max_length=200,
        help_text=_(
            "Till exempel handläggare, Arbetsförmedlingen Malmö. Visas för alla som kontrollerad av. "
            "Aldrig en persons namn."
        ),
    )

    class Meta:
        verbose_name = _("kontots funktion")
        verbose_name_plural = _("kontonas funktioner")
        ordering = ["function"]
        constraints = [
            models.CheckConstraint(
                name="account_function_is_not_empty",
                condition=~Q(function=""),
                violation_error_message=_("Skriv kontots funktion."),
            )
        ]

    def __str__(self) -> str:
        return self.function

    def clean(self) -> None:
        if names_person(self.function, self.account):
            raise ValidationError({"function": NOT_A_PERSON})
