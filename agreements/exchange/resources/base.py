"""The base of all resources: validates and saves the rows of a file, and exports them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget

from agreements.exchange.reasons import refusal_reasons
from agreements.exchange.resources.reading import FileReader
from agreements.exchange.resources.rows import FileRow
from agreements.models import Register
from agreements.tables.safe_cells import plain_text


class FileResource(FileReader):
    """Validates every row by the model's rules and writes it, in a transaction that a dry run rolls back."""

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
        result.reasons, result.notes = refusal_reasons(result, self.label), []
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
