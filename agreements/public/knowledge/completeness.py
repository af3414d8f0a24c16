"""For which days the register is stated to be complete, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.days import long_day
from agreements.models import Completeness


def complete_days(statement: Completeness) -> str:
    """For example "från den 1 januari 2022 och tills vidare"."""
    days = {"first": long_day(statement.first_day)}
    if statement.last_day is None:
        return _("från den %(first)s och tills vidare") % days
    return _("från den %(first)s till och med den %(last)s") % (days | {"last": long_day(statement.last_day)})


def with_days(statements: Iterable[Completeness]) -> list[tuple[Completeness, str]]:
    """Each statement with its days in words."""
    return [(statement, complete_days(statement)) for statement in statements]


def statement_of(statements: Sequence[Completeness], day: datetime.date) -> Completeness | None:
    """The statement that the register is complete on the day."""
    for statement in statements:
        if statement.first_day <= day and (statement.last_day is None or day <= statement.last_day):
            return statement
    return None


def completeness_sentence(statements: Sequence[Completeness], day: datetime.date) -> str:
    """Whether the register of a type is complete on the day. `statements` are those of the type."""
    if statement := statement_of(statements, day):
        return _("Registret är fullständigt %(days)s.") % {"days": complete_days(statement)}
    if statements:
        days = get_text_list([complete_days(statement) for statement in statements], _("och"))
        return _("Registret är inte fullständigt för den dagen, bara %(days)s.") % {"days": days}
    return _("Registret är inte fullständigt.")
