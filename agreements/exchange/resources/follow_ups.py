"""The file of follow-ups: one row for each agreement and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.exchange.agreement_cells import SAME_TITLE, JointAgreementWidget
from agreements.exchange.cells import LookupWidget, NumberWidget
from agreements.exchange.day_cells import EDTF_HELP, DayColumn, EdtfColumn
from agreements.exchange.resources.agreement_declaration import values_in_column
from agreements.exchange.resources.publishable import PublishableResource
from agreements.exchange.resources.rows import KEY_SEPARATOR, not_in_future
from agreements.models import Agreement, FollowUp, JointAgreement
from agreements.models.rules.days import FUTURE_FOLLOW_UP
from municipalities.names import is_called

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FOLLOW_UP_HELP: dict[str, StrOrPromise] = {
    "agreement": _("Överenskommelsens id, till exempel 1280-3. Id och år säger vilken uppföljning raden gäller."),
    "municipality": _("Kommunens namn, som en kontroll av id:t. Får vara tomt."),
    "year": _("Fyra siffror. Ett år som saknas för överenskommelsen är en ny uppföljning."),
    "done_on": "",
    "findings": "",
    "source_url": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
    "joint_agreement": _("Titeln på den gemensamma överenskommelsen, om uppföljningen inte gäller en överenskommelse."),
    "done_on_edtf": EDTF_HELP,
}


class FollowUpResource(PublishableResource):
    columns = FOLLOW_UP_HELP
    imprecise_days = ["done_on"]
    ids = {"agreement"}
    key = ["agreement", "year", "joint_agreement"]
    database_validated = PublishableResource.database_validated | {"agreement", "joint_agreement"}

    agreement = Field("agreement", "agreement", LookupWidget("public_id", _("%(value)s finns inte i registret.")))
    municipality = Field("agreement__municipality__name", "municipality", readonly=True)
    year = Field("year", "year", NumberWidget(required=True))
    done_on = DayColumn(FollowUp, "done_on", required=True)
    done_on_edtf = EdtfColumn(FollowUp, "done_on")
    joint_agreement = Field("joint_agreement", "joint_agreement", JointAgreementWidget())

    class Meta(PublishableResource.Meta):
        model = FollowUp
        fields = list(FOLLOW_UP_HELP)

    @classmethod
    def label(cls, column: str) -> str:
        if column == "municipality":
            return str(Agreement._meta.get_field("municipality").verbose_name)
        return super().label(column)

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        """A follow-up is of an agreement or of a joint agreement, in a year."""
        key = [cls.as_exported(column, row.get(column, "")) for column in cls.key]
        return KEY_SEPARATOR.join(key) if key[1] and bool(key[0]) != bool(key[2]) else ""

    def prepare(self, dataset: tablib.Dataset) -> None:
        agreements = Agreement.objects.filter(public_id__in=values_in_column(dataset, "agreement")).select_related(
            "municipality"
        )
        self.fields["agreement"].widget.known = {agreement.public_id: agreement for agreement in agreements}
        joints = JointAgreement.objects.filter(title__in=values_in_column(dataset, "joint_agreement"))
        self.fields["joint_agreement"].widget.known = {joint.title: joint for joint in joints}
        self.same_title = {title for title, count in Counter(joint.title for joint in joints).items() if count > 1}

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[FollowUp]:
        agreements, joints = (self.fields[name].widget.known.values() for name in ("agreement", "joint_agreement"))
        follow_ups = FollowUp.objects.filter(Q(agreement__in=agreements) | Q(joint_agreement__in=joints))
        return [
            row
            for row in self.with_cells(follow_ups).select_for_update(of=("self",), no_key=True)
            if self.key_from(row) in keys
        ]

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("agreement__municipality", "joint_agreement")

    def read_more(self, instance: FollowUp, row: dict[str, str]) -> None:
        if row.get("joint_agreement") in self.same_title:
            raise ValidationError({"joint_agreement": SAME_TITLE})
        if row.get("agreement") and row.get("joint_agreement"):
            raise ValidationError({"joint_agreement": gettext("Ange antingen ett id eller en titel, inte båda.")})
        if not (row.get("agreement") or row.get("joint_agreement")):
            raise ValidationError({"agreement": gettext("Fyll i överenskommelsens id, till exempel 1280-3.")})
        name = row.get("municipality", "")
        agreement = instance.agreement
        if agreement and name and not is_called(agreement.municipality, name):
            raise ValidationError(
                {
                    "municipality": gettext("%(id)s är överenskommelsen med %(own)s, inte %(name)s. Rätta det ena.")
                    % {"id": agreement.public_id, "own": agreement.municipality.name, "name": name}
                }
            )

    def rules_for(self, instance: FollowUp, error_fields: set[str]) -> list[Callable[[], None]]:
        return [*super().rules_for(instance, error_fields), not_in_future(instance, "done_on", FUTURE_FOLLOW_UP)]

    def prerequisite(self, instance: FollowUp, error_fields: set[str]) -> str:
        belongs = instance.agreement_id or instance.joint_agreement_id
        return super().prerequisite(instance, error_fields) if belongs else ""

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        municipality = instance.agreement.municipality.name if instance and instance.agreement_id else ""
        name = municipality or row.get("municipality", "") or row.get("joint_agreement", "")
        return " ".join([name, row.get("year", "")]).strip()

    def shown_id(self, instance: Any | None, row: dict[str, str]) -> str:
        return row.get("agreement", "")
