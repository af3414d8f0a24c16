"""What registering, publishing, ending and replacing an agreement does: each in one transaction, by a named person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, AgreementQuerySet, AgreementType, CollaborationLevel, CooperationArea, Ending
from agreements.periods import Status
from municipalities.models import Municipality


def _act(name: str, by: User) -> pghistory.context:
    """What the history says of every change inside: who did it, and as which act."""
    return pghistory.context(user=by.pk, act=name)


@transaction.atomic
def register(
    *,
    municipality: Municipality,
    type: AgreementType,
    status: Status,
    by: User,
    levels: Iterable[CollaborationLevel] = (),
    areas: Iterable[CooperationArea] = (),
    **fields: Any,
) -> Agreement:
    """Enters a municipality's answer as a draft.

    Raises ValidationError, with the field's name, where a rule is broken.
    """
    with _act("register", by), named_rules():
        agreement = Agreement(municipality=municipality, type=type, status=status, **fields)
        agreement.full_clean()
        agreement.save()
        agreement.levels.set(levels)
        agreement.areas.set(areas)
    return agreement


@transaction.atomic
def publish(agreements: AgreementQuerySet, *, by: User) -> int:
    """Shows the drafts among `agreements` to the public, all or none. Returns how many.

    Raises ValidationError with what each draft lacks, under its public id.
    """
    drafts = list(
        agreements.filter(published_at=None).select_related("municipality", "replaces").select_for_update(of=["self"])
    )
    errors: list[str] = []
    with _act("publish", by), named_rules():
        for draft in drafts:
            draft.published_at, draft.published_by = timezone.now(), by
            try:
                draft.full_clean()
            except ValidationError as error:
                errors += [f"{draft}: {message}" for message in error.messages]
            else:
                draft.save()
        if errors:
            raise ValidationError(errors)
    return len(drafts)


@transaction.atomic
def unpublish(agreements: AgreementQuerySet, *, by: User) -> int:
    """Takes the published among `agreements` back from the public. Returns how many."""
    with _act("unpublish", by):
        return agreements.published().update(published_at=None, published_by=None)


@transaction.atomic
def end(agreement: Agreement, *, last_day: datetime.date, ending: Ending, by: User) -> None:
    """Closes an agreement: it holds on `last_day` and not after.

    Raises ValidationError, with the field's name, where a rule is broken.
    """
    with _act("end", by), named_rules():
        agreement.valid_to, agreement.ending = last_day, ending
        agreement.full_clean()
        agreement.save()


@transaction.atomic
def replace(
    agreement: Agreement, *, decided_on: datetime.date, valid_from: datetime.date, by: User, **fields: Any
) -> Agreement:
    """Renews or amends a signed agreement: it ends the day before `valid_from` at the latest, when the new one begins.

    The new one has the old one's levels and areas, and differs in `fields`. It is published if the old one is.
    Raises ValidationError, with the field's name, where a rule is broken.
    """
    if agreement.status != Status.SIGNED or agreement.valid_from is None:
        raise ValidationError(_("Bara en tecknad överenskommelse kan ersättas. Registrera ett nytt svar i stället."))
    if valid_from <= agreement.valid_from:
        raise ValidationError(
            {
                "valid_from": _("Den nya ska gälla från en senare dag än den gamla, som gäller från %(day)s.")
                % {"day": agreement.valid_from}
            }
        )
    day_before = valid_from - datetime.timedelta(days=1)
    with _act("replace", by), named_rules():
        if agreement.valid_to is None or agreement.valid_to > day_before:
            agreement.valid_to = day_before
        agreement.ending = Ending.REPLACED
        agreement.full_clean()
        agreement.save()
        new = Agreement(
            municipality=agreement.municipality,
            type=agreement.type,
            status=Status.SIGNED,
            decided_on=decided_on,
            valid_from=valid_from,
            replaces=agreement,
            **fields,
        )
        if agreement.is_published:
            new.published_at, new.published_by = timezone.now(), by
        new.full_clean()
        new.save()
        new.levels.set(agreement.levels.all())
        new.areas.set(agreement.areas.all())
    return new


@contextmanager
def named_rules() -> Iterator[None]:
    """Turns the database's refusal of a row into the ValidationError that a form shows, with the rule's own words."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in Agreement._meta.constraints:
            if constraint.name == name and constraint.violation_error_message:
                raise ValidationError(constraint.violation_error_message) from error
        raise
