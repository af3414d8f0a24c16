"""Changes to published agreements: proposed, checked field by field, and then published, sent back or withdrawn.

The public sees the agreement as it is until the change is published. A proposal holds the changed fields alone, so two
changes of different fields do not disturb each other; of one field, the later is refused with the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import four_eyes
from agreements.acts import act, named_rules
from agreements.models import Agreement, Proposal, StoredFile
from agreements.values import DECLINED_HAS_NONE, FIELDS, check_terms, label, put, put_terms, value_of, values_of, worded


@dataclass(frozen=True)
class Difference:
    """What a proposal does to one field, in words."""

    name: str
    label: str
    before: str
    after: str
    # What the field says now where somebody has changed it since the change was proposed; else nothing.
    meanwhile: str = ""


@transaction.atomic
def propose(
    agreement: Agreement,
    values: Mapping[str, Any],
    *,
    kind: Proposal.Act,
    by: User | None,
    reason: str = "",
    on_behalf_of: str = "",
    accompanies: Agreement | None = None,
    document: StoredFile | None = None,
) -> Proposal:
    """Proposes that the published agreement say `values`, plain values by field (see `agreements.values`).

    Of a municipality `by` is None, and `on_behalf_of` names its function. Raises ValidationError, with the field's
    name, where the change breaks a rule, and where it changes nothing.
    """
    with act("propose", by, reason=reason), named_rules(Proposal):
        agreement = _locked(agreement)
        if not agreement.is_published:
            raise ValidationError(_("%(row)s är ett utkast. Ändra det direkt.") % {"row": agreement})
        proposal = Proposal(
            agreement=agreement,
            act=kind,
            changes=_changes(agreement, values),
            reason=reason,
            accompanies=accompanies,
            document=document,
            proposed_by=by,
            on_behalf_of=on_behalf_of,
        )
        _check(proposal)
        proposal.save()
    return proposal


@transaction.atomic
def revise(proposal: Proposal, values: Mapping[str, Any], *, kind: Proposal.Act, by: User, reason: str) -> None:
    """Gives an undecided proposal a new content, and asks for it to be checked again."""
    with act("propose", by, reason=reason):
        _undecided(proposal)
        agreement = _locked(proposal.agreement)
        proposal.changes, proposal.act = _changes(agreement, values), kind
        proposal.reason, proposal.proposed_by, proposal.proposed_at = reason, by, timezone.now()
        proposal.state, proposal.decided_at, proposal.decided_by = Proposal.State.OPEN, None, None
        proposal.returned_because = ""
        _check(proposal)
        proposal.save()


def revised(proposal: Proposal) -> Agreement:
    """The agreement as the proposal wants it, not saved, and without the levels and areas."""
    agreement = Agreement.objects.select_related("municipality", "type").get(pk=proposal.agreement_id)
    put(agreement, {name: after for name, (_before, after) in proposal.changes.items()})
    return agreement


def differences(proposal: Proposal) -> list[Difference]:
    """Field by field, in the order of the form."""
    agreement = proposal.agreement
    found = []
    for name, (before, after) in sorted(proposal.changes.items(), key=lambda item: FIELDS.index(item[0])):
        now = value_of(agreement, name) if proposal.is_undecided else before
        found.append(
            Difference(
                name,
                label(name),
                worded(name, before),
                worded(name, after),
                worded(name, now) if now not in (before, after) else "",
            )
        )
    return found


@transaction.atomic
def publish(proposal: Proposal, *, by: User) -> Agreement:
    """Carries the change out: from now on the public sees it.

    Raises ValidationError where it breaks a rule, where somebody has changed the same field meanwhile, and where `by`
    may not publish it.
    """
    if obstacle := four_eyes.obstacle(proposal, by):
        raise ValidationError(obstacle)
    if proposal.accompanies and not proposal.accompanies.is_published:
        raise ValidationError(
            _("Ändringen publiceras tillsammans med utkastet %(draft)s. Publicera utkastet.")
            % {"draft": proposal.accompanies}
        )
    return carry_out(proposal, by=by)


@transaction.atomic
def carry_out(proposal: Proposal, *, by: User) -> Agreement:
    """`publish`, of whom the caller has asked whether they may."""
    with act("publish", by, reason=proposal.reason), named_rules():
        _undecided(proposal)
        if not proposal.changes:
            raise ValidationError(
                _("Förslaget ändrar ingen uppgift. Läs det, ändra själv det som behövs, och ta tillbaka det.")
            )
        agreement = _locked(proposal.agreement)
        proposal.agreement = agreement
        if meanwhile := [difference for difference in differences(proposal) if difference.meanwhile]:
            raise ValidationError(
                [
                    _("%(field)s har ändrats till %(now)s sedan ändringen föreslogs. Skicka tillbaka förslaget.")
                    % {"field": difference.label, "now": difference.meanwhile}
                    for difference in meanwhile
                ]
            )
        after = {name: after for name, (_before, after) in proposal.changes.items()}
        put(agreement, after)
        agreement.full_clean()
        check_terms(agreement.status, _terms(agreement, after))
        agreement.save()
        put_terms(agreement, after)
        _decide(proposal, Proposal.State.PUBLISHED, by)
    return agreement


@transaction.atomic
def send_back(proposal: Proposal, *, because: str, by: User) -> None:
    """Returns the change to whoever proposed it, with what to mend. Raises ValidationError without a reason."""
    with act("send_back", by, reason=because):
        _undecided(proposal)
        if not because.strip():
            raise ValidationError({"because": _("Skriv varför du skickar tillbaka förslaget.")})
        proposal.returned_because = because
        _decide(proposal, Proposal.State.RETURNED, by)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """Takes the change back: it is never published, and stays in the history."""
    with act("withdraw", by):
        _undecided(proposal)
        _decide(proposal, Proposal.State.WITHDRAWN, by)


def _changes(agreement: Agreement, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    now = values_of(agreement)
    return {name: [now[name], value] for name, value in values.items() if now[name] != value}


def _check(proposal: Proposal) -> None:
    if not proposal.changes and not proposal.on_behalf_of:
        raise ValidationError(_("Ingenting är ändrat. Ändra det som ska bli annorlunda."))
    proposal.full_clean(exclude=["accompanies"])
    agreement = revised(proposal)
    agreement.full_clean()
    check_terms(
        agreement.status, _terms(agreement, {name: after for name, (_before, after) in proposal.changes.items()})
    )


def _terms(agreement: Agreement, after: Mapping[str, Any]) -> dict[str, Any]:
    """The levels and areas that the agreement has once it says `after`."""
    return {name: after[name] if name in after else value_of(agreement, name) for name in DECLINED_HAS_NONE}


def _decide(proposal: Proposal, state: Proposal.State, by: User) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), by
    proposal.full_clean(exclude=["agreement", "accompanies"])
    proposal.save()


def _locked(agreement: Agreement) -> Agreement:
    found = Agreement.objects.select_related("municipality", "type", "replaces").select_for_update(
        of=["self"], no_key=True
    )
    return found.get(pk=agreement.pk)


def _undecided(proposal: Proposal) -> None:
    """Refuses what somebody else has decided meanwhile."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update(of=["self"], no_key=True))
    if not proposal.is_undecided:
        raise ValidationError(
            _("Ändringsförslaget är redan avgjort: %(state)s.") % {"state": proposal.get_state_display()}
        )
