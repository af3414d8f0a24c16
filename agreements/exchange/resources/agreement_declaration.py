"""The columns of the file of agreements, and the rows that its cells refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.exchange.cells import ChoiceWidget, DayWidget, LookupWidget, NumberWidget, TermsWidget
from agreements.exchange.day_cells import ImpreciseDayColumn
from agreements.exchange.municipality_cells import Municipalities
from agreements.exchange.reasons import unknown_id
from agreements.exchange.resources.agreement_columns import (
    AGREEMENT_HELP,
    COLUMN_ALIASES,
    DAY_COLUMNS,
    IGNORED_COLUMNS,
    column_label,
)
from agreements.exchange.resources.known_answers import AnswerIndex, known_answers
from agreements.exchange.resources.publication import PublicationResource
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Ending,
    JointAgreement,
    Party,
    TargetGroup,
)
from agreements.positions import Status
from municipalities.names import four_digits


class AgreementDeclaration(PublicationResource):
    columns = AGREEMENT_HELP
    days = DAY_COLUMNS
    ids = {"replaces", "diary_number", "municipality_diary_number"}
    key = ["public_id"]
    assigns_keys = True
    ignored_columns = PublicationResource.ignored_columns | IGNORED_COLUMNS
    column_aliases = COLUMN_ALIASES
    database_validated = PublicationResource.database_validated | {
        "municipality",
        "type",
        "replaces",
        "joint_agreement",
    }

    public_id = Field("public_id", "public_id", readonly=True)
    municipality_code = Field("municipality__code", "municipality_code", readonly=True)
    municipality = Field("municipality__name", "municipality", readonly=True)
    type = Field("type", "type", LookupWidget("slug", _("%(value)s finns inte. Skriv %(known)s."), required=True))
    status = Field("status", "status", ChoiceWidget(Status, required=True))
    decided_on = ImpreciseDayColumn(Agreement, "decided_on")
    signed_on = ImpreciseDayColumn(Agreement, "signed_on")
    valid_from = ImpreciseDayColumn(Agreement, "valid_from")
    valid_to = ImpreciseDayColumn(Agreement, "valid_to")
    ending = Field("ending", "ending", ChoiceWidget(Ending))
    notice_months = Field("notice_months", "notice_months", NumberWidget())
    extension_months = Field("extension_months", "extension_months", NumberWidget())
    replaces = Field("replaces", "replaces", LookupWidget("public_id", _("%(value)s finns inte i registret.")))
    joint_agreement = Field(
        "joint_agreement",
        "joint_agreement",
        LookupWidget("title", _("%(value)s är inte titeln på en gemensam överenskommelse. Lägg upp den först.")),
    )
    levels = Field("levels", "levels", TermsWidget(CollaborationLevel))
    areas = Field("areas", "areas", TermsWidget(CooperationArea))
    target_groups = Field("target_groups", "target_groups", TermsWidget(TargetGroup))
    parties = Field("parties", "parties", TermsWidget(Party))
    next_follow_up_on = Field("next_follow_up_on", "next_follow_up_on", DayWidget())
    verified_on = Field("verified_on", "verified_on", DayWidget())

    class Meta(PublicationResource.Meta):
        model = Agreement
        fields = list(AGREEMENT_HELP)

    # Columns and lookups

    label = staticmethod(column_label)

    @classmethod
    def explanation(cls, column: str) -> list[Any]:
        slugs = {
            "type": AgreementType.objects.values_list("slug", flat=True),
            "levels": CollaborationLevel.objects.values_list("slug", flat=True),
            "areas": CooperationArea.objects.values_list("slug", flat=True),
            "target_groups": TargetGroup.objects.values_list("slug", flat=True),
            "parties": Party.objects.values_list("slug", flat=True),
        }
        if column in ("public_id", "municipality_code", "municipality", "published"):
            return [cls.columns[column]]
        texts = super().explanation(column)
        return (
            [*texts, gettext("Finns: %(slugs)s.") % {"slugs": ", ".join(slugs[column])}] if column in slugs else texts
        )

    def prepare(self, dataset: tablib.Dataset) -> None:
        self.municipalities = Municipalities.load()
        types = {kind.slug: kind for kind in AgreementType.objects.all()}
        self.headline = next((slug for slug, kind in types.items() if kind.is_headline), "")
        self.fields["type"].widget.known = types
        self.fields["levels"].widget.known = {level.slug: level for level in CollaborationLevel.objects.all()}
        self.fields["areas"].widget.known = {area.slug: area for area in CooperationArea.objects.all()}
        self.fields["target_groups"].widget.known = {group.slug: group for group in TargetGroup.objects.all()}
        self.fields["parties"].widget.known = {party.slug: party for party in Party.objects.all()}
        self.known_answers: AnswerIndex = getattr(self, "known_answers", None) or known_answers()
        titles = JointAgreement.objects.filter(title__in=values_in_column(dataset, "joint_agreement"))
        self.fields["joint_agreement"].widget.known = {joint.title: joint for joint in titles}
        self.same_title = {title for title, count in Counter(joint.title for joint in titles).items() if count > 1}

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[Agreement]:
        """The existing agreements of the rows, locked, and those that the rows replace."""
        matches = Agreement.objects.filter(public_id__in=keys | values_in_column(dataset, "replaces"))
        agreements = list(self.with_cells(matches).select_for_update(of=("self",), no_key=True))
        self.fields["replaces"].widget.known = {agreement.public_id: agreement for agreement in agreements}
        return agreements

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loads what the rows' cells show: three queries."""
        return rows.select_related("municipality", "type", "replaces", "joint_agreement").prefetch_related(
            "levels", "areas", "target_groups", "parties"
        )

    def unknown_key(self, key: str) -> str:
        return unknown_id(key)

    def name_of(self, instance: Agreement | None, row: dict[str, str]) -> str:
        code, name = row.get("municipality_code", ""), row.get("municipality", "")
        if instance and instance.municipality_id:
            return instance.municipality.name
        municipality = self.municipalities.by_code.get(four_digits(code))
        return municipality.name if municipality else name or code

    def shown_id(self, instance: Agreement | None, row: dict[str, str]) -> str:
        return row.get("public_id", "") or (instance.public_id if instance else "")


def values_in_column(dataset: tablib.Dataset, column: str) -> set[str]:
    """The distinct values of the column."""
    return {cell.strip() for cell in dataset[column]} - {""} if column in dataset.headers else set()
