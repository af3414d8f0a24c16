"""Proposed changes of public rows."""

from __future__ import annotations

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.dialogues import DialogueRound
from agreements.models.files import StoredFile
from agreements.models.joint_agreements import JointAgreement
from agreements.models.reported_totals import ReportedTotal
from agreements.models.rules.proposals import PROPOSAL_CONSTRAINTS

# The models whose public rows are changed by proposals, with the proposal's field for each.
TARGETS: dict[type[models.Model], str] = {
    Agreement: "agreement",
    JointAgreement: "joint_agreement",
    DialogueRound: "round",
    ReportedTotal: "reported_total",
}


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        """The proposals that wait for review."""
        return self.filter(state=Proposal.State.OPEN)

    def undecided(self) -> Self:
        return self.filter(state__in=Proposal.UNDECIDED)

    def by_desk(self) -> Self:
        """The desk's proposals that accompany no draft."""
        return self.filter(on_behalf_of="", accompanies=None)

    def accompanying(self) -> Self:
        """The ends of agreements that are published with a successor's draft."""
        return self.filter(accompanies__isnull=False)


@pghistory.track()
class Proposal(models.Model):
    """A proposed change of a public agreement, joint agreement, dialogue round or reported total. The public row stays
    as it is until the proposal is published.

    `changes` has the old and the new value of each changed field:
    `{"valid_to": [null, "2025-12-31"], "levels": [["operativ"], ["operativ", "strategisk"]]}`.
    """

    class Act(models.TextChoices):
        CHANGE = "change", _("ändring")
        CORRECTION = "correction", _("rättelse av ett fel")
        END = "end", _("avslut")
        RESTORE = "restore", _("återställning av en tidigare version")

    class State(models.TextChoices):
        OPEN = "open", _("väntar på granskning")
        RETURNED = "returned", _("skickad tillbaka")
        PUBLISHED = "published", _("publicerad")
        WITHDRAWN = "withdrawn", _("återtagen")

    UNDECIDED = [State.OPEN, State.RETURNED]
    # The fields that a proposal which accompanies a draft may change.
    END_FIELDS = ["valid_to", "ending"]

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proposals",
    )
    joint_agreement = models.ForeignKey(
        JointAgreement,
        verbose_name=_("gemensam överenskommelse"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proposals",
    )
    round = models.ForeignKey(
        DialogueRound,
        verbose_name=_("dialogomgång"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proposals",
    )
    reported_total = models.ForeignKey(
        ReportedTotal,
        verbose_name=_("rapporterad siffra"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proposals",
    )
    act = models.CharField(_("slag"), max_length=20, choices=Act.choices, default=Act.CHANGE)
    state = models.CharField(_("läge"), max_length=20, choices=State.choices, default=State.OPEN)
    changes = models.JSONField(_("ändringar"), default=dict, blank=True)
    reason = models.TextField(_("varför"), blank=True, help_text=_("Står i historiken."))
    accompanies = models.ForeignKey(
        Agreement,
        verbose_name=_("publiceras tillsammans med"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="accompanied_by",
        help_text=_("Utkastet som den här ändringen ger plats åt."),
    )
    document = models.ForeignKey(
        StoredFile,
        verbose_name=_("underlag"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("föreslagen"), default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("föreslagen av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.CharField(
        _("föreslagen av kommunen"), max_length=200, blank=True, help_text=_("Funktionen som svarade för kommunen.")
    )
    decided_at = models.DateTimeField(_("avgjord"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("avgjord av"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    returned_because = models.TextField(_("varför den skickades tillbaka"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("ändringsförslag")
        verbose_name_plural = _("ändringsförslag")
        ordering = ["proposed_at"]
        constraints = PROPOSAL_CONSTRAINTS

    def __str__(self) -> str:
        name = self.agreement.public_id if self.agreement else str(self.row)
        return f"{name}: {self.get_act_display()}"

    @property
    def row(self) -> Agreement | JointAgreement | DialogueRound | ReportedTotal:
        """The row to change."""
        row = self.agreement or self.joint_agreement or self.round or self.reported_total
        if row is None:
            raise ValueError("the proposal has no row")
        return row

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def proposer(self) -> str:
        """The municipality's function, or the person's name."""
        if self.proposed_by is None:
            return self.on_behalf_of
        return self.proposed_by.get_full_name() or self.proposed_by.get_username()
