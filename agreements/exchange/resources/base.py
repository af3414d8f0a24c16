"""The base of all resources: converts a line of the file to a row of the model, validates and saves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar

import tablib
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ManyToManyWidget

from agreements.exchange.faults import fault_of
from agreements.exchange.reasons import refusal_reasons, refusals
from agreements.exchange.resources.rows import KEY_SEPARATOR, FileRow, has_no_target
from agreements.models import Register
from agreements.tables.safe_cells import plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FileResource(ModelResource):
    """A kind of row, declared by its columns. Every row is validated by the model's rules and written, in a transaction
    that a dry run rolls back.

    A subclass declares `columns` and a `Field` for each column that is not text, and loads lookups in `prepare`.
    """

    # Every column in order, with help that adds to the help of the model's field.
    columns: ClassVar[dict[str, StrOrPromise]]
    days: ClassVar[list[str]] = []
    # The columns of ids and diary numbers, which spreadsheets may convert to days.
    ids: ClassVar[set[str]] = set()
    # The columns that together identify a row. See `key_of`.
    key: ClassVar[list[str]]
    # True if the register assigns the key: an unknown key is then refused. Else an unknown key is a new row.
    assigns_keys: ClassVar[bool] = False
    # Columns of the register's other files that an import ignores, and aliases of columns.
    ignored_columns: ClassVar[set[str]] = {"demo", "fel"}
    column_aliases: ClassVar[dict[str, str]] = {}
    # Foreign keys, which the database validates.
    database_validated: ClassVar[set[str]] = {"published_by"}

    registered: dict[str, Any]

    class Meta:
        # Rows are compared cell by cell instead of by import-export's diff.
        skip_diff = True
        store_instance = True
        import_id_fields: ClassVar[list[str]] = []

    def __init__(
        self,
        *,
        by: User | None = None,
        publish_new: bool = False,
        numbers: list[int] | None = None,
        on_row: Callable[[], object] = lambda: None,
        key_counts: Counter[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.by = by
        self.publish_new = publish_new
        self.numbers = numbers or []
        self.on_row = on_row
        # How often each key occurs in the whole file, if the caller reads it in batches.
        self.key_counts = key_counts
        self.rows_of: dict[int, int] = {}

    # Declared by subclasses

    @classmethod
    def label(cls, column: str) -> str:
        """The column's label, which is also accepted as a header."""
        field: Any = cls._meta.model._meta.get_field("published_at" if column == "published" else column)
        return str(field.verbose_name)

    @classmethod
    def explanation(cls, column: str) -> list[StrOrPromise]:
        """The help of the model's field and of the column."""
        fields = {field.name: field for field in cls._meta.model._meta.get_fields()}
        field_help = getattr(fields.get(column), "help_text", "")
        return [field_help, cls.columns[column], *([gettext("Skriv ÅÅÅÅ-MM-DD.")] if column in cls.days else [])]

    def prepare(self, dataset: tablib.Dataset) -> None:
        """Loads the rows that cells refer to into the widgets, in a constant number of queries."""

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[Model]:
        """The existing rows that the file's rows may match, locked, with what their cells show."""
        raise NotImplementedError

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loads what the rows' cells show, in a constant number of queries."""
        return rows

    def read_more(self, instance: Any, row: dict[str, str]) -> None:
        """Reads cells that are no field, such as a municipality's code or name. Raises ValidationError."""

    def read_published(self, instance: Any, row: dict[str, str]) -> None:
        """Reads whether the row is to be published. Raises ValidationError."""

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        """The row's name on the page, also for refused rows."""
        return str(instance) if instance else ""

    def rules_for(self, instance: Any, error_fields: set[str]) -> list[Callable[[], None]]:
        """The rules to check in turn, each of which raises ValidationError; fields in `error_fields` have an error."""
        return [lambda: instance.clean_fields(exclude={*self.database_validated, *error_fields}), instance.clean]

    def refusals(self, instance: Any) -> AbstractContextManager[None]:
        return refusals(instance, self.rows_of)

    def unknown_key(self, key: str) -> str:
        return gettext("%(id)s finns inte i registret. Lämna cellen tom för en ny rad.") % {"id": key}

    def shown_id(self, instance: Any | None, row: dict[str, str]) -> str:
        return ""

    # Keys

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        """The key of the file's row; empty for a row that is new."""
        cells = [plain_text(row.get(column, "")).strip() for column in cls.key]
        return KEY_SEPARATOR.join(cells) if any(cells) else ""

    def key_from(self, instance: Any) -> str:
        return KEY_SEPARATOR.join(self.cell(self.fields[column], instance) for column in self.key)

    # Reading

    get_row_result_class = staticmethod(lambda: FileRow)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.prepare(dataset)
        keys = [self.key_of(row) for row in dataset.dict]
        if self.key_counts is None:
            self.key_counts = Counter(keys)
        self.registered = {self.key_from(row): row for row in self.find(set(keys) - {""}, dataset)}

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        self.terms = {}
        self.row_number = self.numbers[kwargs["row_number"] - 1]
        for column, cell in row.items():
            row[column] = plain_text(cell).strip()
        key = self.key_of(row)
        if key not in self.registered:
            # In a new row a missing column is an empty cell.
            if key and self.assigns_keys:
                raise ValidationError({self.key[0]: self.unknown_key(key)})
            row.update({column: row.get(column, "") for column in self.columns})
            self.before_new_row(row)
        if key and self.key_counts and self.key_counts[key] > 1:
            raise ValidationError(
                {
                    self.key[0]: gettext("%(id)s finns på flera rader. Behåll en av dem.")
                    % {"id": " ".join(key.split(KEY_SEPARATOR))}
                }
            )

    def before_new_row(self, row: dict[str, str]) -> None:
        """Sets the defaults of a new row."""

    def get_instance(self, instance_loader: object, row: dict[str, str]) -> Any | None:
        return self.registered.get(self.key_of(row))

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        self.before = {} if new else self.cells(instance)

    def import_instance(self, instance: Any, row: dict[str, str], **kwargs: Any) -> None:
        errors: dict[str, list[ValidationError]] = {}
        for read in (self.read_fields, self.read_terms, self.read_more, self.read_published):
            try:
                read(instance, row)
            except ValidationError as error:
                error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def read_fields(self, instance: Any, row: dict[str, str]) -> None:
        super().import_instance(instance, row)

    def import_field(
        self, field: Field, instance: Any, row: dict[str, str], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """A cell that equals the field's present value leaves the field unchanged."""
        if field.column_name not in row:
            return
        cell = row[field.column_name]
        is_same = not cell if has_no_target(field, instance) else cell == self.cell(field, instance).strip()
        if is_same and (cell or not getattr(field.widget, "required", False)):
            return
        if fault := fault_of(cell, is_id=field.column_name in self.ids):
            raise ValueError(fault)
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def read_terms(self, instance: Any, row: dict[str, str]) -> None:
        errors = {}
        for name in self.many_to_many_names:
            try:
                if name in row:
                    self.terms[name] = self.fields[name].clean(row)
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)

    @property
    def many_to_many_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field.widget, ManyToManyWidget)]

    # Validation and saving

    def skip_row(self, instance: Any, original: None, row: Any, import_validation_errors: Any = None) -> bool:
        return bool(self.before) and not import_validation_errors and self.before == self.cells(instance)

    def fields_with_errors(self, errors: dict[str, Any]) -> set[str]:
        return set(errors)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors: dict[str, list[ValidationError]] = dict(import_validation_errors or {})
        error_fields = self.fields_with_errors(errors)
        for rule in self.rules_for(instance, error_fields):
            try:
                rule()
            except ValidationError as error:
                for name, messages in error.update_error_dict({}).items():
                    if name not in error_fields:
                        errors.setdefault(name, []).extend(messages)
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        with self.refusals(instance):
            instance.save(force_insert=is_create)
        self.rows_of[instance.pk] = self.row_number

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        for name, terms in self.terms.items():
            if self.before.get(name, "") != self.fields[name].widget.render(terms):
                getattr(instance, name).set(terms)

    def after_import(self, dataset: tablib.Dataset, result: object, **kwargs: Any) -> None:
        """Does not reset the sequences: a reset takes numbers from concurrent writers."""

    def handle_import_error(self, result: object, error: Exception, raise_errors: bool = False) -> None:
        """An error outside the rows stops the import."""
        raise error

    def import_row(self, row: dict[str, str], instance_loader: object, **kwargs: Any) -> FileRow:
        self.before = {}
        result = super().import_row(row, instance_loader, **kwargs)
        instance = result.instance
        result.number = self.row_number
        result.public_id = self.shown_id(instance, row)
        result.before, result.after = self.before, self.cells(instance) if instance else {}
        result.name = self.name_of(self.registered.get(self.key_of(row), instance), row)
        result.reasons = refusal_reasons(result, self.label)
        self.on_row()
        return result

    # Export

    def cells(self, instance: Any) -> dict[str, str]:
        """The file's row of an instance."""
        return {name: self.cell(self.fields[name], instance) for name in self.columns}

    def cell(self, field: Field, instance: Any) -> str:
        if isinstance(field.widget, ManyToManyWidget):
            if field.column_name in getattr(self, "terms", {}):
                return field.widget.render(self.terms[field.column_name])
            if instance.pk is None:
                return ""
        return plain_text(field.export(instance))

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterator[Any] | QuerySet[Any]:
        return self.with_cells(queryset)

    def after_export(self, queryset: object, dataset: tablib.Dataset, **kwargs: Any) -> None:
        if Register.objects.current().is_demo:
            dataset.append_col(["true"] * len(dataset), header="demo")
