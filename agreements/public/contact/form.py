"""Contact messages: stored first and then sent, so that none is lost when the mail server is down.

Protection against robots: a honeypot field, a signed opening time and a limit per network and hour. The signed time
replaces the CSRF token, because the public pages have no session.
"""

from __future__ import annotations

import datetime
import logging
from smtplib import SMTPException
from typing import Any, cast

from django import forms
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agreements.models import ContactMessage, Register
from config.background import letters
from config.client_address import network

MIN_FORM_AGE = datetime.timedelta(seconds=3)  # a person needs longer
MAX_FORM_AGE = datetime.timedelta(hours=12)
MESSAGES_AN_HOUR = 5
RETENTION = datetime.timedelta(days=30)

contact_signer = TimestampSigner(salt="contact")
logger = logging.getLogger(__name__)


class ContactForm(forms.ModelForm):
    website = forms.CharField(label=_("Lämna det här fältet tomt"), required=False)
    opened = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = ContactMessage
        fields = ["subject", "message", "reply_to"]
        widgets = {
            "message": forms.Textarea(attrs={"rows": 8}),
            "reply_to": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {"reply_to": _("Dit skickas svaret.")}
        error_messages = {
            "subject": {"required": _("Skriv vad meddelandet handlar om.")},
            "message": {"required": _("Skriv ditt meddelande.")},
            "reply_to": {
                "required": _("Skriv din e-postadress, så att vi kan svara."),
                "invalid": _("Skriv hela e-postadressen, till exempel namn@example.se."),
            },
        }

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        """`address` is the sender's IP address, stored only as a keyed hash of its network."""
        super().__init__(*args, **kwargs)
        self.sender = salted_hmac("contact", network(address)).hexdigest()
        self.initial["opened"] = contact_signer.sign("")
        self.fields["website"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}

    def clean_subject(self) -> str:
        """The subject on one line: a line break would allow header injection."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Fältet ska vara tomt. Töm det och skicka igen."))
        return ""

    def clean_opened(self) -> str:
        value: str = self.cleaned_data["opened"]
        try:
            contact_signer.unsign(value, max_age=MAX_FORM_AGE)
        except SignatureExpired:
            self._reopen()
            raise forms.ValidationError(_("Formuläret har varit öppet för länge. Skicka en gång till.")) from None
        except BadSignature:
            self._reopen()
            raise forms.ValidationError(_("Formuläret var inte helt. Skicka en gång till.")) from None
        try:
            contact_signer.unsign(value, max_age=MIN_FORM_AGE)
        except SignatureExpired:
            return value
        raise forms.ValidationError(_("Det gick ovanligt fort. Vänta några sekunder och skicka igen."))

    def _reopen(self) -> None:
        """Sets a new signed time in a form that is rendered again, so that it can be sent."""
        data = cast("QueryDict", self.data).copy()
        data["opened"] = contact_signer.sign("")
        self.data = data

    def clean(self) -> dict[str, Any]:
        hour_ago = timezone.now() - datetime.timedelta(hours=1)
        if ContactMessage.objects.filter(sender=self.sender, received_at__gte=hour_ago).count() >= MESSAGES_AN_HOUR:
            raise forms.ValidationError(
                _("Du har skickat flera meddelanden den senaste timmen. Vänta en stund och skicka igen.")
            )
        return super().clean() or {}

    def save(self, commit: bool = True) -> ContactMessage:
        self.instance.sender = self.sender
        message: ContactMessage = super().save(commit)
        return message


def send_message_later() -> None:
    """Sends queued messages outside the request."""
    letters.submit(send_waiting_messages)


def send_waiting_messages() -> tuple[int, int]:
    """Sends queued messages and deletes those sent before `RETENTION`. Returns the numbers sent and still queued."""
    address = Register.objects.current().contact_email
    waiting = ContactMessage.objects.filter(sent_at=None).order_by("received_at")
    sent = 0
    while address and _send_next(waiting, address):
        sent += 1
    ContactMessage.objects.filter(sent_at__lt=timezone.now() - RETENTION).delete()
    return sent, waiting.all().count()


@transaction.atomic
def _send_next(waiting: QuerySet[ContactMessage], address: str) -> bool:
    """Sends the oldest unlocked message. The row lock prevents that two processes send the same one."""
    message = waiting.select_for_update(skip_locked=True).first()
    return message is not None and _send(message, address)


def _send(message: ContactMessage, address: str) -> bool:
    mail = EmailMessage(subject=message.subject, body=message.message, to=[address], reply_to=[message.reply_to])
    try:
        mail.send()
    except (SMTPException, OSError):
        logger.exception("The contact message is still queued: the mail server refused the mail.")
        return False
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True
