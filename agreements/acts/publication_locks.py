"""The rows that are published or taken back, locked until that is done."""

from __future__ import annotations

from typing import Any, cast

from django.db import models

from agreements.models import Agreement, DialogueMeeting, Document, FollowUp
from agreements.models.publishing import Publishable

# What the rules and the name of a row read, so that many rows cost as many queries as one.
SELECTED = {
    Agreement: ["municipality", "type", "replaces", "replaced_by"],
    Document: ["agreement", "joint_agreement"],
    FollowUp: ["agreement"],
    DialogueMeeting: ["round"],
}
PREFETCHED: dict[type[models.Model], list[str]] = {
    Agreement: ["levels", "areas"],
    Document: ["joint_agreement__agreements"],
    DialogueMeeting: ["municipalities"],
}


def locked_drafts(rows: models.QuerySet[Any]) -> list[Publishable]:
    return [row for row in locked_rows(rows) if not row.is_published]


def lock_agreements_beside(rows: models.QuerySet[Any]) -> None:
    """Lets nobody take back the agreements that the rows are published beside, until that is done.

    Before the rows themselves, as where an agreement is published with them.
    """
    public = Agreement.objects.published()
    found = public.none()
    if rows.model in (Document, FollowUp):
        found |= public.filter(pk__in=rows.order_by().values("agreement"))
    if rows.model is Document:
        found |= public.filter(joint_agreement__in=rows.order_by().values("joint_agreement"))
    list(found.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def locked_rows(rows: models.QuerySet[Any]) -> list[Publishable]:
    """The chosen rows without the joins of the list that they were chosen in, always locked in the same order.

    What each says now is asked of the row, and not of `rows`: while it was waited for, somebody may have changed it.
    """
    model = rows.model
    chosen = model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    chosen = chosen.select_related(*SELECTED[model]) if model in SELECTED else chosen
    chosen = chosen.prefetch_related(*PREFETCHED.get(model, []))
    return cast("list[Publishable]", list(chosen.order_by("pk").select_for_update(of=["self"], no_key=True)))
