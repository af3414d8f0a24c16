"""Locks of the rows that are published or unpublished, until the transaction ends."""

from __future__ import annotations

from typing import Any, cast

from django.db import models

from agreements.acts.values import LISTS
from agreements.models import Agreement, AgreementRevision, DialogueMeeting, Document, FollowUp, Source
from agreements.models.publishing import Publishable

# What belongs to an agreement or to a joint agreement.
ATTACHMENTS: list[type[models.Model]] = [Document, FollowUp, AgreementRevision, Source]

# Relations that the rules and a row's name read: the query count does not grow with the number of rows.
SELECT_RELATED: dict[type[models.Model], list[str]] = {
    **{model: ["agreement", "joint_agreement"] for model in ATTACHMENTS},
    Agreement: ["municipality", "type", "replaces", "replaced_by"],
    DialogueMeeting: ["round"],
}
PREFETCH_RELATED: dict[type[models.Model], list[str]] = {
    **{model: ["joint_agreement__agreements"] for model in ATTACHMENTS},
    Agreement: LISTS,
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
    if rows.model in ATTACHMENTS:
        agreements |= public.filter(pk__in=rows.order_by().values("agreement"))
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
