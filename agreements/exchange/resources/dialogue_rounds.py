"""The file of dialogue rounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import tablib
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.acts import perms, proposals
from agreements.acts.values import values_of
from agreements.exchange.day_cells import EDTF_HELP, DayColumn, EdtfColumn
from agreements.exchange.resources.publishable import ValidatedResource
from agreements.models import DialogueRound, Proposal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROUND_HELP: dict[str, StrOrPromise] = {
    "slug": _("Det säger vilken omgång raden gäller. Ett nytt kortnamn är en ny omgång."),
    "name": "",
    "starts_on": "",
    "ends_on": "",
    "description": "",
    "source_note": "",
    "source_url": "",
    "starts_on_edtf": EDTF_HELP,
    "ends_on_edtf": EDTF_HELP,
}

ROUND_PERIOD = ("starts_on", "ends_on")


class DialogueRoundResource(ValidatedResource):
    columns = ROUND_HELP
    imprecise_days = ["starts_on", "ends_on"]
    key = ["slug"]

    starts_on = DayColumn(DialogueRound, "starts_on", period=ROUND_PERIOD, required=True)
    ends_on = DayColumn(DialogueRound, "ends_on", period=ROUND_PERIOD)
    starts_on_edtf = EdtfColumn(DialogueRound, "starts_on")
    ends_on_edtf = EdtfColumn(DialogueRound, "ends_on")

    class Meta(ValidatedResource.Meta):
        model = DialogueRound
        fields = list(ROUND_HELP)

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[DialogueRound]:
        return DialogueRound.objects.filter(slug__in=keys).select_for_update(no_key=True)

    def do_instance_save(self, instance: DialogueRound, is_create: bool) -> None:
        if self.by and not is_create and instance.is_public and not perms.may_change_public(self.by):
            proposals.propose(
                DialogueRound.objects.get(pk=instance.pk),
                values_of(instance),
                kind=Proposal.Act.CHANGE,
                by=self.by,
                reason=gettext("Import"),
            )
            return
        super().do_instance_save(instance, is_create)

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        return row.get("name", "") or self.before.get("name", "")

    def shown_id(self, instance: Any | None, row: dict[str, str]) -> str:
        return row.get("slug", "")
