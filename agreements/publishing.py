"""Showing documents, follow-ups, meetings and reported totals to the public, and taking them back: by a named person.

Agreements are published by `agreements.actions`, with what belongs to them.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import four_eyes
from agreements.acts import act, named_rules
from agreements.models import Agreement, DialogueMeeting, Document, FollowUp
from agreements.models.publishing import Publishable

MEETING_OF_NOBODY = gettext_lazy("Välj kommunerna som mötet är till för. Utan dem syns mötet ingenstans.")
# What the name of a row reads, so that a list of errors costs no query a row.
NAMED_BY = {Document: ["agreement", "joint_agreement"], FollowUp: ["agreement"], DialogueMeeting: ["round"]}


@transaction.atomic
def publish(rows: models.QuerySet[Any], *, by: User, is_trial: bool = False) -> int:
    """Shows the drafts among `rows` to the public, all or none. Returns how many.

    A trial is rolled back, and does not ask who tries. Raises ValidationError with what is in the way of each, under
    its name, and where `by` may not publish it.
    """
    errors: list[str] = []
    if not is_trial:
        _lock_agreements(rows)
    drafts = [row for row in _locked(rows) if not row.is_published]
    with act("publish", by):
        for draft in drafts:
            if not is_trial and (obstacles := _four_eyes_obstacles(draft, by)):
                errors += obstacles
                continue
            try:
                with transaction.atomic(), named_rules(type(draft)):
                    _make_public(draft, by)
            except ValidationError as error:
                errors += [f"{draft}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
    return len(drafts)


def _four_eyes_obstacles(draft: Publishable, by: User) -> list[str]:
    """Of the row, and of the round that it makes public."""
    rows: list[models.Model] = [draft]
    if isinstance(draft, DialogueMeeting) and not draft.round.is_public:
        rows.append(draft.round)
    return [obstacle for row in rows if (obstacle := four_eyes.obstacle(row, by))]


@transaction.atomic
def unpublish(rows: models.QuerySet[Any], *, by: User) -> int:
    """Takes the published among `rows` back from the public. Returns how many."""
    with act("unpublish", by):
        public = [row.pk for row in _locked(rows) if row.is_published]
        return rows.model._default_manager.filter(pk__in=public).update(published_at=None, published_by=None)


def awaits(row: Publishable) -> str:
    """What has to be done before the row can be published, or nothing."""
    match row:
        case FollowUp() if not row.agreement.is_published:
            return _("Publicera först överenskommelsen %(id)s, så publiceras uppföljningen med den.") % {
                "id": row.agreement.public_id
            }
        case Document(agreement=Agreement() as agreement) if not agreement.is_published:
            return _("Publicera först överenskommelsen %(id)s, så publiceras dokumentet med den.") % {
                "id": agreement.public_id
            }
        case Document(agreement=None) if not _is_signed_in_public(row):
            return _("Publicera först en överenskommelse som hör till %(joint)s, så publiceras dokumentet med den.") % {
                "joint": row.joint_agreement
            }
        case DialogueMeeting() if not row.municipalities.exists():
            return str(MEETING_OF_NOBODY)
    return ""


def _is_signed_in_public(document: Document) -> bool:
    return Agreement.objects.published().filter(joint_agreement=document.joint_agreement_id).exists()


def _make_public(draft: Publishable, by: User) -> None:
    if obstacle := awaits(draft):
        raise ValidationError(obstacle)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.full_clean()
    draft.save()


def _lock_agreements(rows: models.QuerySet[Any]) -> None:
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


def _locked(rows: models.QuerySet[Any]) -> list[Publishable]:
    """The chosen rows without the joins of the list that they were chosen in, always locked in the same order.

    What each says now is asked of the row, and not of `rows`: while it was waited for, somebody may have changed it.
    """
    model = rows.model
    chosen = model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    related = NAMED_BY.get(model, [])
    found = chosen.select_related(*related) if related else chosen
    return cast("list[Publishable]", list(found.order_by("pk").select_for_update(of=["self"], no_key=True)))
