"""What the desk does with a municipality's confirmation, which the public sees nothing of until it is accepted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts.act import act
from agreements.confirmations.requests import agreements_snapshot, lock_request, published_agreements
from agreements.models import Agreement, ConfirmationRequest


@dataclass
class Confirmed:
    """The municipality's published agreements, by whether its answer still says something of them."""

    same: list[Agreement] = field(default_factory=list)
    # Changed since it answered, published after that, or compared with the source on a later day.
    others: list[Agreement] = field(default_factory=list)


def confirmed_by(request: ConfirmationRequest) -> Confirmed:
    found = Confirmed()
    for agreement in published_agreements(request.municipality):
        is_same = agreements_snapshot([agreement])[agreement.public_id] == request.snapshot.get(agreement.public_id)
        is_latest = agreement.verified_on is None or agreement.verified_on <= _day_of(request)
        (found.same if is_same and is_latest else found.others).append(agreement)
    return found


@transaction.atomic
def accept(request: ConfirmationRequest, *, shown_as: str, by: User) -> Confirmed:
    """Shows to everybody that the function, in the desk's words, compared what it confirmed on the day it answered.

    Raises ValidationError where the function is missing, and where somebody has reviewed the answer already.
    """
    with act("accept_confirmation", by, confirmation=request.pk):
        request = _to_review(request)
        request.shown_as = _function(shown_as)
        list(Agreement.objects.filter(municipality=request.municipality_id).select_for_update(no_key=True))
        found = confirmed_by(request)
        for agreement in found.same:
            agreement.verified_on, agreement.verified_by = _day_of(request), request.shown_as
            agreement.save(update_fields=["verified_on", "verified_by"])
        _close(request, by)
    return found


@transaction.atomic
def dismiss(request: ConfirmationRequest, *, because: str, by: User) -> None:
    """Keeps the answer at the desk for good. Raises ValidationError without a reason."""
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför du inte godtar svaret.")})
    with act("dismiss_confirmation", by, reason=because, confirmation=request.pk):
        _close(_to_review(request), by)


def _day_of(request: ConfirmationRequest) -> datetime.date:
    return timezone.localdate(request.answered_at)


def _function(given: str) -> str:
    function = given.strip()
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
