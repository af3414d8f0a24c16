"""The revisions of an agreement: its text was looked over on a day, and goes on."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField
from agreements.days.imprecise import ImpreciseDay
from agreements.models.agreements import Agreement
from agreements.models.joint_agreements import JointAgreement
from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.rules.days import BOUNDS_REVERSED, IMPLAUSIBLE_DAY, bounds_in_order, plausible
from agreements.models.triggers import RevisionTrigger


@pghistory.track()
class AgreementRevision(Publishable):
    """Most texts that run until further notice are revised once a year. A revision is no new answer."""

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="revisions",
        help_text=_("Överenskommelsen som har reviderats, om det inte är en gemensam text."),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="revisions",
        help_text=_("Den gemensamma texten som har reviderats. Revideringen visas hos alla dess kommuner."),
    )
    revised_on = ImpreciseDateField(
        _("reviderad"), help_text=_("Dagen då texten reviderades, så noga som den är känd: en dag, en månad, ett år.")
    )
    revised_on_earliest = models.DateField(_("reviderad, tidigast"), null=True, blank=True, editable=False)
    changes = models.TextField(
        _("vad som ändrades"),
        blank=True,
        help_text=_("Visas för alla. Tomt betyder att registret inte vet vad som ändrades."),
    )
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där det står om revideringen.")
    )
    source_note = models.CharField(
        _("källa"), max_length=500, blank=True, help_text=_("Varifrån uppgiften om revideringen kommer.")
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("revidering")
        verbose_name_plural = _("revideringar")
        ordering = ["-revised_on"]
        triggers = [RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="agreement_revision_belongs_to_one",
                condition=Q(agreement__isnull=False, joint_agreement=None)
                | Q(agreement=None, joint_agreement__isnull=False),
                violation_error_message=_(
                    "Välj antingen en överenskommelse eller en gemensam överenskommelse som revideringen gäller."
                ),
            ),
            models.CheckConstraint(
                name="agreement_revision_bounds_are_in_order",
                condition=bounds_in_order("revised_on"),
                violation_error_message=BOUNDS_REVERSED,
            ),
            models.CheckConstraint(
                name="agreement_revision_days_are_plausible",
                condition=plausible("revised_on"),
                violation_error_message=IMPLAUSIBLE_DAY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.public_id if self.agreement else self.joint_agreement} {self.day.edtf}"

    @property
    def day(self) -> ImpreciseDay:
        return ImpreciseDay(self.revised_on_earliest or self.revised_on, self.revised_on)
