"""What is in the file that the desk imports and exports, and how a row of it becomes an agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import tablib
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import ManyToManyWidget

from agreements.columns import COLUMNS
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Ending,
    JointAgreement,
    Register,
)
from agreements.periods import ANSWERS, Status
from agreements.refusals import reasons, refusals, unknown_id
from agreements.spreadsheets import plain
from agreements.widgets import (
    ChoiceWidget,
    DayWidget,
    KnownWidget,
    Municipalities,
    NumberWidget,
    PublishedWidget,
    TermsWidget,
    four_digits,
)

FOREIGN_KEYS = ["municipality", "type", "replaces", "joint_agreement", "published_by"]


class AgreementRow(RowResult):
    """What the import makes of one row of the file."""

    number: int
    municipality: str
    public_id: str
    # The cells as they were and as the row makes them.
    before: dict[str, str]
    after: dict[str, str]
    # Why the row is refused: the column, if it is one column's fault, and what to do.
    reasons: list[tuple[str, str]]


class AgreementResource(ModelResource):
    """Every row is validated by the model's rules and really written, in a transaction that a dry run rolls back."""

    public_id = Field("public_id", "public_id", readonly=True)
    municipality_code = Field("municipality__code", "municipality_code", readonly=True)
    municipality = Field("municipality__name", "municipality", readonly=True)
    type = Field("type", "type", KnownWidget("slug", _("%(value)s finns inte. Skriv %(known)s."), required=True))
    status = Field("status", "status", ChoiceWidget(Status, required=True))
    decided_on = Field("decided_on", "decided_on", DayWidget())
    valid_from = Field("valid_from", "valid_from", DayWidget())
    valid_to = Field("valid_to", "valid_to", DayWidget())
    ending = Field("ending", "ending", ChoiceWidget(Ending))
    notice_months = Field("notice_months", "notice_months", NumberWidget())
    replaces = Field("replaces", "replaces", KnownWidget("public_id", _("%(value)s finns inte i registret.")))
    joint_agreement = Field(
        "joint_agreement",
        "joint_agreement",
        KnownWidget("title", _("%(value)s är inte titeln på en gemensam överenskommelse. Lägg upp den först.")),
    )
    levels = Field("levels", "levels", TermsWidget(CollaborationLevel))
    areas = Field("areas", "areas", TermsWidget(CooperationArea))
    next_follow_up_on = Field("next_follow_up_on", "next_follow_up_on", DayWidget())
    verified_on = Field("verified_on", "verified_on", DayWidget())
    published = Field("is_published", "published", PublishedWidget(), readonly=True)

    class Meta:
        model = Agreement
        fields = COLUMNS
        import_id_fields = ["public_id"]
        # The rows are compared cell by cell here: no copy of each instance, no marked-up text.
        skip_diff = True
        store_instance = True

    def __init__(
        self,
        *,
        by: User | None = None,
        publish_new: bool = False,
        numbers: list[int] | None = None,
        on_row: Callable[[], object] = lambda: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.publish_new = publish_new
        self.numbers = numbers or []
        self.on_row = on_row

    # Reading

    get_row_result_class = staticmethod(lambda: AgreementRow)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Finds all that the rows name, in as many queries whatever their number."""
        self.municipalities = Municipalities.load()
        types = {kind.slug: kind for kind in AgreementType.objects.all()}
        self.headline = next((slug for slug, kind in types.items() if kind.is_headline), "")
        self.fields["type"].widget.known = types
        self.fields["levels"].widget.known = {level.slug: level for level in CollaborationLevel.objects.all()}
        self.fields["areas"].widget.known = {area.slug: area for area in CooperationArea.objects.all()}
        cells = {
            column: [cell.strip() for cell in dataset[column]] if column in dataset.headers else []
            for column in ("public_id", "replaces", "joint_agreement")
        }
        named = Agreement.objects.filter(public_id__in={*cells["public_id"], *cells["replaces"]})
        self.registered = {
            agreement.public_id: agreement for agreement in with_cells(named).select_for_update(of=("self",))
        }
        self.fields["replaces"].widget.known = self.registered
        titles = JointAgreement.objects.filter(title__in=cells["joint_agreement"])
        self.fields["joint_agreement"].widget.known = {joint.title: joint for joint in titles}
        self.same_title = {title for title, count in Counter(joint.title for joint in titles).items() if count > 1}
        self.uses = Counter(cells["public_id"])
        self.rows_of: dict[int, int] = {}

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.row_number = self.numbers[kwargs["row_number"] - 1]
        for column, cell in row.items():
            row[column] = plain(cell).strip()
        public_id = row["public_id"]
        if not public_id:
            # In a new row a column that the file lacks is an empty cell.
            row.update({column: row.get(column, "") for column in COLUMNS})
            row["type"] = row["type"] or self.headline
        elif public_id not in self.registered:
            raise ValidationError({"public_id": unknown_id(public_id)})
        elif self.uses[public_id] > 1:
            raise ValidationError(
                {"public_id": gettext("%(id)s finns på flera rader. Behåll en av dem.") % {"id": public_id}}
            )

    def get_instance(self, instance_loader: object, row: dict[str, str]) -> Agreement | None:
        return self.registered.get(row["public_id"])

    def after_init_instance(self, instance: Agreement, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        self.before = {} if new else self.cells(instance)

    def import_instance(self, instance: Agreement, row: dict[str, str], **kwargs: Any) -> None:
        errors: dict[str, list[ValidationError]] = {}
        for read in (self.read_fields, self.read_terms, self.read_municipality, self.read_published):
            try:
                read(instance, row)
            except ValidationError as error:
                error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def read_fields(self, instance: Agreement, row: dict[str, str]) -> None:
        self.holds_from_decision = instance.pk is None and not row["valid_from"]
        try:
            super().import_instance(instance, row)
        finally:
            if self.holds_from_decision and instance.status in ANSWERS:
                instance.valid_from = instance.decided_on

    def import_field(
        self, field: Field, instance: Agreement, row: dict[str, str], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """A cell that says what the field says already leaves it alone, to the letter."""
        if field.column_name not in row:
            return
        cell = row[field.column_name]
        if cell == self.cell(field, instance).strip() and (cell or not getattr(field.widget, "required", False)):
            return
        if field.column_name == "joint_agreement" and row["joint_agreement"] in self.same_title:
            raise ValueError(gettext("Flera gemensamma överenskommelser har titeln. Ge dem olika titlar först."))
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def read_terms(self, instance: Agreement, row: dict[str, str]) -> None:
        errors = {}
        for name in ("levels", "areas"):
            try:
                if name in row:
                    self.terms[name] = self.fields[name].clean(row)
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)

    def read_municipality(self, instance: Agreement, row: dict[str, str]) -> None:
        found = self.municipalities.find(row.get("municipality_code", ""), row.get("municipality", ""))
        if instance.pk is None and found:
            instance.municipality = found
        elif instance.pk is None:
            raise ValidationError({"municipality_code": gettext("Fyll i kommunens kod eller namn.")})
        elif found and found.code != instance.municipality_id:
            raise ValidationError(
                {"municipality": gettext("Kommunen för ett id kan inte ändras. Lägg den nya på en rad utan id.")}
            )

    def read_published(self, instance: Agreement, row: dict[str, str]) -> None:
        try:
            published = self.fields["published"].clean(row) if "published" in row else None
        except ValueError as error:
            raise ValidationError({"published": str(error)}) from error
        if published is None:
            published = self.publish_new if instance.pk is None else instance.is_published
        if published != instance.is_published:
            instance.published_at, instance.published_by = (timezone.now(), self.by) if published else (None, None)

    # Judging

    def skip_row(self, instance: Agreement, original: None, row: Any, import_validation_errors: Any = None) -> bool:
        return bool(self.before) and not import_validation_errors and self.before == self.cells(instance)

    def validate_instance(
        self, instance: Agreement, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors: dict[str, list[ValidationError]] = dict(import_validation_errors or {})
        # What is wrong with the day of the decision is told of that day alone.
        already = {*errors, "valid_from"} if self.holds_from_decision else set(errors)
        # What the foreign keys point at was found in the database a moment ago. The database itself judges the rest.
        rules: list[Callable[[], None]] = [lambda: instance.clean_fields(exclude={*FOREIGN_KEYS, *already})]
        if "status" not in already:
            rules.append(instance.clean)
        for rule in rules:
            try:
                rule()
            except ValidationError as error:
                for name, reasons in error.error_dict.items():
                    if name not in already:
                        errors.setdefault(name, []).extend(reasons)
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: Agreement, is_create: bool) -> None:
        with refusals(instance, self.rows_of):
            instance.save(force_insert=is_create)
        self.rows_of[instance.pk] = self.row_number

    def save_m2m(self, instance: Agreement, row: Any, **kwargs: Any) -> None:
        for name, terms in self.terms.items():
            if self.before.get(name, "") != self.fields[name].widget.render(terms):
                getattr(instance, name).set(terms)

    def after_import(self, dataset: tablib.Dataset, result: object, **kwargs: Any) -> None:
        """Leaves the sequences alone: resetting them to the highest row takes numbers from whoever writes meanwhile."""

    def handle_import_error(self, result: object, error: Exception, raise_errors: bool = False) -> None:
        """What fails outside the rows stops the import: it would otherwise go on with half of what it needs."""
        raise error

    def import_row(self, row: dict[str, str], instance_loader: object, **kwargs: Any) -> AgreementRow:
        self.before = {}
        result = super().import_row(row, instance_loader, **kwargs)
        instance: Agreement | None = result.instance
        result.number = self.row_number
        result.public_id = row["public_id"] or (instance.public_id if instance else "")
        result.before, result.after = self.before, self.cells(instance) if instance else {}
        code, name = row.get("municipality_code", ""), row.get("municipality", "")
        known = self.registered.get(result.public_id, instance)
        municipality = known.municipality if known else self.municipalities.by_code.get(four_digits(code))
        result.municipality = municipality.name if municipality else name or code
        result.reasons = reasons(result)
        self.on_row()
        return result

    def cells(self, instance: Agreement) -> dict[str, str]:
        """The file's row for an agreement."""
        return {name: self.cell(self.fields[name], instance) for name in COLUMNS}

    def cell(self, field: Field, instance: Agreement) -> str:
        if isinstance(field.widget, ManyToManyWidget) and field.column_name in getattr(self, "terms", {}):
            return field.widget.render(self.terms[field.column_name])
        return plain(field.export(instance))

    def iter_queryset(self, queryset: AgreementQuerySet) -> AgreementQuerySet:
        return with_cells(queryset)

    def after_export(self, queryset: object, dataset: tablib.Dataset, **kwargs: Any) -> None:
        if Register.objects.current().is_demo:
            dataset.append_col(["true"] * len(dataset), header="demo")


def with_cells(agreements: AgreementQuerySet) -> AgreementQuerySet:
    """Agreements with all that their rows of the file show: three queries."""
    return agreements.select_related("municipality", "type", "replaces", "joint_agreement").prefetch_related(
        "levels", "areas"
    )
