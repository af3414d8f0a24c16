"""Who may not publish what: with the register's setting `four_eyes`, nobody publishes what they have entered.

Asked of the history, which no form, import or command passes by.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    AgreementArea,
    AgreementLevel,
    DialogueMeeting,
    MeetingMunicipality,
    Proposal,
    Register,
)
from agreements.models.publishing import Publishable

# Columns that say how far the row has come, and nothing of the answer itself.
PROGRESS = {"published_at", "published_by_id", "submitted_at", "returned_because"}
# What else a row says: the links of each kind of row, and their column that names it.
LINKS: dict[type[models.Model], list[tuple[Any, str]]] = {
    Agreement: [(AgreementLevel, "agreement"), (AgreementArea, "agreement")],
    DialogueMeeting: [(MeetingMunicipality, "dialoguemeeting")],
}


def applies() -> bool:
    return Register.objects.filter(four_eyes=True).exists()


def obstacle(row: Agreement | Publishable | Proposal, by: User) -> str:
    """Why this person cannot publish the row, or nothing."""
    if not applies():
        return ""
    people = {row.proposed_by_id} if isinstance(row, Proposal) else entered_by(row)
    if by.pk not in people:
        return ""
    return _("Du har själv registrerat eller ändrat %(row)s. Någon annan behöver granska och publicera.") % {"row": row}


def entered_by(row: Agreement | Publishable) -> set[int]:
    """Those who have entered or changed what the row says since it was last public."""
    model: Any = type(row)
    events = list(model.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id").select_related("pgh_context"))
    since = max((place for place, event in enumerate(events) if event.published_at), default=-1)
    people = {
        _user(event)
        for before, event in zip([None, *events], events, strict=False)
        if event.pgh_id > (events[since].pgh_id if since >= 0 else 0) and _says_another_thing(before, event)
    }
    began = events[since].pgh_created_at if since >= 0 else None
    for link, column in LINKS.get(model, []):
        linked: models.QuerySet[Any] = link.pgh_event_model.objects.filter(**{column: row.pk})
        if began:
            linked = linked.filter(pgh_created_at__gt=began)
        people |= {_user(event) for event in linked.select_related("pgh_context")}
    return people - {0}


def _user(event: Any) -> int:
    return (event.pgh_context.metadata.get("user") if event.pgh_context else 0) or 0


def _says_another_thing(before: Any, event: Any) -> bool:
    columns = [field.attname for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
    return before is None or any(
        getattr(before, column) != getattr(event, column) for column in columns if column not in PROGRESS
    )
