"""Accepts or dismisses a municipality's confirmation. Nothing of it is public until it is accepted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts.act import act
from agreements.confirmations.requests import lock_request
from agreements.confirmations.snapshots import agreements_snapshot, published_agreements
from agreements.models import Agreement, ConfirmationRequest


@dataclass
class ConfirmedAgreements:
    """The published agreements of the municipality, by whether its confirmation still applies to them."""

    same: list[Agreement] = field(default_factory=list)
    # Changed or published after the confirmation, or verified on a later day.
    others: list[Agreement] = field(default_factory=list)


def confirmed_agreements(request: ConfirmationRequest) -> ConfirmedAgreements:
    confirmed = ConfirmedAgreements()
    for agreement in published_agreements(request.municipality):
        is_same = _is_unchanged(request.snapshot.get(agreement.public_id), agreement)
        is_latest = agreement.verified_on is None or agreement.verified_on <= _day_of(request)
        (confirmed.same if is_same and is_latest else confirmed.others).append(agreement)
    return confirmed


def _is_unchanged(confirmed: dict[str, Any] | None, agreement: Agreement) -> bool:
    """Compares with the snapshot. A field that is newer than the snapshot must still be empty."""
    now = agreements_snapshot([agreement])[agreement.public_id]
    return confirmed is not None and confirmed == {
        name: value for name, value in now.items() if name in confirmed or value not in (None, "", [])
    }


@transaction.atomic
def accept(request: ConfirmationRequest, *, shown_as: str, by: User) -> ConfirmedAgreements:
    """Marks the confirmed agreements as verified by the function `shown_as` on the day of the confirmation.

    Raises ValidationError without a function, and if the confirmation is reviewed already.
    """
    with act("accept_confirmation", by, confirmation=request.pk):
        request = _to_review(request)
        request.shown_as = _function(shown_as)
        list(Agreement.objects.filter(municipality=request.municipality_id).select_for_update(no_key=True))
        confirmed = confirmed_agreements(request)
        for agreement in confirmed.same:
            agreement.verified_on, agreement.verified_by = _day_of(request), request.shown_as
            agreement.save(update_fields=["verified_on", "verified_by"])
        _close(request, by)
    return confirmed


@transaction.atomic
def dismiss(request: ConfirmationRequest, *, because: str, by: User) -> None:
    """Dismisses the confirmation, which is never published. Raises ValidationError without a reason."""
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför du inte godtar svaret.")})
    with act("dismiss_confirmation", by, reason=because, confirmation=request.pk):
        _close(_to_review(request), by)


def _day_of(request: ConfirmationRequest) -> datetime.date:
    return timezone.localdate(request.answered_at)


def _function(text: str) -> str:
    function = text.strip()
    if not function or "@" in function:
        raise ValidationError(
            {"shown_as": _("Skriv vilken funktion som har svarat, inte en persons namn eller adress.")}
        )
    return function


def _to_review(request: ConfirmationRequest) -> ConfirmationRequest:
    request = lock_request(request)
    if request.answer != ConfirmationRequest.Answer.CORRECT or request.reviewed_at:
        raise ValidationError(_("Svaret är redan granskat, eller finns inte än."))
    return request


def _close(request: ConfirmationRequest, by: User) -> None:
    request.reviewed_at, request.reviewed_by = timezone.now(), by
    request.full_clean(exclude=["municipality"])
    request.save()
