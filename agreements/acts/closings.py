"""Ends an earlier agreement on the day before its successor begins, when the successor is published."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.acts import pending, proposal_content, proposals
from agreements.acts.values import EMPTY, set_values
from agreements.models import Agreement, Ending, Proposal
from agreements.positions import Status


def obstacle_to_closing(earlier: Agreement, new: Agreement) -> str:
    """Why the earlier answer cannot end the day before the new one begins, or nothing."""
    if new.first_day is None:
        return _("Fyll i dagen då det nya svaret börjar gälla.")
    if earlier.first_day is None or new.first_day.latest <= earlier.first_day.earliest:
        return _("Den nya ska gälla från en senare dag än den gamla, som gäller från %(day)s.") % {
            "day": earlier.first_day or EMPTY
        }
    if not earlier.is_published:
        return ""
    closing = pending.accompanying_end(earlier)
    if closing and closing.accompanies_id != new.pk:
        return pending.obstacle_to_another_end(earlier)
    return pending.obstacle_to_accompanying_end(earlier)


def close_before(earlier: Agreement, agreement: Agreement, *, by: User | None) -> None:
    """Ends the earlier agreement the day before the new one begins, when the new one is published.

    Raises ValidationError if the new agreement has no first day, if it begins no later than the earlier one, or if
    another end is already proposed.
    """
    if obstacle := obstacle_to_closing(earlier, agreement):
        raise ValidationError({"valid_from": obstacle})
    values = _end_before(earlier, agreement)
    if earlier.is_published:
        proposals.propose(earlier, values, kind=Proposal.Act.END, by=by, accompanies=agreement)
    else:
        set_values(earlier, values)
        earlier.full_clean()
        earlier.save()


@transaction.atomic
def move_closing(draft: Agreement, *, by: User) -> None:
    """Moves the ends that accompany the draft when the draft's first day has changed.

    Withdraws the end of an agreement that now ends by itself before the draft begins. Leaves an end that the draft can
    no longer cause: publication then names the obstacle.
    """
    for closing in draft.accompanied_by.undecided().select_related("agreement__municipality"):
        earlier = closing.agreement
        if earlier is None or obstacle_to_closing(earlier, draft):
            continue
        if earlier.last_day and draft.first_day and earlier.last_day.latest < draft.first_day.earliest:
            proposals.withdraw(closing, by=by)
        elif proposal_content.values_after(closing) != (values := _end_before(earlier, draft)):
            proposals.revise(closing, values, kind=Proposal.Act.END, by=by, reason=closing.reason)


def _end_before(earlier: Agreement, new: Agreement) -> dict[str, Any]:
    last_day = new.first_day and new.first_day.day_before.edtf
    is_renewed = new.status == Status.SIGNED and earlier.status == Status.SIGNED
    return {"valid_to": last_day} | ({"ending": Ending.REPLACED.value} if is_renewed else {})
