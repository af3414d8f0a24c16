"""The columns of the file of agreements, and the rows that its cells refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.exchange.agreement_cells import IdsWidget, JointAgreementWidget, TypeWidget, split_ids
from agreements.exchange.cells import ChoiceWidget, DayWidget, LookupWidget, NumberWidget, TermsWidget
from agreements.exchange.day_cells import DayColumn, EdtfColumn
from agreements.exchange.municipality_cells import Municipalities
from agreements.exchange.reasons import unknown_id
from agreements.exchange.resources.agreement_columns import (
    AGREEMENT_HELP,
    COLUMN_ALIASES,
    DAY_COLUMNS,
    IGNORED_COLUMNS,
)
from agreements.exchange.resources.known_answers import AnswerIndex, known_answers
from agreements.exchange.resources.publication import PublicationResource
from agreements.models import (
    DAY_PAIRS,
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
from agreements.tables.safe_cells import plain_text
from municipalities.models import Municipality
from municipalities.names import four_digits

ANSWER_PERIOD = ("valid_from", "valid_to")


class AgreementDeclaration(PublicationResource):
    columns = AGREEMENT_HELP
    days = DAY_COLUMNS
    imprecise_days = list(DAY_PAIRS)
    ids = {"replaces", "also_replaces", "diary_number", "municipality_diary_number"}
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
    type = Field("type", "type", TypeWidget())
    status = Field("status", "status", ChoiceWidget(Status, required=True))
    decided_on = DayColumn(Agreement, "decided_on")
    signed_on = DayColumn(Agreement, "signed_on")
    valid_from = DayColumn(Agreement, "valid_from", period=ANSWER_PERIOD)
    valid_to = DayColumn(Agreement, "valid_to", period=ANSWER_PERIOD)
    decided_on_edtf = EdtfColumn(Agreement, "decided_on")
    signed_on_edtf = EdtfColumn(Agreement, "signed_on")
    valid_from_edtf = EdtfColumn(Agreement, "valid_from")
    valid_to_edtf = EdtfColumn(Agreement, "valid_to")
    ending = Field("ending", "ending", ChoiceWidget(Ending))
    notice_months = Field("notice_months", "notice_months", NumberWidget())
    extension_months = Field("extension_months", "extension_months", NumberWidget())
    replaces = Field("replaces", "replaces", LookupWidget("public_id", _("%(value)s finns inte i registret.")))
    also_replaces = Field("also_replaces", "also_replaces", IdsWidget())
    joint_agreement = Field("joint_agreement", "joint_agreement", JointAgreementWidget())
    levels = Field("levels", "levels", TermsWidget(CollaborationLevel))
    areas = Field("areas", "areas", TermsWidget(CooperationArea))
    target_groups = Field("target_groups", "target_groups", TermsWidget(TargetGroup))
    parties = Field("parties", "parties", TermsWidget(Party))
    next_follow_up_on = Field("next_follow_up_on", "next_follow_up_on", DayWidget())
    verified_on = Field("verified_on", "verified_on", DayWidget())

    class Meta(PublicationResource.Meta):
        model = Agreement
        fields = list(AGREEMENT_HELP)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The titles of the joint agreements that this import has added.
        self.new_titles: set[str] = set()
        # The last agreement before this import.
        self.newest: int | None = None

    # Columns and lookups

    @classmethod
    def label(cls, column: str) -> str:
        if column == "municipality_code":
            return str(Municipality._meta.get_field("code").verbose_name)
        return super().label(column)

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
        self.headers = [column for column in self.columns if column in dataset.headers]
        self.answers_of = self.load_answers(dataset)
        self.known_answers: AnswerIndex = getattr(self, "known_answers", None) or known_answers()
        self.fields["joint_agreement"].widget.may_add = self.by is None or self.by.has_perm(
            "agreements.add_jointagreement"
        )
        titles = JointAgreement.objects.filter(title__in=values_in_column(dataset, "joint_agreement"))
        self.fields["joint_agreement"].widget.known = {joint.title: joint for joint in titles}
        self.same_title = {title for title, count in Counter(joint.title for joint in titles).items() if count > 1}

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[Agreement]:
        """The existing agreements of the rows, locked, and those that the rows replace."""
        others = {public_id for cell in values_in_column(dataset, "also_replaces") for public_id in split_ids(cell)}
        matches = Agreement.objects.filter(public_id__in=keys | values_in_column(dataset, "replaces") | others)
        agreements = list(self.with_cells(matches).select_for_update(of=("self",), no_key=True))
        for column in ("replaces", "also_replaces"):
            self.fields[column].widget.known = {agreement.public_id: agreement for agreement in agreements}
        return agreements

    def load_answers(self, dataset: tablib.Dataset) -> dict[str, list[Agreement]]:
        """The answers, before this import, of the municipalities of the rows without id, by municipality."""
        if self.newest is None:
            self.newest = Agreement.objects.aggregate(newest=Max("pk"))["newest"] or 0
        codes = {self.code_in(row) for row in dataset.dict if not self.key_of(row)} - {""}
        answers: dict[str, list[Agreement]] = {}
        for agreement in self.with_cells(Agreement.objects.filter(municipality__in=codes, pk__lte=self.newest)):
            answers.setdefault(agreement.municipality_id, []).append(agreement)
        return answers

    def code_in(self, row: dict[str, str]) -> str:
        code, name = (plain_text(row.get(column, "")).strip() for column in ("municipality_code", "municipality"))
        try:
            municipality = self.municipalities.find(code, name)
        except ValidationError:
            return ""  # the row is refused later
        return municipality.code if municipality else ""

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loads what the rows' cells show: six queries."""
        return rows.select_related("municipality", "type", "replaces", "joint_agreement").prefetch_related(
            "levels", "areas", "target_groups", "parties", "also_replaces"
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
