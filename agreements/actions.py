"""What registering, publishing, ending and renewing an agreement does: each in one transaction, by a named person.

A draft is changed at once. A published agreement changes by a proposal, see `agreements.proposals`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import companions, four_eyes, proposals, publishing
from agreements.acts import act, named_rules, told
from agreements.closings import close_before
from agreements.companions import PublicRow, Shown
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Document,
    Ending,
    FollowUp,
    JointAgreement,
    Proposal,
)
from agreements.periods import Status
from municipalities.models import Municipality


@transaction.atomic
def register(
    *,
    municipality: Municipality,
    type: AgreementType,
    status: Status,
    by: User | None,
    levels: Iterable[CollaborationLevel] = (),
    areas: Iterable[CooperationArea] = (),
    closes: Agreement | None = None,
    **fields: Any,
) -> Agreement:
    """Enters a municipality's answer as a draft, whatever it lacks. Publishing it asks for the rest. Where the
    municipality itself has given it, `by` is None.

    `closes` is the earlier answer that is to end the day before this one begins, once this one is published.
    Raises ValidationError, with the field's name, where a rule is broken.
    """
    with act("register", by), named_rules():
        agreement = Agreement(municipality=municipality, type=type, status=status, **fields)
        agreement.full_clean()
        agreement.save()
        agreement.levels.set(levels)
        agreement.areas.set(areas)
        if closes:
            close_before(closes, agreement, by=by)
    return agreement


@transaction.atomic
def register_joint(
    *,
    joint_agreement: JointAgreement,
    decisions: Sequence[Mapping[str, Any]],
    by: User,
    **shared: Any,
) -> list[Agreement]:
    """Enters the answers of several municipalities to one text, all or none.

    Each of `decisions` has a `municipality` and what is its own, such as `decided_on`; the rest is `shared`. Raises
    ValidationError with the municipality's name before each message.
    """
    made, errors = [], []
    for decision in decisions:
        try:
            with transaction.atomic():
                made.append(register(joint_agreement=joint_agreement, by=by, **{**shared, **decision}))
        except ValidationError as error:
            errors += [f"{decision['municipality']}: {message}" for message in told(error)]
    if errors:
        raise ValidationError(errors)
    return made


@transaction.atomic
def submit(agreements: AgreementQuerySet, *, by: User) -> int:
    """Leaves the drafts among `agreements` for somebody to check and publish. Returns how many.

    Raises ValidationError with what each draft lacks, under its public id.
    """
    drafts = _locked_drafts(agreements)
    errors = [f"{draft}: {message}" for draft in drafts for message in missing(draft, by=by)]
    if errors:
        raise ValidationError(errors)
    with act("submit", by):
        for draft in drafts:
            draft.submitted_at, draft.returned_because = timezone.now(), ""
            draft.save()
    return len(drafts)


@transaction.atomic
def send_back(agreement: Agreement, *, because: str, by: User) -> None:
    """Returns a draft to whoever registered it, with what to mend. Raises ValidationError without a reason."""
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför du skickar tillbaka utkastet.")})
    with act("send_back", by, reason=because):
        agreement.submitted_at, agreement.returned_because = None, because
        agreement.full_clean()
        agreement.save()


@transaction.atomic
def publish(agreements: AgreementQuerySet, *, by: User, shown: Shown | None = None) -> int:
    """Shows the drafts among `agreements` to the public, all or none. Returns how many.

    The ends of earlier answers, the documents and the follow-ups that wait for them are published with them.

    With `shown`, what whoever publishes has seen, nothing else becomes public. Raises ValidationError with what each
    draft lacks, under its public id, and where `by` may not publish it.
    """
    drafts = _locked_drafts(agreements)
    along = companions.of_drafts(drafts, locked=True)
    errors: list[str] = []
    with act("publish", by):
        for draft in drafts:
            if obstacles := four_eyes_obstacles(draft, along[draft.pk], by):
                errors += obstacles
                continue
            try:
                with transaction.atomic(), named_rules():
                    if shown is not None:
                        companions.refuse_unseen([PublicRow(draft), *along[draft.pk]], shown)
                    _make_public(draft, along[draft.pk], by)
            except ValidationError as error:
                errors += [f"{draft}: {message}" for message in told(error)]
        if errors:
            raise ValidationError(errors)
    return len(drafts)


def four_eyes_obstacles(draft: Agreement, along: Iterable[PublicRow], by: User) -> list[str]:
    """Why this person cannot publish the draft with what is published along with it; empty where nothing is."""
    rows = [draft, *(one.row for one in along)]
    return [obstacle for row in rows if (obstacle := four_eyes.obstacle(row, by))]


def missing(draft: Agreement, along: Iterable[PublicRow] | None = None, *, by: User) -> list[str]:
    """What publishing the draft now would say is missing or wrong; empty where nothing is. Changes nothing.

    Whether `by` may publish is another question: somebody else may.
    """
    copy = Agreement.objects.select_related("municipality", "type", "replaces").get(pk=draft.pk)
    try:
        with transaction.atomic(), named_rules():
            _make_public(copy, companions.of(copy) if along is None else along, by, is_trial=True)
            transaction.set_rollback(True)
    except ValidationError as error:
        return told(error)
    return []


def _make_public(draft: Agreement, along: Iterable[PublicRow], by: User, *, is_trial: bool = False) -> None:
    rows = [one.row for one in along]
    for proposal in rows:
        if isinstance(proposal, Proposal):
            _carry_out(proposal, by, is_trial=is_trial)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.submitted_at, draft.returned_because = None, ""
    draft.full_clean()
    draft.save()
    errors: list[str] = []
    for model in (Document, FollowUp):
        chosen = model._default_manager.filter(pk__in=[row.pk for row in rows if isinstance(row, model)])
        try:
            publishing.publish(chosen, by=by, is_trial=is_trial)
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError(errors)


def _carry_out(proposal: Proposal, by: User, *, is_trial: bool) -> None:
    try:
        proposals.carry_out(proposal, by=by, is_trial=is_trial)
    except ValidationError as error:
        raise ValidationError([f"{proposal.agreement}: {message}" for message in told(error)]) from error


@transaction.atomic
def unpublish(agreements: AgreementQuerySet, *, by: User) -> int:
    """Takes the published among `agreements` back from the public. Returns how many."""
    with act("unpublish", by):
        locked = agreements.published().order_by("pk").select_for_update(of=["self"], no_key=True)
        public = locked.values_list("pk", flat=True)
        return Agreement.objects.filter(pk__in=list(public)).update(published_at=None, published_by=None)


@transaction.atomic
def end(
    agreement: Agreement, *, last_day: datetime.date, ending: Ending, by: User, reason: str = ""
) -> Proposal | None:
    """Closes an agreement: it holds on `last_day` and not after. Of a published one this is a proposal, returned.

    Raises ValidationError, with the field's name, where a rule is broken.
    """
    if agreement.is_published:
        values = {"valid_to": last_day.isoformat(), "ending": ending.value}
        return proposals.propose(agreement, values, kind=Proposal.Act.END, by=by, reason=reason)
    with act("end", by, reason=reason), named_rules():
        agreement.valid_to, agreement.ending = last_day, ending
        agreement.full_clean()
        agreement.save()
    return None


@transaction.atomic
def renew(
    agreement: Agreement, *, decided_on: datetime.date, valid_from: datetime.date, by: User, **fields: Any
) -> Agreement:
    """Renews or amends a signed agreement with a new draft, which has its levels and areas and differs in `fields`.

    When the new one is published, the old one ends the day before `valid_from` at the latest. Raises ValidationError,
    with the field's name, where a rule is broken.
    """
    if agreement.status != Status.SIGNED or agreement.valid_from is None:
        raise ValidationError(_("Bara en tecknad överenskommelse kan förnyas. Registrera ett nytt svar i stället."))
    overlaps = agreement.valid_to is None or agreement.valid_to >= valid_from
    with act("renew", by):
        return register(
            municipality=agreement.municipality,
            type=agreement.type,
            status=Status.SIGNED,
            by=by,
            levels=agreement.levels.all(),
            areas=agreement.areas.all(),
            closes=agreement if overlaps else None,
            decided_on=decided_on,
            valid_from=valid_from,
            replaces=agreement,
            **fields,
        )


def _locked_drafts(agreements: AgreementQuerySet) -> list[Agreement]:
    found = agreements.drafts().select_related("municipality", "type", "replaces").prefetch_related("levels", "areas")
    return list(found.order_by("pk").select_for_update(of=["self"], no_key=True))
