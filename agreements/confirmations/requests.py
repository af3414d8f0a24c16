"""Confirmation requests: a municipality confirms its published agreements by a signed link.

The link is valid for one answer, for a number of days, until it is revoked. Nothing is confirmed where the agreements
have changed since the page was rendered.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.acts.act import act
from agreements.confirmations.snapshots import (
    agreements_snapshot,
    municipality_snapshot,
    page_fingerprint,
    published_agreements,
)
from agreements.models import Agreement, ConfirmationRequest
from municipalities.models import Municipality

LINK_DAYS = 30

# A separate salt: no other signed text of the register opens a request, and this one opens nothing else.
link_signer = Signer(salt="agreements.confirmations", sep=".")


class LinkClosedError(Exception):
    """The request is answered, revoked or expired."""


@transaction.atomic
def ask(municipality: Municipality, *, by: User | None, lasts_days: int = LINK_DAYS) -> tuple[ConfirmationRequest, str]:
    """Creates a request and revokes the open ones of the municipality. Returns the request and the token of its link.

    Only a hash of the token is stored. Raises ValidationError where the municipality has no email address.
    """
    if not municipality.contact_email:
        raise ValidationError(_("%(name)s saknar e-postadress till en funktion.") % {"name": municipality})
    moment, secret = timezone.now(), secrets.token_hex(16)
    with act("ask_for_confirmation", by):
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        for earlier in municipality.confirmation_requests.open_at(moment):
            earlier.revoked_at, earlier.revoked_by = moment, by
            earlier.save()
        request = ConfirmationRequest.objects.create(
            municipality=municipality,
            function=municipality.contact_function,
            sent_to=municipality.contact_email,
            asked_at=moment,
            asked_by=by,
            expires_at=moment + datetime.timedelta(days=lasts_days),
            snapshot=municipality_snapshot(municipality),
            secret_hash=_secret_hash(secret),
        )
    return request, link_signer.sign(f"{request.pk}.{secret}")


def find_request(token: str) -> ConfirmationRequest | None:
    """The request of the link in any state; None where the token is invalid."""
    try:
        number, _dot, secret = link_signer.unsign(token).partition(".")
    except BadSignature:
        return None
    return (
        ConfirmationRequest.objects.select_related("municipality")
        .filter(pk=int(number), secret_hash=_secret_hash(secret))
        .first()
    )


@transaction.atomic
def revoke(request: ConfirmationRequest, *, by: User) -> None:
    """Revokes the request. Raises ValidationError where it is answered or revoked already."""
    with act("revoke", by):
        request = lock_request(request)
        if request.answered_at or request.revoked_at:
            raise ValidationError(_("%(row)s är redan besvarad eller återkallad.") % {"row": request})
        request.revoked_at, request.revoked_by = timezone.now(), by
        request.save()


@transaction.atomic
def confirm(request: ConfirmationRequest, *, fingerprint: str, function: str, message: str = "") -> None:
    """Stores the municipality's confirmation for review by the desk. The public pages do not change.

    `fingerprint` is the digest of the snapshot on the page. Raises ValidationError where there is no agreement or one
    has changed since the page was rendered, and LinkClosedError. Nothing is stored then.
    """
    with act("confirm", None, **request_context(request)):
        request = lock_open_request(request)
        ids = list(
            Agreement.objects.published()
            .filter(municipality=request.municipality_id)
            .select_for_update(no_key=True)
            .values_list("pk", flat=True)
        )
        if not ids:
            raise ValidationError(_("Registret har inga publicerade uppgifter om kommunen att bekräfta."))
        unchanged_agreements(request, fingerprint)
        function_of_municipality(function, request.municipality)
        close(request, ConfirmationRequest.Answer.CORRECT, function=function, message=message)


def request_context(request: ConfirmationRequest) -> dict[str, Any]:
    """The context of the act in the history: the request's key, and the page's address without the secret."""
    return {"confirmation": request.pk, "url": "/bekrafta/"}


def function_of_municipality(function: str, municipality: Municipality) -> str:
    """The function and its municipality as one text, for `verified_by`. Raises ValidationError if empty or too long."""
    function = function.strip()
    if not function:
        raise ValidationError({"function": _("Skriv vilken funktion som svarar för kommunen.")})
    name = f"{function}, {municipality.official_name}"
    if len(name) > (Agreement._meta.get_field("verified_by").max_length or 0):
        raise ValidationError({"function": _("Skriv funktionens namn kortare.")})
    return name


def lock_open_request(request: ConfirmationRequest) -> ConfirmationRequest:
    """Locks the request until the transaction ends. Raises LinkClosedError where it is not open."""
    request = lock_request(request)
    if request.state_at(timezone.now()) != ConfirmationRequest.State.OPEN:
        raise LinkClosedError
    return request


def unchanged_agreements(request: ConfirmationRequest, fingerprint: str) -> list[Agreement]:
    """The published agreements. Raises ValidationError where they differ from the page with the fingerprint."""
    agreements = published_agreements(request.municipality)
    request.snapshot = agreements_snapshot(agreements)
    if page_fingerprint(request.snapshot) != fingerprint:
        raise ValidationError(
            _("Uppgifterna har ändrats sedan sidan visades. Läs dem igen och svara sedan."), code="changed"
        )
    return agreements


def close(request: ConfirmationRequest, answer: ConfirmationRequest.Answer, *, function: str, message: str) -> None:
    request.answer, request.answered_at = answer, timezone.now()
    request.answered_by, request.message = function.strip(), message
    request.full_clean(exclude=["municipality"])
    request.save()


def _secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def lock_request(request: ConfirmationRequest) -> ConfirmationRequest:
    requests = ConfirmationRequest.objects.select_related("municipality").select_for_update(of=["self"], no_key=True)
    return requests.get(pk=request.pk)
