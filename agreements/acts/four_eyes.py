"""The four-eyes rule: with the register's setting `four_eyes`, nobody publishes a row that they have entered or
changed.

Reads the history, which records changes by form, import and command alike.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    DialogueMeeting,
    DialogueRound,
    JointAgreement,
    Proposal,
    Register,
)
from agreements.models.events import history_model
from agreements.models.links import LINKS

# Columns of the workflow. A change of these alone is not a change of the content.
PROGRESS = {
    "published_at", "published_by_id", "submitted_at", "returned_because",
    "state", "decided_at", "decided_by_id", "proposed_at", "proposed_by_id",
}  # fmt: skip
# Rows that are public while a published row points at them, with that row's column.
PUBLIC_WITH: dict[type[models.Model], tuple[type[models.Model], str]] = {
    JointAgreement: (Agreement, "joint_agreement_id"),
    DialogueRound: (DialogueMeeting, "round_id"),
}


def applies() -> bool:
    return Register.objects.filter(four_eyes=True).exists()


def four_eyes_obstacle(row: models.Model, by: User) -> str:
    """Why this person may not publish the row; empty if they may."""
    if not applies():
        return ""
    if by.pk not in editors_of(row):
        return ""
    return _("Du har själv registrerat eller ändrat %(row)s. Någon annan behöver granska och publicera.") % {"row": row}


def editors_of(row: models.Model) -> set[int]:
    """The keys of the users who have entered or changed the row since it was last public."""
    model: Any = type(row)
    events = list(model.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id").select_related("pgh_context"))
    since = _last_public(row, events)
    people = {
        _user(event)
        for before, event in zip([None, *events], events, strict=False)
        if (since is None or event.pgh_created_at > since) and _says_another_thing(before, event)
    }
    for name, link in LINKS.get(model, {}).items():
        column = model._meta.get_field(name).m2m_field_name()
        linked: models.QuerySet[Any] = history_model(link).objects.filter(**{column: row.pk})
        if since:
            linked = linked.filter(pgh_created_at__gt=since)
        people |= {_user(event) for event in linked.select_related("pgh_context")}
    if isinstance(row, Proposal) and row.proposed_by_id:
        people.add(row.proposed_by_id)
    return people - {0}


def _last_public(row: models.Model, events: list[Any]) -> datetime.datetime | None:
    """When the row was last public, by its own events or by those of the rows that make it public."""
    if type(row) not in PUBLIC_WITH:
        return max((event.pgh_created_at for event in events if getattr(event, "published_at", None)), default=None)
    others, column = PUBLIC_WITH[type(row)]
    history = history_model(others).objects
    ever = history.filter(**{column: row.pk}).values("pgh_obj")
    last, public = None, set()
    for event in history.filter(pgh_obj__in=ever).order_by("pgh_id"):
        if event.published_at and getattr(event, column) == row.pk:
            public.add(event.pgh_obj_id)
        elif event.pgh_obj_id in public:
            public.remove(event.pgh_obj_id)
            last = event.pgh_created_at
    return last


def _user(event: Any) -> int:
    return (event.pgh_context.metadata.get("user") if event.pgh_context else 0) or 0


def _says_another_thing(before: Any, event: Any) -> bool:
    columns = [field.attname for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
    return before is None or any(
        getattr(before, column) != getattr(event, column) for column in columns if column not in PROGRESS
    )
