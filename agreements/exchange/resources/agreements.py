"""The file of agreements."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.acts import proposals
from agreements.acts.values import FIELDS, as_value, check_terms, field_of
from agreements.exchange.cells import ChoiceWidget, DayWidget, LookupWidget, Municipalities, NumberWidget, TermsWidget
from agreements.exchange.reasons import unknown_id
from agreements.exchange.resources.agreement_columns import (
    AGREEMENT_HELP,
    COLUMN_ALIASES,
    DAY_COLUMNS,
    IGNORED_COLUMNS,
    column_label,
)
from agreements.exchange.resources.publication import PublicationResource
from agreements.exchange.resources.rows import not_in_future
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Ending,
    JointAgreement,
    Proposal,
)
from agreements.models.plausible_days import DECIDED_LATER, VERIFIED_LATER
from agreements.positions import ANSWERS, Status
from municipalities.names import four_digits


class AgreementResource(PublicationResource):
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
    decided_on = Field("decided_on", "decided_on", DayWidget())
    valid_from = Field("valid_from", "valid_from", DayWidget())
    valid_to = Field("valid_to", "valid_to", DayWidget())
    ending = Field("ending", "ending", ChoiceWidget(Ending))
    notice_months = Field("notice_months", "notice_months", NumberWidget())
    replaces = Field("replaces", "replaces", LookupWidget("public_id", _("%(value)s finns inte i registret.")))
    joint_agreement = Field(
        "joint_agreement",
        "joint_agreement",
        LookupWidget("title", _("%(value)s är inte titeln på en gemensam överenskommelse. Lägg upp den först.")),
    )
    levels = Field("levels", "levels", TermsWidget(CollaborationLevel))
    areas = Field("areas", "areas", TermsWidget(CooperationArea))
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
            "levels", "areas"
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

    # Reading

    def before_new_row(self, row: dict[str, str]) -> None:
        row["type"] = row["type"] or self.headline

    def read_fields(self, instance: Agreement, row: dict[str, str]) -> None:
        self.holds_from_decision = instance.pk is None and not row["valid_from"]
        try:
            super().read_fields(instance, row)
        finally:
            if self.holds_from_decision and instance.status in ANSWERS:
                instance.valid_from = instance.decided_on

    def import_field(
        self, field: Field, instance: Agreement, row: dict[str, str], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        title = row.get("joint_agreement", "") if field.column_name == "joint_agreement" else ""
        if title in self.same_title and title != self.cell(field, instance).strip():
            raise ValueError(gettext("Flera gemensamma överenskommelser har titeln. Ge dem olika titlar först."))
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def read_more(self, instance: Agreement, row: dict[str, str]) -> None:
        municipality = self.municipalities.find(row.get("municipality_code", ""), row.get("municipality", ""))
        if instance.pk is None and municipality:
            instance.municipality = municipality
        elif instance.pk is None:
            raise ValidationError({"municipality_code": gettext("Fyll i kommunens kod eller namn.")})
        elif municipality and municipality.code != instance.municipality_id:
            raise ValidationError(
                {"municipality": gettext("Kommunen för ett id kan inte ändras. Lägg den nya på en rad utan id.")}
            )

    # Validation

    def fields_with_errors(self, errors: dict[str, Any]) -> set[str]:
        # An error of the decision day is not repeated for the first day.
        return {*errors, "valid_from"} if self.holds_from_decision else set(errors)

    def rules_for(self, instance: Agreement, error_fields: set[str]) -> list[Callable[[], None]]:
        rules = super().rules_for(instance, error_fields)
        if "status" in error_fields:
            return rules[:1]
        return [
            *rules,
            not_in_future(instance, "decided_on", DECIDED_LATER),
            not_in_future(instance, "verified_on", VERIFIED_LATER),
            lambda: check_terms(instance.status, self.terms_of(instance)),
        ]

    def terms_of(self, instance: Agreement) -> dict[str, list[Any]]:
        """The levels and areas of the agreement after the row is written."""
        names = self.many_to_many_names
        terms = {name: list(getattr(instance, name).all()) for name in names} if instance.pk else {}
        return terms | self.terms

    # Writing

    def validate_instance(self, instance: Agreement, *args: Any, **kwargs: Any) -> None:
        super().validate_instance(instance, *args, **kwargs)
        if instance.pk is None and (duplicate := self.duplicate_of(instance)):
            raise ValidationError(
                gettext("Samma svar finns redan: %(twin)s. Ta bort raden, eller skriv dess id om det ska ändras.")
                % {"twin": duplicate}
            )

    def duplicate_of(self, new: Agreement) -> str:
        """The id or line of an agreement with the same answer; empty if there is none."""
        if new.replaces_id and new.decided_on is None and new.valid_from is None:
            return ""  # a renewal whose days are not known yet
        return self.known_answers.get(new.municipality_id, {}).get(answer_key(new), "")

    def do_instance_save(self, instance: Agreement, is_create: bool) -> None:
        if self.is_proposed(instance):
            self.propose(instance)
            return
        super().do_instance_save(instance, is_create)
        if is_create:
            line = gettext("rad %(number)s") % {"number": self.row_number}
            add_answer(self.known_answers, instance.municipality_id, answer_key(instance), instance.valid_to, line)

    def is_proposed(self, instance: Agreement) -> bool:
        return self.was_public and instance.is_published and not self.may_change_public

    def propose(self, instance: Agreement) -> None:
        """Makes the row's changes of a published agreement a proposal."""
        values = {
            name: as_value(self.terms[name] if name in self.terms else getattr(instance, field_of(name).attname))
            for name in FIELDS
            if name not in self.many_to_many_names or name in self.terms
        }
        proposals.propose(
            Agreement.objects.get(pk=instance.pk),
            values,
            kind=Proposal.Act.CHANGE,
            by=self.by,
            reason=gettext("Import"),
        )

    def save_m2m(self, instance: Agreement, row: Any, **kwargs: Any) -> None:
        if not self.is_proposed(instance):
            super().save_m2m(instance, row, **kwargs)


def answer_key(agreement: Agreement) -> tuple[Any, ...]:
    return agreement.type_id, agreement.status, agreement.decided_on, agreement.valid_from


def values_in_column(dataset: tablib.Dataset, column: str) -> set[str]:
    """The distinct values of the column."""
    return {cell.strip() for cell in dataset[column]} - {""} if column in dataset.headers else set()


AnswerIndex = dict[str, dict[tuple[Any, ...], str]]


def known_answers() -> AnswerIndex:
    """The id of every agreement by municipality and answer."""
    index: AnswerIndex = {}
    columns = ("type_id", "status", "decided_on", "valid_from")
    rows = Agreement.objects.order_by().values_list("municipality_id", "public_id", "valid_to", *columns)
    for municipality, public_id, valid_to, *answer in rows:
        add_answer(index, municipality, tuple(answer), valid_to, public_id)
    return index


def add_answer(
    index: AnswerIndex, municipality: str, answer: tuple[Any, ...], valid_to: datetime.date | None, name: str
) -> None:
    """An answer until further notice also matches a row without days."""
    answers = index.setdefault(municipality, {})
    answers[answer] = name
    if valid_to is None:
        answers.setdefault((*answer[:2], None, None), name)
