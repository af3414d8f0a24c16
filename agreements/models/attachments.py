"""Documents and follow-ups of agreements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.days.fields import ImpreciseDateField
from agreements.days.imprecise import ImpreciseDay
from agreements.models.agreements import Agreement
from agreements.models.files import StoredFile
from agreements.models.joint_agreements import JointAgreement
from agreements.models.publishing import Publishable, PublishableQuerySet
from agreements.models.rules.days import BOUNDS_REVERSED, bounds_in_order
from agreements.models.triggers import RevisionTrigger


class DocumentQuerySet(PublishableQuerySet["Document"]):
    def of_any(self, agreements: Collection[Agreement]) -> Self:
        """The documents of the agreements and of their joint agreements."""
        joint = {agreement.joint_agreement_id for agreement in agreements} - {None}
        return self.filter(Q(agreement__in=agreements) | Q(joint_agreement__in=joint))


@pghistory.track()
class Document(Publishable):
    class Language(models.TextChoices):
        SWEDISH = "sv", _("svenska")
        ENGLISH = "en", _("engelska")

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
        help_text=_("Överenskommelsen som dokumentet hör till, om det inte är gemensamt."),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
        help_text=_("Den gemensamma texten som dokumentet hör till, om det är gemensamt."),
    )
    title = models.CharField(
        _("titel"),
        max_length=200,
        help_text=_("Vad dokumentet är, till exempel Överenskommelse eller Beslut i kommunstyrelsen."),
    )
    dated_on = models.DateField(_("daterat"), null=True, blank=True, help_text=_("Dagen som står på dokumentet."))
    language = models.CharField(
        _("språk"),
        max_length=2,
        choices=Language.choices,
        default=Language.SWEDISH,
        help_text=_("Språket som dokumentet är skrivet på."),
    )
    url = models.URLField(
        _("adress"),
        max_length=500,
        blank=True,
        help_text=_("Webbadressen där dokumentet finns, om filen inte finns i registret."),
    )
    file = models.ForeignKey(
        StoredFile,
        verbose_name=_("fil"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text=_("Flera överenskommelser kan dela samma fil."),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("dokument")
        verbose_name_plural = _("dokument")
        ordering = ["-dated_on", "title"]
        triggers = [RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="document_belongs_to_one",
                condition=Q(agreement__isnull=False, joint_agreement=None)
                | Q(agreement=None, joint_agreement__isnull=False),
                violation_error_message=_(
                    "Välj antingen en överenskommelse eller en gemensam överenskommelse som dokumentet hör till."
                ),
            ),
            models.CheckConstraint(
                name="document_leads_somewhere",
                condition=~Q(url="") | Q(file__isnull=False),
                violation_error_message=_("Ladda upp en fil eller ange adressen där dokumentet finns."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_stored(self) -> bool:
        """Whether the register itself serves the document's file."""
        return self.file is not None and self.file.withheld_at is None

    @property
    def address(self) -> str:
        """The address of the file in the register, else the external address; empty if the only file is withheld."""
        return self.file.address if self.file and self.is_stored else self.url


@pghistory.track()
class FollowUp(Publishable):
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="follow_ups",
        help_text=_("Överenskommelsen som har följts upp, om uppföljningen inte gäller en gemensam text."),
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="follow_ups",
        help_text=_("Den gemensamma texten som har följts upp. Uppföljningen visas hos alla dess kommuner."),
    )
    year = models.PositiveSmallIntegerField(
        _("år"),
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("Året som uppföljningen gäller."),
    )
    done_on = ImpreciseDateField(
        _("gjord"), help_text=_("Dagen då uppföljningen var klar, så noga som den är känd: en dag, en månad, ett år.")
    )
    done_on_earliest = models.DateField(_("gjord, tidigast"), null=True, blank=True, editable=False)
    findings = models.TextField(
        _("vad uppföljningen visade"),
        blank=True,
        help_text=_("Visas för alla när uppföljningen är publicerad. Skriv inga namn på privatpersoner."),
    )
    source_url = models.URLField(
        _("källans adress"), max_length=500, blank=True, help_text=_("Webbadressen där uppföljningen går att läsa.")
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("uppföljning")
        verbose_name_plural = _("uppföljningar")
        ordering = ["-year"]
        triggers = [RevisionTrigger(published_only=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                name="follow_up_once_a_year",
                fields=["agreement", "year"],
                violation_error_message=_(
                    "Överenskommelsen har redan en uppföljning för det året. Ändra den i stället."
                ),
            ),
            models.UniqueConstraint(
                name="follow_up_of_joint_once_a_year",
                fields=["joint_agreement", "year"],
                violation_error_message=_(
                    "Den gemensamma överenskommelsen har redan en uppföljning för det året. Ändra den i stället."
                ),
            ),
            models.CheckConstraint(
                name="follow_up_belongs_to_one",
                condition=Q(agreement__isnull=False, joint_agreement=None)
                | Q(agreement=None, joint_agreement__isnull=False),
                violation_error_message=_(
                    "Välj antingen en överenskommelse eller en gemensam överenskommelse som uppföljningen gäller."
                ),
            ),
            models.CheckConstraint(
                name="follow_up_bounds_are_in_order",
                condition=bounds_in_order("done_on"),
                violation_error_message=BOUNDS_REVERSED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.public_id if self.agreement else self.joint_agreement} {self.year}"

    @property
    def day(self) -> ImpreciseDay:
        return ImpreciseDay(self.done_on_earliest or self.done_on, self.done_on)
