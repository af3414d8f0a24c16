"""Messages to the register: kept first, then sent, so that none is lost when the mail server is down.

No third party tells people from robots. A field that people do not see, a signed time and a limit for each network do.
No cookie either: the signed time stands in for the usual token, and nobody is logged in on the public pages.
"""

from __future__ import annotations

import datetime
import logging
from smtplib import SMTPException
from typing import Any

from django import forms
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agreements.models import ContactMessage, Register
from config.client_address import network

MIN_FORM_AGE = datetime.timedelta(seconds=3)  # nobody fills in the form faster
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
        """`address` is the sender's network address, kept only as a keyed hash."""
        super().__init__(*args, **kwargs)
        self.sender = salted_hmac("contact", network(address)).hexdigest()
        self.initial["opened"] = contact_signer.sign("")
        self.fields["website"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}

    def clean_subject(self) -> str:
        """On one line: a line break would let the sender write the mail's headers."""
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
        """The form that is shown again has a new signed time, or it could never be sent."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["opened"] = contact_signer.sign("")  # type: ignore[index]

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


def send_waiting_messages() -> tuple[int, int]:
    """Sends the messages that wait and removes those sent long ago. Returns how many were sent and still wait."""
    address = Register.objects.current().contact_email
    waiting = ContactMessage.objects.filter(sent_at=None).order_by("received_at")
    sent = 0
    while address and _send_next(waiting, address):
        sent += 1
    ContactMessage.objects.filter(sent_at__lt=timezone.now() - RETENTION).delete()
    return sent, waiting.all().count()


@transaction.atomic
def _send_next(waiting: QuerySet[ContactMessage], address: str) -> bool:
    """The lock lets two who send at once never send the same message."""
    message = waiting.select_for_update(skip_locked=True).first()
    return message is not None and _send(message, address)


def _send(message: ContactMessage, address: str) -> bool:
    mail = EmailMessage(subject=message.subject, body=message.message, to=[address], reply_to=[message.reply_to])
    try:
        mail.send()
    except (SMTPException, OSError):
        logger.exception("A message to the register waits: the mail server did not take it.")
        return False
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True
