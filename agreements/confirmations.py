"""A municipality says that what the register says of it is correct.

What it answers is what it was shown: where the register has changed since, nothing is confirmed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.acts import act
from agreements.models import Agreement
from agreements.values import values_of
from municipalities.models import Municipality

# What a municipality is not asked about: the office's own notes, and the verification that the answer itself sets.
NOT_ASKED = {"internal_note", "next_follow_up_on", "verified_on", "verified_by"}

Shown = Mapping[str, Mapping[str, Any]]


def shown_to(municipality: Municipality) -> dict[str, dict[str, Any]]:
    """What the municipality is asked about: each published agreement of its own, by public id, as plain values."""
    return {agreement.public_id: _asked(agreement) for agreement in _published(municipality)}


@transaction.atomic
def confirm(municipality: Municipality, shown: Shown, *, function: str, on: datetime.date) -> list[Agreement]:
    """Marks each published agreement as verified by the municipality's function, as one act in the history.

    Raises ValidationError where nothing was asked about, where no function answers, and where the register no longer
    says what was shown; then nothing is verified.
    """
    function = function.strip()
    if not function:
        raise ValidationError({"function": _("Skriv vilken funktion som svarar för kommunen.")})
    verified_by = f"{function}, {municipality.official_name}"
    if len(verified_by) > (Agreement._meta.get_field("verified_by").max_length or 0):
        raise ValidationError({"function": _("Skriv funktionens namn kortare.")})
    with act("confirm", None):
        agreements = list(_published(municipality).select_for_update(of=["self"]))
        if not agreements:
            raise ValidationError(_("Registret har inga publicerade uppgifter om kommunen att bekräfta."))
        if {agreement.public_id: _asked(agreement) for agreement in agreements} != shown:
            raise ValidationError(_("Uppgifterna har ändrats sedan sidan visades. Läs dem igen och svara sedan."))
        for agreement in agreements:
            agreement.verified_on, agreement.verified_by = on, verified_by
            agreement.save(update_fields=["verified_on", "verified_by"])
    return agreements


def _published(municipality: Municipality) -> Any:
    agreements = Agreement.objects.published().filter(municipality=municipality).order_by("pk")
    return agreements.prefetch_related("levels", "areas")


def _asked(agreement: Agreement) -> dict[str, Any]:
    return {name: value for name, value in values_of(agreement).items() if name not in NOT_ASKED}
