"""Locks of the rows that are published or unpublished, until the transaction ends."""

from __future__ import annotations

from typing import Any, cast

from django.db import models

from agreements.models import Agreement, DialogueMeeting, Document, FollowUp
from agreements.models.publishing import Publishable

# Relations that the rules and a row's name read: the query count does not grow with the number of rows.
SELECT_RELATED = {
    Agreement: ["municipality", "type", "replaces", "replaced_by"],
    Document: ["agreement", "joint_agreement"],
    FollowUp: ["agreement"],
    DialogueMeeting: ["round"],
}
PREFETCH_RELATED: dict[type[models.Model], list[str]] = {
    Agreement: ["levels", "areas"],
    Document: ["joint_agreement__agreements"],
    DialogueMeeting: ["municipalities"],
}


def lock_drafts(rows: models.QuerySet[Any]) -> list[Publishable]:
    return [row for row in lock_rows(rows) if not row.is_published]


def lock_agreements(rows: models.QuerySet[Any]) -> None:
    """Locks the published agreements of the rows, so that nobody unpublishes them before the rows are published.

    Runs before the rows are locked: publication of an agreement locks in the same order.
    """
    public = Agreement.objects.published()
    agreements = public.none()
    if rows.model in (Document, FollowUp):
        agreements |= public.filter(pk__in=rows.order_by().values("agreement"))
    if rows.model is Document:
        agreements |= public.filter(joint_agreement__in=rows.order_by().values("joint_agreement"))
    list(agreements.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def lock_rows(rows: models.QuerySet[Any]) -> list[Publishable]:
    """Locks the rows by key, without the joins of the queryset, always in the same order.

    The rows are read again under the lock: another transaction may have changed them meanwhile.
    """
    model = rows.model
    queryset = model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    queryset = queryset.select_related(*SELECT_RELATED[model]) if model in SELECT_RELATED else queryset
    queryset = queryset.prefetch_related(*PREFETCH_RELATED.get(model, []))
    return cast("list[Publishable]", list(queryset.order_by("pk").select_for_update(of=["self"], no_key=True)))
