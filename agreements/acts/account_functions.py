"""The function of an account: read, and kept by the person who has it."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from agreements.acts.act import act
from agreements.models import AccountFunction


def function_of(account: User) -> str:
    """The account's function, read once for each instance; empty where nobody has given it one."""
    kept: AccountFunction | None = getattr(account, "account_function", None)
    return kept.function if kept else ""


@transaction.atomic
def keep_function(account: User, *, function: str, by: User) -> None:
    """Gives an account without a function the one that its person has written. Raises ValidationError."""
    with act("set_function", by):
        kept = AccountFunction.objects.filter(account=account).first() or AccountFunction(account=account)
        kept.function = function
        kept.full_clean()
        kept.save()
