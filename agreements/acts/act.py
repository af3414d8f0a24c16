"""What every act is framed by: its name and person in the history, and the database's refusals in the rule's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.utils.text import capfirst
from pghistory.runtime import Context

from agreements.models import Agreement
from agreements.models.triggers import RULES_OF_TRIGGERS

_within: ContextVar[bool] = ContextVar("within_an_act", default=False)


@contextmanager
def act(name: str, by: User | None, *, reason: str = "", **about: Any) -> Iterator[Context]:
    """What the history says of every change inside: who did it, as which act, and why. Yields the history's context.

    An act that is a part of another, such as the end of the answer that a renewal replaces, goes by the other's name.
    """
    known: dict[str, Any] = {"user": by.pk if by else None, **about}
    if not _within.get():
        known |= {"act": name, "reason": reason}
    token = _within.set(True)
    try:
        with pghistory.context(**{key: value for key, value in known.items() if value}) as context:
            yield context
    finally:
        _within.reset(token)


@contextmanager
def named_rules(*others: type[models.Model]) -> Iterator[None]:
    """Turns the database's refusal of a row into the ValidationError that a form shows, with the rule's own words.

    The rules are those of agreements, and of the models given.
    """
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None)
        ruled: list[type[models.Model]] = [Agreement, *others]
        for model in ruled:
            for constraint in model._meta.constraints:
                if constraint.name == name and constraint.violation_error_message:
                    raise ValidationError(constraint.violation_error_message) from error
        if diagnosis and name in RULES_OF_TRIGGERS:
            raise ValidationError(diagnosis.message_primary) from error
        raise


def error_messages(error: ValidationError, model: type[models.Model] = Agreement) -> list[str]:
    """The messages of the error, those of one field with its name before them."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    lines = []
    for name, problems in error.error_dict.items():
        field: Any = None if name == NON_FIELD_ERRORS else model._meta.get_field(name)
        before = f"{capfirst(str(field.verbose_name))}: " if field else ""
        lines += [before + message for message in ValidationError(problems).messages]
    return lines
