"""Publishes the known facts: the act of the register's owner, with the rights and four eyes of every publication."""

from __future__ import annotations

import pghistory
from django.contrib.auth.models import User
from django.db import models, transaction

from agreements.acts import publication
from agreements.known.rows import KNOWN_COMMAND, loaded_rows, refuse_demo
from agreements.models import Agreement, DialogueMeeting, ReportedTotal, Source
from agreements.models.publishing import PublishableQuerySet

# The sources last: those of an answer follow it.
PUBLISHED_MODELS = [Agreement, ReportedTotal, DialogueMeeting, Source]


@transaction.atomic
def publish_known(*, by: User) -> dict[type[models.Model], int]:
    """Publishes the loaded drafts, all or none. Returns their number by model. Raises ValidationError."""
    refuse_demo()
    drafts = {model: _drafts(model) for model in PUBLISHED_MODELS}
    counts: dict[type[models.Model], int] = {model: rows.count() for model, rows in drafts.items()}
    with pghistory.context(command=KNOWN_COMMAND):
        for rows in drafts.values():
            publication.publish(rows, by=by)
    return counts


def _drafts(model: type[models.Model]) -> PublishableQuerySet:
    return loaded_rows(model).filter(published_at=None)  # type: ignore[return-value]
