"""Removes the known facts that nobody has changed. The history keeps them, as it keeps every removed row."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.translation import gettext as _

from agreements.acts import publication
from agreements.known.rows import (
    KNOWN_COMMAND,
    LOADED_MODELS,
    KnownRefusedError,
    contexts_of_the_command,
    loaded_rows,
    refuse_demo,
)
from agreements.models import Source
from agreements.models.events import history_model
from agreements.models.links import LINKS
from agreements.models.publishing import Publishable
from agreements.models.sources import SOURCE_OWNERS

Keys = dict[type[models.Model], set[Any]]


@transaction.atomic
def remove_known(*, by: User | None) -> tuple[dict[type[models.Model], int], list[str]]:
    """Removes the loaded rows. Returns their number by model, and the names of those that are kept.

    A row is kept if somebody has changed or published it, if a row of somebody's points at it, and as the source of
    such a row. `by` unpublishes: raises KnownRefusedError where it is missing, ValidationError where they may not.
    """
    refuse_demo()
    keys = _removable()
    kept = [
        f"{model._meta.verbose_name} {row}"
        for model in LOADED_MODELS
        if model is not Source
        for row in loaded_rows(model).exclude(pk__in=keys[model])
    ]
    with pghistory.context(command=KNOWN_COMMAND):
        for model in LOADED_MODELS:
            rows: Any = model._default_manager.filter(pk__in=keys[model])
            if issubclass(model, Publishable) and rows.filter(published_at__isnull=False).exists():
                if by is None:
                    raise KnownRefusedError(
                        _("Uppgifterna är publicerade. Ange vem som avpublicerar dem: --by användarnamn")
                    )
                publication.unpublish(rows, by=by)
            rows.delete()
    return {model: len(rows) for model, rows in keys.items()}, kept


def _removable() -> Keys:
    keys: Keys = {model: set(loaded_rows(model).values_list("pk", flat=True)) for model in LOADED_MODELS}
    for model in LOADED_MODELS:
        keys[model] -= _changed_by_somebody(model)
    # A row that is kept keeps the rows that it points at.
    while held := {(model, key) for model in LOADED_MODELS for key in _held(model, keys)}:
        for model, key in held:
            keys[model].discard(key)
    for name in SOURCE_OWNERS:
        owner = Source._meta.get_field(name).related_model
        of_kept = Source.objects.filter(**{f"{name}__isnull": False}).exclude(**{f"{name}__in": keys[owner]})  # type: ignore[index]
        keys[Source] -= set(of_kept.values_list("pk", flat=True))
    return keys


def _changed_by_somebody(model: type[models.Model]) -> set[Any]:
    events = history_model(model).objects.exclude(pgh_context__in=contexts_of_the_command())
    changed = set(events.values_list("pgh_obj", flat=True))
    for name, link in LINKS.get(model, {}).items():
        column = model._meta.get_field(name).m2m_field_name()  # type: ignore[union-attr]
        linked = history_model(link).objects.exclude(pgh_context__in=contexts_of_the_command())
        changed |= set(linked.values_list(f"{column}_id", flat=True))
    return changed


def _held(model: type[models.Model], keys: Keys) -> set[Any]:
    """The removable rows of the model that a row points at which is not removed."""
    held = set()
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if hasattr(other, "pgh_tracked_model"):
            continue
        name = relation.field.name
        pairs = other._base_manager.filter(**{f"{name}__in": keys[model]}).values_list(name, "pk")
        held |= {key for key, of_other in pairs if of_other not in keys.get(other, set())}
    return held & keys[model]
