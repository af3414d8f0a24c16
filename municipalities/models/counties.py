"""Counties."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.swedish import sort_key


class County(models.Model):
    code = models.CharField(
        _("länskod"),
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^\d{2}$", _("En länskod har två siffror, till exempel 01."))],
        help_text=_("SCB:s kod med två siffror, till exempel 01."),
    )
    name = models.CharField(_("namn"), max_length=100, help_text=_("Till exempel Skåne län."))
    short_name = models.CharField(_("kort namn"), max_length=100, help_text=_("Till exempel Skåne."))
    letter = models.CharField(_("länsbokstav"), max_length=2, help_text=_("Länets bokstav, till exempel M."))
    nuts3 = models.CharField(
        _("NUTS 3-kod"), max_length=5, help_text=_("Länets kod i EU:s statistik, till exempel SE224.")
    )
    sort_key = models.GeneratedField(
        expression=sort_key("name"), output_field=models.CharField(max_length=100, db_collation="C"), db_persist=True
    )

    class Meta:
        verbose_name = _("län")
        verbose_name_plural = _("län")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="county_code_is_two_digits",
                condition=Q(code__regex=r"^\d{2}$"),
                violation_error_message=_("En länskod har två siffror, till exempel 01."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("county", args=[self.code])


# Not as a decorator, which would lose the type of the class.
pghistory.track()(County)
