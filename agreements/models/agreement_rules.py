"""The database constraints of agreements."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.plausible_days import EARLIEST_DAY, LATEST_DAY
from agreements.positions import ANSWERS, PERIOD_RANGE, Status


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
        condition=Q(status__in=ANSWERS, decided_on__isnull=False, valid_from__isnull=False)
        | Q(status__in=ANSWERS, published_at=None)
        | Q(status=Status.IN_DIALOGUE, decided_on=None, valid_from=None, valid_to=None),
        violation_error_message=_(
            "En publicerad tecknad eller avböjd överenskommelse ska ha beslutsdag och gäller från. "
            "En som är i dialog ska inte ha några dagar."
        ),
    ),
    models.CheckConstraint(
        name="agreement_ends_after_it_begins",
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("Gäller till kan inte vara före gäller från."),
    ),
    models.CheckConstraint(
        name="agreement_days_are_plausible",
        condition=(Q(decided_on=None) | Q(decided_on__range=(EARLIEST_DAY, LATEST_DAY)))
        & (Q(valid_from=None) | Q(valid_from__range=(EARLIEST_DAY, LATEST_DAY)))
        & (Q(valid_to=None) | Q(valid_to__range=(EARLIEST_DAY, LATEST_DAY))),
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
    models.CheckConstraint(
        name="agreement_published_is_verified",
        condition=Q(published_at=None) | Q(verified_on__isnull=False),
        violation_error_message=_("Ange när uppgiften senast kontrollerades innan du publicerar."),
    ),
]
