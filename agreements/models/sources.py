"""The sources that a published fact rests on, beside the first one that its row names itself."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField, imprecise_day
from agreements.days.imprecise import ImpreciseDay
from agreements.models.agreements import Agreement
from agreements.models.dialogues import DialogueRound
from agreements.models.files import StoredFile
from agreements.models.joint_agreements import JointAgreement
from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.reported_totals import ReportedTotal
from agreements.models.rules.days import BOUNDS_REVERSED, IMPLAUSIBLE_DAY, bounds_in_order, plausible
from agreements.models.triggers import RevisionTrigger

SOURCE_OWNERS = ["agreement", "joint_agreement", "reported_total", "round"]


def _belongs_to_one() -> Q:
    condition = Q()
    for owner in SOURCE_OWNERS:
        condition |= Q(**{f"{name}__isnull": name != owner for name in SOURCE_OWNERS})
    return condition


@pghistory.track()
class Source(Publishable):
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sources",
        help_text=_("Svaret som källan stöder."),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sources",
        help_text=_("Den gemensamma texten som källan stöder. Källan visas hos alla dess kommuner."),
    )
    reported_total = models.ForeignKey(
        ReportedTotal,
        verbose_name=_("rapporterad siffra"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sources",
        help_text=_("Siffran som källan stöder."),
    )
    round = models.ForeignKey(
        DialogueRound,
        verbose_name=_("dialogomgång"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sources",
        help_text=_("Omgången som källan stöder."),
    )
    title = models.CharField(_("titel"), max_length=300, help_text=_("Vad källan heter, till exempel SOU 2017:19."))
    publisher = models.CharField(
        _("utgivare"), max_length=200, blank=True, help_text=_("Vem som har gett ut den, till exempel Dua.")
    )
    url = models.URLField(_("adress"), max_length=500, blank=True, help_text=_("Webbadressen där den går att läsa."))
    published_on = ImpreciseDateField(
        _("utgiven"), null=True, blank=True, help_text=_("Dagen då den gavs ut, så noga som den är känd.")
    )
    published_on_earliest = models.DateField(_("utgiven, tidigast"), null=True, blank=True, editable=False)
    read_on = models.DateField(_("läst"), null=True, blank=True, help_text=_("Dagen då någon läste den."))
    is_copy = models.BooleanField(
        _("läst som kopia"),
        default=False,
        help_text=_("Bara en sparad kopia har lästs, inte sidan som den är nu. Det sägs på sidan."),
    )
    supports = models.CharField(
        _("vad den stöder"),
        max_length=300,
        blank=True,
        help_text=_("Vilken uppgift den stöder, till exempel gäller från. Tomt betyder alla uppgifter."),
    )
    file = models.ForeignKey(
        StoredFile,
        verbose_name=_("sparad kopia"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
        help_text=_("En kopia av källan som registret har sparat."),
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("källa")
        verbose_name_plural = _("källor")
        ordering = ["-published_on", "title"]
        triggers = [RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="source_belongs_to_one",
                condition=_belongs_to_one(),
                violation_error_message=_(
                    "Välj en sak som källan stöder: ett svar, en gemensam text, en siffra eller en omgång."
                ),
            ),
            models.CheckConstraint(
                name="source_bounds_are_in_order",
                condition=bounds_in_order("published_on"),
                violation_error_message=BOUNDS_REVERSED,
            ),
            models.CheckConstraint(
                name="source_days_are_plausible",
                condition=plausible("published_on"),
                violation_error_message=IMPLAUSIBLE_DAY,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> ImpreciseDay | None:
        return imprecise_day(self.published_on, self.published_on_earliest)
