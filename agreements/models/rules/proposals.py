"""The database constraints of proposals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

PROPOSAL_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="proposal_of_one_row",
        condition=Q(agreement__isnull=False, joint_agreement=None, round=None, reported_total=None)
        | Q(agreement=None, joint_agreement__isnull=False, round=None, reported_total=None)
        | Q(agreement=None, joint_agreement=None, round__isnull=False, reported_total=None)
        | Q(agreement=None, joint_agreement=None, round=None, reported_total__isnull=False),
        violation_error_message=_(
            "Ett ändringsförslag ska gälla en överenskommelse, en text, en omgång eller en rapporterad siffra."
        ),
    ),
    models.CheckConstraint(
        name="proposal_proposed_by_somebody",
        condition=Q(proposed_by__isnull=False) | ~Q(on_behalf_of=""),
        violation_error_message=_("Ett ändringsförslag ska ha någon som föreslår det."),
    ),
    models.CheckConstraint(
        name="proposal_returned_because",
        condition=~Q(state="returned") | ~Q(returned_because=""),
        violation_error_message=_("Skriv varför du skickar tillbaka förslaget."),
    ),
    models.CheckConstraint(
        name="proposal_decided_by_somebody",
        condition=Q(state="open")
        | Q(state__in=["returned", "published", "withdrawn"], decided_at__isnull=False, decided_by__isnull=False),
        violation_error_message=_("Ett avgjort ändringsförslag ska ha tid och person."),
    ),
    models.CheckConstraint(
        name="proposal_correction_has_reason",
        condition=~Q(act__in=["correction", "restore"]) | ~Q(reason=""),
        violation_error_message=_("Skriv vad som var fel."),
    ),
    # Proposals that were decided before this rule keep their content.
    models.CheckConstraint(
        name="proposal_accompanying_ends_alone",
        condition=Q(accompanies=None)
        | Q(state__in=["published", "withdrawn"])
        | Q(
            Func(
                F("changes"),
                template="%(expressions)s - '{valid_to,ending}'::text[] = '{}'::jsonb",
                output_field=models.BooleanField(),
            ),
            act="end",
            changes__has_key="valid_to",
        ),
        violation_error_message=_(
            "En ändring som publiceras tillsammans med ett utkast kan bara avsluta överenskommelsen. "
            "Föreslå det andra för sig."
        ),
    ),
    models.UniqueConstraint(
        name="proposal_one_end_at_a_time",
        fields=["agreement"],
        condition=Q(state__in=["open", "returned"], accompanies__isnull=False),
        violation_error_message=_(
            "Ett annat utkast avslutar redan överenskommelsen när det publiceras. "
            "Publicera det först, eller ta tillbaka avslutet."
        ),
    ),
    models.UniqueConstraint(
        name="proposal_one_at_a_time",
        fields=["agreement"],
        condition=Q(state__in=["open", "returned"], on_behalf_of="", accompanies=None),
        violation_error_message=_(
            "Överenskommelsen har redan ett ändringsförslag som inte är avgjort. Fortsätt på det."
        ),
    ),
    models.UniqueConstraint(
        name="proposal_one_of_a_joint_agreement",
        fields=["joint_agreement"],
        condition=Q(state__in=["open", "returned"]),
        violation_error_message=_(
            "Den gemensamma överenskommelsen har redan ett ändringsförslag som inte är avgjort. Fortsätt på det."
        ),
    ),
    models.UniqueConstraint(
        name="proposal_one_of_a_round",
        fields=["round"],
        condition=Q(state__in=["open", "returned"]),
        violation_error_message=_("Dialogomgången har redan ett ändringsförslag som inte är avgjort. Fortsätt på det."),
    ),
    models.UniqueConstraint(
        name="proposal_one_of_a_total",
        fields=["reported_total"],
        condition=Q(state__in=["open", "returned"]),
        violation_error_message=_("Siffran har redan ett ändringsförslag som inte är avgjort. Fortsätt på det."),
    ),
]
