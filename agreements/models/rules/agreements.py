"""The rules of an agreement: as constraints of the database, and as errors at the fields of a form."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.rules.days import (
    BOUNDS_REVERSED,
    IMPLAUSIBLE_DAY,
    bounds_in_order,
    ends_after_it_begins,
    is_plausible,
    plausible,
)
from agreements.positions import ANSWERS, PERIOD_RANGE, Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from agreements.models.agreements import Agreement
    from municipalities.models import Municipality


class Ending(models.TextChoices):
    """How an agreement with a last day ends."""

    EXPIRED = "expired", _("löpte ut")
    TERMINATED = "terminated", _("sades upp")
    REPLACED = "replaced", _("ersattes av en ny")


AGREEMENT_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="agreement_status_known",
        condition=Q(status__in=Status.values),
        violation_error_message=_("Välj en status som finns: i dialog, tecknad eller avböjd."),
    ),
    models.CheckConstraint(
        name="agreement_ending_known",
        condition=Q(ending__in=["", *Ending.values]),
        violation_error_message=_("Välj ett sätt att upphöra som finns, eller lämna fältet tomt."),
    ),
    models.CheckConstraint(
        name="agreement_days_follow_status",
        condition=Q(published_at=None) | Q(valid_from__isnull=False) | Q(valid_from_earliest__isnull=False),
        violation_error_message=_(
            "Fyll i gäller från innan du publicerar, så noga som dagen är känd: en dag, en månad, ett år, "
            "eller senast en dag."
        ),
    ),
    models.CheckConstraint(
        name="agreement_dialogue_has_no_decision",
        condition=~Q(status=Status.IN_DIALOGUE)
        | Q(decided_on=None, decided_on_earliest=None, signed_on=None, signed_on_earliest=None),
        violation_error_message=_("En som är i dialog har varken beslutsdag eller undertecknad dag."),
    ),
    models.CheckConstraint(
        name="agreement_ends_after_it_begins",
        condition=ends_after_it_begins("valid_from", "valid_to"),
        violation_error_message=_("Gäller till kan inte vara före gäller från."),
    ),
    models.CheckConstraint(
        name="agreement_bounds_are_in_order",
        condition=bounds_in_order("decided_on", "signed_on", "valid_from")
        & bounds_in_order("valid_to", other="latest"),
        violation_error_message=BOUNDS_REVERSED,
    ),
    models.CheckConstraint(
        name="agreement_days_are_plausible",
        condition=plausible("decided_on", "signed_on", "valid_from") & plausible("valid_to", other="latest"),
        violation_error_message=_("En dag ska ligga mellan 1990-01-01 och 2100-12-31. Kontrollera årtalet."),
    ),
    models.CheckConstraint(
        name="agreement_ending_needs_last_day",
        condition=Q(ending="") | Q(valid_to__isnull=False),
        violation_error_message=_("Ange sista dagen i gäller till när du anger hur överenskommelsen upphör."),
    ),
    ExclusionConstraint(
        name="agreement_one_answer_at_a_time",
        expressions=[
            ("municipality", RangeOperators.EQUAL),
            ("type", RangeOperators.EQUAL),
            (PERIOD_RANGE, RangeOperators.OVERLAPS),
        ],
        condition=Q(published_at__isnull=False, status__in=ANSWERS),
        violation_error_message=_(
            "Kommunen har redan ett publicerat svar av samma typ som gäller någon av de här dagarna. "
            "Avsluta det dagen före, eller ändra dagarna."
        ),
    ),
    models.UniqueConstraint(
        name="agreement_number_given_once",
        fields=["municipality", "number"],
        violation_error_message=_("Löpnumret är redan använt i kommunen."),
    ),
    models.UniqueConstraint(
        name="agreement_public_id_given_once",
        fields=["public_id"],
        violation_error_message=_("En annan överenskommelse har redan det id:t."),
    ),
    models.CheckConstraint(
        name="agreement_does_not_replace_itself",
        condition=Q(replaces=None) | ~Q(replaces=F("id")),
        violation_error_message=_("En överenskommelse kan inte ersätta sig själv. Välj en tidigare."),
    ),
    models.CheckConstraint(
        name="agreement_published_by_somebody",
        condition=Q(published_at=None, published_by=None) | Q(published_at__isnull=False, published_by__isnull=False),
        violation_error_message=_("En publicering ska ha både tid och person."),
    ),
    models.CheckConstraint(
        name="agreement_only_drafts_wait",
        condition=Q(published_at=None) | Q(submitted_at=None, returned_because=""),
        violation_error_message=_("Bara ett utkast kan vänta på granskning eller vara skickat tillbaka."),
    ),
    models.CheckConstraint(
        name="agreement_published_has_source",
        condition=Q(published_at=None) | ~Q(source_url="", source_note=""),
        violation_error_message=_("Ange källans adress eller källa innan du publicerar."),
    ),
]


# Each day of an agreement with the column of its other bound.
DAY_PAIRS = {
    "decided_on": "decided_on_earliest",
    "signed_on": "signed_on_earliest",
    "valid_from": "valid_from_earliest",
    "valid_to": "valid_to_latest",
}


def field_errors(agreement: Agreement) -> dict[str, StrOrPromise]:
    """Each broken rule at its field; the constraints report it for the whole row."""
    errors: dict[str, StrOrPromise] = {}
    if agreement.is_published and agreement.first_day is None:
        errors["valid_from"] = _("Fyll i den första dagen, så noga som den är känd.")
    if agreement.status == Status.IN_DIALOGUE:
        for field in ("decided_on", "signed_on"):
            if getattr(agreement, field) or getattr(agreement, DAY_PAIRS[field]):
                errors[field] = _("Ta bort dagen eller ändra status. En som är i dialog har inget beslut.")
    for field in (*DAY_PAIRS, "next_follow_up_on", "verified_on"):
        if not is_plausible(agreement._meta.get_field(field).value_from_object(agreement)):  # type: ignore[union-attr]
            errors[field] = IMPLAUSIBLE_DAY
    if agreement.decision_day and agreement.verified_on and agreement.verified_on < agreement.decision_day.earliest:
        errors.setdefault("verified_on", _("Ingen kan ha jämfört med källan före beslutet. Kontrollera dagen."))
    for field in ("decided_on", "valid_from"):
        day = getattr(agreement, field)
        if agreement.municipality_id and day and not agreement.municipality.existed_on(day):
            errors.setdefault(field, _no_municipality_on(agreement.municipality, day))
    if agreement.first_day and agreement.last_day and agreement.last_day.latest < agreement.first_day.earliest:
        errors["valid_to"] = _("Gäller till kan inte vara före gäller från.")
    if agreement.ending and not agreement.valid_to:
        errors["valid_to"] = _("Ange sista dagen när du anger hur överenskommelsen upphör.")
    if agreement.replaces and agreement.replaces.municipality_id != agreement.municipality_id:
        errors["replaces"] = _("Välj ett tidigare svar från samma kommun.")
    if agreement.pk and not agreement.public_id.startswith(f"{agreement.municipality_id}-"):
        errors["municipality"] = _("Kommunen kan inte ändras. Registrera en ny överenskommelse för rätt kommun.")
    return errors


def _no_municipality_on(municipality: Municipality, day: datetime.date) -> str:
    """The error message for a day on which the municipality does not exist."""
    if municipality.ceased_on is None or day <= municipality.ceased_on:
        formed = {"name": municipality, "day": municipality.established_on}
        return _("%(name)s bildades %(day)s. Kontrollera dagen.") % formed
    known = {"name": municipality, "day": municipality.ceased_on, "successor": municipality.successor}
    if municipality.successor is None:
        return _("%(name)s fanns till och med %(day)s. Kontrollera dagen.") % known
    return _("%(name)s fanns till och med %(day)s och efterträddes av %(successor)s. Registrera svaret där.") % known
