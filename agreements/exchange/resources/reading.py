"""Reads a line of the file into a row of the model."""

from __future__ import annotations

from collections import Counter
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget

from agreements.exchange.day_cells import DayColumn, contradiction
from agreements.exchange.faults import fault_of
from agreements.exchange.resources.declaration import FileDeclaration
from agreements.exchange.resources.rows import KEY_SEPARATOR, FileRow, has_no_target
from agreements.tables.safe_cells import plain_text


class FileReader(FileDeclaration):
    """Finds the row of each line, and reads the cells that differ from it."""

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
        if faults := {
            field.day.name: fault
            for field in self.fields.values()
            if type(field) is DayColumn and (fault := contradiction(field.day, row))
        }:
            raise ValidationError(faults)
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
        if field.column_name not in row or (isinstance(field, DayColumn) and field.is_decided_by_other(row)):
            return
        cell = row[field.column_name]
        is_same = not cell if has_no_target(field, instance) else cell == self.cell(field, instance).strip()
        is_missing = getattr(field.widget, "required", False) and not (
            isinstance(field, DayColumn) and field.known_day(instance)
        )
        if is_same and (cell or not is_missing):
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
