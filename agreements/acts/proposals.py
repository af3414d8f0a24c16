"""Proposes, publishes, sends back and withdraws changes of public rows.

The public row stays as it is until the change is published. A proposal stores the changed fields only, so proposals for
different fields do not conflict; if a field has changed since, publication is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts.act import act, named_rules
from agreements.acts.pending import (
    ProposedRow,
    awaited_draft,
    takes_proposals,
)
from agreements.acts.proposal_checks import (
    check_proposal,
    check_proposal_four_eyes,
    check_proposed_terms,
    refuse_stale_fields,
)
from agreements.acts.proposal_content import values_after
from agreements.acts.values import set_terms, set_values, values_of
from agreements.models import TARGETS, Agreement, Proposal, StoredFile


@transaction.atomic
def propose(
    row: ProposedRow,
    values: Mapping[str, Any],
    *,
    kind: Proposal.Act,
    by: User | None,
    reason: str = "",
    on_behalf_of: str = "",
    accompanies: Agreement | None = None,
    document: StoredFile | None = None,
) -> Proposal:
    """Proposes new values for a public row: plain values by field (see `agreements.acts.values`).

    For a municipality's proposal `by` is None and `on_behalf_of` names its function. With `accompanies`, the proposal
    is an end that is published with that draft. Raises ValidationError, by field, if a rule is broken or nothing
    changes.
    """
    with act("propose", by, reason=reason), named_rules(Proposal):
        row = _lock_row(row)
        if not takes_proposals(row):
            raise ValidationError(_("%(row)s är ett utkast. Ändra det direkt.") % {"row": row})
        proposal = Proposal(
            act=kind,
            changes=_changes(row, values),
            reason=reason,
            accompanies=accompanies,
            document=document,
            proposed_by=by,
            on_behalf_of=on_behalf_of,
            **{TARGETS[type(row)]: row},
        )
        check_proposal(proposal)
        proposal.save()
    return proposal


@transaction.atomic
def revise(proposal: Proposal, values: Mapping[str, Any], *, kind: Proposal.Act, by: User, reason: str) -> None:
    """Replaces the content of an undecided proposal and submits it for review again."""
    with act("propose", by, reason=reason):
        _lock_undecided(proposal)
        row = _lock_row(proposal.row)
        proposal.changes, proposal.act = _changes(row, values), kind
        proposal.reason, proposal.proposed_by, proposal.proposed_at = reason, by, timezone.now()
        proposal.state, proposal.decided_at, proposal.decided_by = Proposal.State.OPEN, None, None
        proposal.returned_because = ""
        check_proposal(proposal)
        proposal.save()


@transaction.atomic
def publish_proposal(proposal: Proposal, *, by: User) -> ProposedRow:
    """Applies the proposed change to the public row.

    Raises ValidationError if a rule is broken, if a field has changed since the proposal, or if `by` may not publish
    it.
    """
    if awaited := awaited_draft(proposal):
        raise ValidationError(
            _("Ändringen publiceras tillsammans med utkastet %(draft)s. Publicera utkastet.") % {"draft": awaited}
        )
    return carry_out(proposal, by=by)


@transaction.atomic
def carry_out(proposal: Proposal, *, by: User, is_trial: bool = False) -> ProposedRow:
    """Applies a proposal, including one that accompanies a draft. A trial is rolled back and skips four eyes."""
    with act("publish", by, reason=proposal.reason), named_rules(type(proposal.row)):
        _lock_undecided(proposal)
        if not is_trial:
            check_proposal_four_eyes(proposal, by)
        if not proposal.changes:
            raise ValidationError(
                _("Förslaget ändrar ingen uppgift. Läs det, ändra själv det som behövs, och ta tillbaka det.")
            )
        row = _lock_row(proposal.row)
        if not takes_proposals(row):
            raise ValidationError(
                _("%(row)s är inte publicerad längre. Ta tillbaka förslaget, och ändra utkastet direkt.") % {"row": row}
            )
        setattr(proposal, TARGETS[type(row)], row)
        refuse_stale_fields(proposal)
        after = values_after(proposal)
        set_values(row, after)
        row.full_clean()
        check_proposed_terms(row, after)
        row.save()
        set_terms(row, after)
        _decide(proposal, Proposal.State.PUBLISHED, by)
    return row


@transaction.atomic
def send_back_proposal(proposal: Proposal, *, because: str, by: User) -> None:
    """Returns the proposal to its author with a reason.

    Raises ValidationError without a reason, and for a proposal that accompanies a draft.
    """
    with act("send_back", by, reason=because):
        _lock_undecided(proposal)
        if not because.strip():
            raise ValidationError({"because": _("Skriv varför du skickar tillbaka förslaget.")})
        if awaited := awaited_draft(proposal):
            raise ValidationError(
                _("Avslutet hör till utkastet %(draft)s. Skicka tillbaka utkastet i stället.") % {"draft": awaited}
            )
        proposal.returned_because = because
        _decide(proposal, Proposal.State.RETURNED, by)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """Withdraws the proposal: it is never published, and stays in the history."""
    with act("withdraw", by):
        _lock_undecided(proposal)
        _decide(proposal, Proposal.State.WITHDRAWN, by)


def _changes(row: ProposedRow, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    now = values_of(row)
    return {name: [now[name], value] for name, value in values.items() if now[name] != value}


def _decide(proposal: Proposal, state: Proposal.State, by: User) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), by
    proposal.full_clean(exclude=[*TARGETS.values(), "accompanies"])
    proposal.save()


def _lock_row(row: ProposedRow) -> ProposedRow:
    model = type(row)
    related = ["municipality", "type", "replaces"] if model is Agreement else []
    rows = model._default_manager.select_related(*related).select_for_update(of=["self"], no_key=True)
    return rows.get(pk=row.pk)


def _lock_undecided(proposal: Proposal) -> None:
    """Locks the proposal. Raises ValidationError if it is already decided."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update(of=["self"], no_key=True))
    if not proposal.is_undecided:
        raise ValidationError(
            _("Ändringsförslaget är redan avgjort: %(state)s.") % {"state": proposal.get_state_display()}
        )
