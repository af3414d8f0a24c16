"""The mail that asks a municipality, and who is due to be asked."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agreements import confirmations
from agreements.confirmation_page import facts
from agreements.models import Agreement, ConfirmationRequest, Register
from config.background import BackgroundQueue
from municipalities.models import Municipality, MunicipalityQuerySet

logger = logging.getLogger(__name__)
questions_to_send = BackgroundQueue("questions", size=10)


def due(
    today: datetime.date,
    *,
    codes: Iterable[str] = (),
    county: str = "",
    unverified_since: int | None = None,
    again_after: int = 0,
) -> MunicipalityQuerySet:
    """The municipalities of today with a published agreement which are to be asked, by code.

    `unverified_since` leaves out those whose agreements have all been verified within so many days, `again_after` those
    that have been sent a request within so many.
    """
    published = Agreement.objects.published().filter(municipality=OuterRef("pk"))
    if unverified_since is not None:
        published = published.filter(verified_on__lt=today - datetime.timedelta(days=unverified_since))
    found = Municipality.objects.existing_on(today).filter(Exists(published))
    since = timezone.now() - datetime.timedelta(days=again_after)
    asked = ConfirmationRequest.objects.filter(municipality=OuterRef("pk"), sent_at__gt=since)
    found = found.exclude(Exists(asked))
    if codes := list(codes):
        found = found.filter(code__in=codes)
    if county:
        found = found.filter(county=county)
    return found.order_by("code")


def ask_by_mail(municipality: Municipality, *, by: User | None, site: str = "") -> bool:
    """Asks the municipality; returns whether the mail server took the mail.

    The request is committed first, so that no link leads nowhere. One whose mail was not taken counts as never sent.
    """
    request, token = confirmations.ask(municipality, by=by)
    try:
        send(request, token, site=site or settings.PUBLIC_URL)
    except OSError:
        logger.exception("A municipality was not asked: the mail server did not take the mail.")
        return False
    return True


def ask_in_background(municipalities: Iterable[Municipality], *, by: User, site: str) -> bool:
    """Stores a request to each municipality, and has the mails sent outside the web request.

    Returns False where too many mails wait already. Those not sent are a matter of the desk, to be asked again.
    """
    asked = [confirmations.ask(municipality, by=by) for municipality in municipalities]
    return questions_to_send.add(partial(send_all, asked, site=site))


def send_all(asked: Iterable[tuple[ConfirmationRequest, str]], *, site: str) -> None:
    """Mails each request that nobody has asked anew since. Ends where the mail server does not answer."""
    for request, token in asked:
        if not ConfirmationRequest.objects.open_at(timezone.now()).filter(pk=request.pk).exists():
            continue
        try:
            send(request, token, site=site)
        except SMTPException:
            logger.exception("A municipality was not asked: the mail server did not take the mail.")
        except OSError:
            logger.exception("Municipalities were not asked: the mail server does not answer.")
            return


def send(request: ConfirmationRequest, token: str, *, site: str) -> None:
    """Mails the link. Raises OSError where the mail server does not take it."""
    # In the municipality's language, whatever the registrar reads.
    with override("sv"):
        letter(request, site=site, token=token).send()
    ConfirmationRequest.objects.filter(pk=request.pk).update(sent_at=timezone.now())


def letter(request: ConfirmationRequest, *, site: str, token: str) -> EmailMessage:
    register = Register.objects.current()
    context = {
        "request": request,
        "municipality": request.municipality,
        "register": register,
        "link": site + reverse("confirm", args=[token]),
        "agreements": [(agreement, facts(agreement)) for agreement in confirmations.published_of(request.municipality)],
    }
    return EmailMessage(
        subject=f"Stämmer uppgifterna om {request.municipality.official_name} i {register.name}?",
        body=render_to_string("agreements/confirm_mail.txt", context),
        to=[request.sent_to],
        reply_to=[register.contact_email] if register.contact_email else None,
    )
