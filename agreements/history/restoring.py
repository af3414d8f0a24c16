"""Restores an earlier version of a row as a new change with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agreements.acts import proposals
from agreements.acts.act import act, named_rules
from agreements.acts.pending import takes_proposals
from agreements.acts.values import DECLINED_HAS_NONE, FIELDS, as_value
from agreements.days.fields import ImpreciseDateField
from agreements.history.steps import Step, steps_of
from agreements.history.words import FieldChange, RawChange, Words, shown_fields
from agreements.models import Agreement, Proposal, StoredFile
from agreements.positions import Status

# A proposal is decided once, a file never changes, and permissions are never restored from an earlier version.
NEVER_RESTORED = (Proposal, StoredFile, User, Group)


def version_of(row: models.Model, number: int) -> Step | None:
    """The row's version of that number, counted from one; None if there is none."""
    return next((step for step in steps_of(type(row), row.pk) if step.version == number), None)


def version_differences(row: models.Model, version: Step) -> list[FieldChange]:
    """The changes that restoring the version would make."""
    changes = _changes(row, version)
    words = Words([], changes)
    return [words.change(change) for change in changes]


@transaction.atomic
def restore(row: models.Model, version: Step, *, reason: str, by: User) -> Proposal | None:
    """Sets the row's fields to those of the version. For a row that takes proposals it returns a proposal instead.

    Raises ValidationError without a reason, if nothing would change, and if the version breaks a rule today.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför du återställer den här versionen.")})
    locked = type(row)._default_manager.select_for_update(of=["self"], no_key=True)
    row = locked.get(pk=row.pk)
    changes = _changes(row, version)
    if not changes:
        raise ValidationError(_("Versionen säger detsamma som raden säger nu. Det finns ingenting att återställa."))
    if takes_proposals(row):
        values = {changed.name: _plain(changed, then) for changed, _now, then in changes}
        return proposals.propose(row, values, kind=Proposal.Act.RESTORE, by=by, reason=reason)
    with act("restore", by, reason=reason), named_rules(type(row)):
        linked = []
        for changed, _now, then in changes:
            if changed.many_to_many:
                linked.append((changed, changed.related_model._default_manager.filter(pk__in=then)))
            elif isinstance(changed, ImpreciseDateField):
                changed.save_form_data(row, then)
            else:
                setattr(row, changed.attname, then)
        row.full_clean()
        row.save()
        for changed, others in linked:
            getattr(row, changed.name).set(others)
    return None


def _changes(row: models.Model, version: Step) -> list[RawChange]:
    changes = []
    for changed in _fields(type(row)):
        then = _said(version, changed)
        if changed.many_to_many:
            now: Any = frozenset(getattr(row, changed.name).values_list("pk", flat=True))
        else:
            now = changed.value_from_object(row)
        # A column that was added later has no value in earlier versions.
        if now != then and not (then is None and not changed.null):
            changes.append((changed, now, then))
    return changes


def _said(version: Step, field: Any) -> Any:
    """The value in the version. Leaves out levels and areas of declined answers, which a later rule forbids."""
    if field.name in DECLINED_HAS_NONE and version.state[Agreement._meta.get_field("status")] == Status.DECLINED:
        return frozenset()
    return version.state[field]


def _fields(model: type[models.Model]) -> list[Any]:
    """The editable fields."""
    if model is Agreement:
        return [model._meta.get_field(name) for name in FIELDS]
    fields = [
        model_field for model_field in shown_fields(model) if model_field.editable and not model_field.primary_key
    ]
    return [*fields, *model._meta.many_to_many]


def _plain(changed: Any, value: Any) -> Any:
    if changed.many_to_many:
        return as_value(changed.related_model._default_manager.filter(pk__in=value))
    return as_value(value)
