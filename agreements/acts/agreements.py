"""Registers, submits, ends and renews agreements: each act in one transaction, by a named person.

A draft is changed directly and published by `agreements.acts.publication`. A published agreement is changed by a
proposal (`agreements.acts.proposals`).
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

from agreements.acts import proposals, publication
from agreements.acts.act import act, error_messages, named_rules
from agreements.acts.closings import close_before
from agreements.acts.values import LISTS, as_value, assign_days, check_terms
from agreements.days.imprecise import ImpreciseDay
from agreements.models import (
    DAY_PAIRS,
    Agreement,
    AgreementQuerySet,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Ending,
    JointAgreement,
    Proposal,
)
from agreements.positions import Status
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
    """Saves a municipality's answer as a draft; a draft may lack fields that publication requires. `by` is None where
    the municipality itself gave the answer.

    `closes` is the earlier agreement that ends the day before this one begins, once this one is published. Raises
    ValidationError, by field.
    """
    with act("register", by), named_rules():
        days = {name: fields.pop(name) for name in DAY_PAIRS if name in fields}
        others = {name: fields.pop(name) for name in ("target_groups", "parties", "also_replaces") if name in fields}
        agreement = Agreement(municipality=municipality, type=type, status=status, **fields)
        assign_days(agreement, days)
        agreement.full_clean()
        check_terms(status, {"levels": list(levels), "areas": list(areas)})
        agreement.save()
        agreement.levels.set(levels)
        agreement.areas.set(areas)
        for name, rows in others.items():
            getattr(agreement, name).set(rows)
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
    """Registers the answers of several municipalities to one joint agreement, all or none.

    Each of `decisions` has a `municipality` and its own fields, such as `decided_on`; `shared` has the common fields.
    Raises ValidationError with the municipality's name before each message.
    """
    agreements, errors = [], []
    for decision in decisions:
        try:
            with transaction.atomic():
                agreements.append(register(joint_agreement=joint_agreement, by=by, **{**shared, **decision}))
        except ValidationError as error:
            errors += [f"{decision['municipality']}: {message}" for message in error_messages(error)]
    if errors:
        raise ValidationError(errors)
    return agreements


@transaction.atomic
def submit(agreements: AgreementQuerySet, *, by: User) -> int:
    """Submits the drafts among `agreements` for review. Returns their number.

    Raises ValidationError with the fields that each draft lacks, under its public id.
    """
    drafts = _lock_drafts(agreements)
    errors = [
        f"{draft}: {message}" for draft in drafts for message in publication.obstacles_to_publication(draft, by=by)
    ]
    if errors:
        raise ValidationError(errors)
    with act("submit", by):
        for draft in drafts:
            draft.submitted_at, draft.returned_because = timezone.now(), ""
            draft.save()
    return len(drafts)


@transaction.atomic
def send_back_draft(agreement: Agreement, *, because: str, by: User) -> None:
    """Returns a submitted draft to its registrar with a reason. Raises ValidationError without a reason."""
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför du skickar tillbaka utkastet.")})
    with act("send_back", by, reason=because):
        agreement.submitted_at, agreement.returned_because = None, because
        agreement.full_clean()
        agreement.save()


@transaction.atomic
def end(
    agreement: Agreement, *, last_day: ImpreciseDay | datetime.date, ending: Ending | None, by: User, reason: str = ""
) -> Proposal | None:
    """Sets the agreement's last day, inclusive. For a published agreement it returns a proposal instead.

    A dialogue that ends without an answer has no `ending`. Raises ValidationError, by field.
    """
    if (ending is None) != (agreement.status == Status.IN_DIALOGUE):
        raise ValidationError({"ending": _("Ett svar sägs upp eller löper ut. En dialog avslutas utan svar.")})
    if agreement.is_published:
        values = {"valid_to": as_value(last_day)} | ({"ending": ending.value} if ending else {})
        return proposals.propose(agreement, values, kind=Proposal.Act.END, by=by, reason=reason)
    with act("end" if ending else "end_dialogue", by, reason=reason), named_rules():
        assign_days(agreement, {"valid_to": last_day})
        agreement.ending = ending or ""
        agreement.full_clean()
        agreement.save()
    return None


@transaction.atomic
def renew(agreement: Agreement, *, valid_from: ImpreciseDay | datetime.date, by: User, **fields: Any) -> Agreement:
    """Renews a signed agreement with a new draft that copies its levels, areas, target groups and parties, and takes
    the other `fields`.

    When the draft is published, the old agreement ends the day before `valid_from` at the latest. Raises
    ValidationError, by field.
    """
    if agreement.status != Status.SIGNED or agreement.first_day is None:
        raise ValidationError(_("Bara en tecknad överenskommelse kan förnyas. Registrera ett nytt svar i stället."))
    first = ImpreciseDay.exactly(valid_from) if isinstance(valid_from, datetime.date) else valid_from
    overlaps = agreement.last_day is None or agreement.last_day.latest >= first.earliest
    with act("renew", by):
        return register(
            municipality=agreement.municipality,
            type=agreement.type,
            status=Status.SIGNED,
            by=by,
            levels=agreement.levels.all(),
            areas=agreement.areas.all(),
            target_groups=agreement.target_groups.all(),
            parties=agreement.parties.all(),
            closes=agreement if overlaps else None,
            valid_from=first,
            replaces=agreement,
            **fields,
        )


def _lock_drafts(agreements: AgreementQuerySet) -> list[Agreement]:
    drafts = agreements.drafts().select_related("municipality", "type", "replaces").prefetch_related(*LISTS)
    return list(drafts.order_by("pk").select_for_update(of=["self"], no_key=True))
