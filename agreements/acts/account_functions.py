"""Reads and stores the function of an account."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from agreements.acts.act import act
from agreements.models import AccountFunction


def function_of(account: User) -> str:
    """The function of the account, or an empty text. Cached on the instance."""
    row: AccountFunction | None = getattr(account, "account_function", None)
    return row.function if row else ""


@transaction.atomic
def remember_function(account: User, *, function: str, by: User) -> None:
    """Stores the function of the account. Raises ValidationError."""
    with act("set_function", by):
        row = AccountFunction.objects.filter(account=account).first() or AccountFunction(account=account)
        row.function = function
        row.full_clean()
        row.save()
