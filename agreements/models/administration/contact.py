"""Messages from the contact form."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactMessage(models.Model):
    """A message to the register. Deleted some time after it has been mailed.

    Not tracked: it is personal data, and the history cannot be erased.
    """

    subject = models.CharField(_("ämne"), max_length=150)
    message = models.TextField(_("meddelande"), max_length=5000)
    reply_to = models.EmailField(_("din e-postadress"))
    sender = models.CharField(_("avsändarens nät, oläsligt"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("mottaget"), auto_now_add=True)
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        ordering = ["-received_at"]
        indexes = [models.Index(name="contact_message_sender", fields=["sender", "received_at"])]

    def __str__(self) -> str:
        return self.subject
