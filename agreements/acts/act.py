"""Wraps each act in a history context with its name and user, and turns broken constraints into validation errors."""

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
    """Records the act's name, user and reason in the history of every change inside. Yields the history context.

    An act inside another act, such as the end of the agreement that a renewal replaces, keeps the outer act's name.
    """
    metadata: dict[str, Any] = {"user": by.pk if by else None, **about}
    if not _within.get():
        metadata |= {"act": name, "reason": reason}
    token = _within.set(True)
    try:
        with pghistory.context(**{key: value for key, value in metadata.items() if value}) as context:
            yield context
    finally:
        _within.reset(token)


@contextmanager
def named_rules(*others: type[models.Model]) -> Iterator[None]:
    """Turns an IntegrityError into the ValidationError with the constraint's own message.

    Looks for the constraint in Agreement and in the models given.
    """
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None)
        candidates: list[type[models.Model]] = [Agreement, *others]
        for model in candidates:
            for constraint in model._meta.constraints:
                if constraint.name == name and constraint.violation_error_message:
                    raise ValidationError(constraint.violation_error_message) from error
        if diagnosis and name in RULES_OF_TRIGGERS:
            raise ValidationError(diagnosis.message_primary) from error
        raise


def error_messages(error: ValidationError, model: type[models.Model] = Agreement) -> list[str]:
    """The messages of the error; a field's messages begin with the field's label."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    lines = []
    for name, problems in error.error_dict.items():
        field: Any = None if name == NON_FIELD_ERRORS else model._meta.get_field(name)
        before = f"{capfirst(str(field.verbose_name))}: " if field else ""
        lines += [before + message for message in ValidationError(problems).messages]
    return lines
