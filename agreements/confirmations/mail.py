"""The mail with a confirmation request, and the municipalities that are due for one."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agreements.confirmations import requests, snapshots
from agreements.confirmations.facts import facts_of
from agreements.models import Agreement, ConfirmationRequest, Register
from config.background import letters
from municipalities.models import Municipality, MunicipalityQuerySet

FAILURES_IN_A_ROW = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestMail:
    request_id: int
    mail: EmailMessage


def municipalities_to_ask(
    today: datetime.date,
    *,
    codes: Iterable[str] = (),
    county: str = "",
    unverified_since: int | None = None,
    again_after: int = 0,
) -> MunicipalityQuerySet:
    """The existing municipalities with a published agreement that are due for a request, by code.

    `unverified_since` excludes those with all agreements verified within that many days, `again_after` those that were
    sent a request within that many days.
    """
    published = Agreement.objects.published().filter(municipality=OuterRef("pk"))
    if unverified_since is not None:
        last_verified = today - datetime.timedelta(days=unverified_since)
        published = published.filter(Q(verified_on=None) | Q(verified_on__lt=last_verified))
    municipalities = Municipality.objects.existing_on(today).filter(Exists(published))
    since = timezone.now() - datetime.timedelta(days=again_after)
    recent_requests = ConfirmationRequest.objects.filter(municipality=OuterRef("pk"), sent_at__gt=since)
    municipalities = municipalities.exclude(Exists(recent_requests))
    if codes := list(codes):
        municipalities = municipalities.filter(code__in=codes)
    if county:
        municipalities = municipalities.filter(county=county)
    return municipalities.order_by("code")


def ask_by_mail(municipality: Municipality, *, by: User | None, site: str = "") -> bool:
    """Creates a request and sends its mail. Returns whether the mail server accepted the mail."""
    return send(prepare_mail(municipality, by=by, site=site))


def prepare_mail(municipality: Municipality, *, by: User | None, site: str = "") -> RequestMail:
    """Creates a request and its mail.

    The request is committed before the mail is sent, so that the link works. A request with a failed mail has no
    `sent_at` and is sent again.
    """
    request, token = requests.ask(municipality, by=by)
    # Always in Swedish, independent of the registrar's language.
    with override("sv"):
        mail = confirmation_mail(request, site=site or settings.PUBLIC_URL, token=token)
        return RequestMail(request.pk, mail)


def send(prepared: RequestMail) -> bool:
    """Returns whether the mail server accepted the mail."""
    try:
        prepared.mail.send()
    except (SMTPException, OSError):
        logger.exception("The confirmation request was not sent: the mail server refused the mail.")
        return False
    ConfirmationRequest.objects.filter(pk=prepared.request_id).update(sent_at=timezone.now())
    return True


def send_in_background(prepared: list[RequestMail]) -> bool:
    """Sends the mails outside the request. Returns False if the queue of mails is full."""
    return letters.submit(partial(_send_all, prepared))


def _send_all(prepared: list[RequestMail]) -> None:
    failures = 0
    for mail in prepared:
        failures = 0 if send(mail) else failures + 1
        # Hundreds of mails to a mail server that does not respond would block all other mails for an hour.
        if failures == FAILURES_IN_A_ROW:
            logger.error("The mail server rejects the mails to the municipalities. The remaining ones were not sent.")
            return


def confirmation_mail(request: ConfirmationRequest, *, site: str, token: str) -> EmailMessage:
    register = Register.objects.current()
    context = {
        "request": request,
        "municipality": request.municipality,
        "register": register,
        "link": site + reverse("confirm", args=[token]),
        "agreements": [
            (agreement, facts_of(agreement)) for agreement in snapshots.published_agreements(request.municipality)
        ],
    }
    return EmailMessage(
        subject=f"Stämmer uppgifterna om {request.municipality.official_name} i {register.name}?",
        body=render_to_string("agreements/confirm/confirm_mail.txt", context),
        to=[request.sent_to],
        reply_to=[register.contact_email] if register.contact_email else None,
    )
