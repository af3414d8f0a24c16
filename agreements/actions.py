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

from agreements import four_eyes, proposals, publishing
from agreements.acts import act, named_rules, told
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Ending,
    JointAgreement,
    Proposal,
)
from agreements.periods import Status
from agreements.values import check_terms
from municipalities.models import Municipality

ONE_DAY = datetime.timedelta(days=1)


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
        check_terms(status, {"levels": list(levels), "areas": list(areas)})
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


def close_before(earlier: Agreement, agreement: Agreement, *, by: User | None) -> None:
    """Lets an earlier answer end the day before the new one begins, when the new one is published.

    Raises ValidationError where the new one has no first day, or begins no later than the earlier one.
    """
    if agreement.valid_from is None:
        raise ValidationError({"valid_from": _("Fyll i dagen då det nya svaret börjar gälla.")})
    if earlier.valid_from is None or agreement.valid_from <= earlier.valid_from:
        raise ValidationError(
            {
                "valid_from": _("Den nya ska gälla från en senare dag än den gamla, som gäller från %(day)s.")
                % {"day": earlier.valid_from}
            }
        )
    values: dict[str, Any] = {"valid_to": (agreement.valid_from - ONE_DAY).isoformat()}
    if agreement.status == Status.SIGNED and earlier.status == Status.SIGNED:
        values["ending"] = Ending.REPLACED.value
    if earlier.is_published:
        proposals.propose(earlier, values, kind=Proposal.Act.END, by=by, accompanies=agreement)
    else:
        earlier.valid_to, earlier.ending = agreement.valid_from - ONE_DAY, values.get("ending", "")
        earlier.full_clean()
        earlier.save()


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
def publish(agreements: AgreementQuerySet, *, by: User) -> int:
    """Shows the drafts among `agreements` to the public with their documents, all or none. Returns how many.

    The changes that accompany them, such as the end of the answer before, are published with them. Raises
    ValidationError with what each draft lacks, under its public id, and where `by` may not publish it.
    """
    drafts = _locked_drafts(agreements)
    errors: list[str] = []
    with act("publish", by):
        for draft in drafts:
            if obstacle := four_eyes.obstacle(draft, by):
                errors.append(obstacle)
                continue
            try:
                with transaction.atomic(), named_rules():
                    _make_public(draft, by)
            except ValidationError as error:
                errors += [f"{draft}: {message}" for message in told(error)]
        if errors:
            raise ValidationError(errors)
    return len(drafts)


def missing(draft: Agreement, *, by: User) -> list[str]:
    """What publishing the draft now would say is missing or wrong; empty where nothing is. Changes nothing."""
    copy = Agreement.objects.select_related("municipality", "type", "replaces").get(pk=draft.pk)
    try:
        with transaction.atomic(), named_rules():
            _make_public(copy, by)
            transaction.set_rollback(True)
    except ValidationError as error:
        return told(error)
    return []


def _make_public(draft: Agreement, by: User) -> None:
    for proposal in draft.accompanied_by.undecided():
        proposals.carry_out(proposal, by=by)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.submitted_at, draft.returned_because = None, ""
    draft.full_clean()
    draft.save()
    publishing.publish_what_belongs_to(draft, by=by)


@transaction.atomic
def unpublish(agreements: AgreementQuerySet, *, by: User) -> int:
    """Takes the published among `agreements` back from the public. Returns how many."""
    with act("unpublish", by):
        return agreements.published().update(published_at=None, published_by=None)


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
    found = agreements.drafts().select_related("municipality", "type", "replaces")
    return list(found.select_for_update(of=["self"], no_key=True))
