"""Publishes and unpublishes rows of every kind, for the desk, imports, commands and demo data.

An agreement is published with its documents, follow-ups, revisions and sources, those of its joint agreement, and the
proposals that accompany it, such as the end of the previous agreement; a reported total with its sources.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements.acts import companions, four_eyes, perms, proposals
from agreements.acts.act import act, error_messages, named_rules
from agreements.acts.companions import PublicRow, ShownDigests
from agreements.acts.publication_locks import ATTACHMENTS, lock_agreements, lock_drafts, lock_rows
from agreements.acts.publication_refusals import (
    Refusals,
    four_eyes_refusals,
    named_lines,
    not_allowed_to_publish,
    refusals_by_agreement,
    unseen_refusals,
)
from agreements.acts.readiness import all_broken_rules, broken_rules, prerequisite
from agreements.models import Agreement, Proposal, ReportedTotal, Source
from agreements.models.publishing import Publishable

Moment = Callable[[Any], datetime.datetime]


def now(row: Publishable) -> datetime.datetime:
    return timezone.now()


@transaction.atomic
def publish(rows: models.QuerySet[Any], *, by: User, seen_digests: ShownDigests | None = None) -> int:
    """Publishes the drafts among `rows`, all or none. Returns their number.

    With `seen_digests`, the digests of the rows that the publisher has seen, no other row becomes public. Raises
    ValidationError with the obstacles under each row's name, and if `by` may not publish.
    """
    if not perms.may_publish(by):
        raise not_allowed_to_publish(by)
    lock_agreements(rows)
    drafts = lock_drafts(rows)
    if refusals := make_public(drafts, by=by, asks_four_eyes=four_eyes.applies(), seen_digests=seen_digests):
        raise ValidationError([line for draft in drafts for line in named_lines(draft, refusals.get(draft.pk))])
    return len(drafts)


@transaction.atomic
def publish_each(rows: models.QuerySet[Any], *, by: User) -> Refusals:
    """Publishes those drafts among `rows` that can be published. Returns the errors of the others: the caller rolls
    those back.
    """
    lock_agreements(rows)
    drafts = lock_drafts(rows)
    if not perms.may_publish(by):
        return dict.fromkeys((draft.pk for draft in drafts), not_allowed_to_publish(by))
    return make_public(drafts, by=by, asks_four_eyes=four_eyes.applies())


@transaction.atomic
def unpublish(rows: models.QuerySet[Any], *, by: User) -> int:
    """Unpublishes the published rows among `rows`. Returns their number.

    Raises ValidationError if `by` may not publish.
    """
    if not perms.may_publish(by):
        raise not_allowed_to_publish(by)
    with act("unpublish", by):
        public = [row.pk for row in lock_rows(rows) if row.is_published]
        return rows.model._default_manager.filter(pk__in=public).update(published_at=None, published_by=None)


def obstacles_to_publication(draft: Publishable, *, by: User) -> list[str]:
    """The errors that stop the draft's publication now; empty if there are none. Runs a trial that is rolled back."""
    with transaction.atomic():
        [copy] = lock_drafts(type(draft)._default_manager.filter(pk=draft.pk))
        refusals = make_public([copy], by=by)
        transaction.set_rollback(True)
    return [line for error in refusals.values() for line in error_messages(error, type(draft))]


@transaction.atomic
def make_public(
    drafts: Sequence[Publishable],
    *,
    by: User,
    at: Moment = now,
    asks_four_eyes: bool = False,
    seen_digests: ShownDigests | None = None,
) -> Refusals:
    """Publishes the locked drafts, of one kind, that break no rule, with the rows that belong to them. Returns the
    errors.

    `at` gives the time of publication. `asks_four_eyes` refuses drafts that `by` has entered; without it, the caller
    has checked that, or rolls back.
    """
    with act("publish", by):
        companion_rows = _companion_rows(drafts)
        refusals = four_eyes_refusals(by, drafts, companion_rows) if asks_four_eyes else {}
        if seen_digests is not None:
            refusals |= unseen_refusals(_without(refusals, drafts), companion_rows, seen_digests)
        refusals |= {row.pk: ValidationError(why) for row in _without(refusals, drafts) if (why := prerequisite(row))}
        refusals |= _carry_out_accompanying(_without(refusals, drafts), companion_rows, by, is_trial=not asks_four_eyes)
        for draft in drafts:
            draft.published_at, draft.published_by = at(draft), by
            if isinstance(draft, Agreement):
                draft.submitted_at, draft.returned_because = None, ""
        refusals |= {draft.pk: error for draft in _without(refusals, drafts) if (error := broken_rules(draft))}
        refusals |= _write(_without(refusals, drafts))
        agreements = [draft for draft in _without(refusals, drafts) if isinstance(draft, Agreement)]
        for rows in _attachments_of(agreements):
            attachments = lock_drafts(rows)
            attachment_refusals = make_public(attachments, by=by, at=at)
            for key, error in refusals_by_agreement(agreements, attachments, attachment_refusals).items():
                refusals[key] = ValidationError([refusals[key], error]) if key in refusals else error
        if totals := [draft for draft in _without(refusals, drafts) if isinstance(draft, ReportedTotal)]:
            # A source that somebody else has to look at remains a draft.
            sources = lock_drafts(Source.objects.filter(reported_total__in=totals))
            make_public(sources, by=by, at=at, asks_four_eyes=asks_four_eyes)
        return refusals


def _companion_rows(drafts: Sequence[Publishable]) -> dict[Any, list[PublicRow]]:
    """The locked companions of each draft, by the draft's key."""
    agreements = [draft for draft in drafts if isinstance(draft, Agreement)]
    return dict(companions.rows_of_drafts(agreements, lock=True)) if agreements else {}


def _without(refusals: Refusals, drafts: Sequence[Publishable]) -> list[Publishable]:
    return [draft for draft in drafts if draft.pk not in refusals]


def _carry_out_accompanying(
    drafts: Sequence[Publishable], companion_rows: dict[Any, list[PublicRow]], by: User, *, is_trial: bool
) -> Refusals:
    refusals = {}
    for draft in drafts:
        for proposal in (
            companion.row for companion in companion_rows.get(draft.pk, []) if isinstance(companion.row, Proposal)
        ):
            try:
                proposals.carry_out(proposal, by=by, is_trial=is_trial)
            except ValidationError as error:
                lines = [f"{proposal.row}: {message}" for message in error_messages(error, type(proposal.row))]
                refusals[draft.pk] = ValidationError(lines)
    return refusals


def _write(drafts: Sequence[Publishable]) -> Refusals:
    """Writes all drafts in one statement. If the database refuses it, tries each half, down to the faulty rows."""
    if not drafts:
        return {}
    model = type(drafts[0])
    progress = ["submitted_at", "returned_because"] if model is Agreement else []
    try:
        with transaction.atomic(), named_rules(model):
            model._default_manager.bulk_update(drafts, ["published_at", "published_by", *progress])
    except ValidationError as error:
        if len(drafts) == 1:
            return {drafts[0].pk: all_broken_rules(drafts[0], error)}
        middle = len(drafts) // 2
        return _write(drafts[:middle]) | _write(drafts[middle:])
    return {}


def _attachments_of(agreements: Sequence[Agreement]) -> list[models.QuerySet[Any]]:
    if not agreements:
        return []
    joint = {agreement.joint_agreement_id for agreement in agreements} - {None}
    of_any = models.Q(agreement__in=agreements) | models.Q(joint_agreement__in=joint)
    return [kind._default_manager.filter(of_any) for kind in ATTACHMENTS]
