"""Forms that are saved once, and merged with what other users have saved since they were opened."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from agreements.desk.conflicts.fields import Part, part_of
from agreements.desk.conflicts.merge import Comparison

COMPARISON = "comparison"


class ConflictForm(forms.ModelForm):
    """A mixin of a form that is sent: merges its data with what others have saved since."""

    comparison: ClassVar[Comparison]
    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.instance._state.adding:
            self.data = self.data.copy()
            part = Part(self, self.instance.pk)
            set_form_values(self.data, part, self.comparison.merge(part, part.now, part.sent))

    def full_clean(self) -> None:
        super().full_clean()
        for name, reason in self.comparison.errors if self.is_bound else ():
            self.add_error(name if name in self.fields else None, ValidationError(reason))


class ConflictFormSet(forms.BaseInlineFormSet):
    """A mixin of a form's inline rows."""

    comparison: ClassVar[Comparison]
    data: QueryDict
    model: type[models.Model]
    prefix: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and not self.instance._state.adding:
            self._drop_removed_rows()
            for form in self.initial_forms:
                if form.instance.pk:
                    self._merge(part_of(self, form))

    def _merge(self, part: Part) -> None:
        if part.is_deleted:
            if self.comparison.merge(part, {part.key: part.now}, {part.key: {}}):
                del self.data[part.form.add_prefix(DELETION_FIELD_NAME)]
            elif part.key not in self.comparison.unsettled:
                return
        set_form_values(self.data, part, self.comparison.merge(part, part.now, part.sent))

    def _drop_removed_rows(self) -> None:
        """Leaves out rows that another user has deleted, or makes them new rows if this user has changed them."""
        name = self.model._meta.pk.name
        parts = {index: part_of(self, form) for index, form in enumerate(self.initial_forms) if not form.instance.pk}
        removed = {index: part for index, part in parts.items() if part.row.isdecimal()}
        restored = [index for index, part in removed.items() if self.comparison.keeps_removed_row(part)]
        for index in restored:
            self.data[f"{self.prefix}-{index}-{name}"] = ""
        if removed:
            others = [index for index in range(self.total_form_count()) if index not in removed]
            self.files = self.files.copy()
            for data in (self.data, self.files):
                renumber(data, self.prefix, [*others, *restored])
            self.data[f"{self.prefix}-INITIAL_FORMS"] = str(self.initial_form_count() - len(removed))
            self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(others) + len(restored))
            del self.management_form, self.forms  # Django built them from the data as sent.


def set_form_values(data: QueryDict, part: Part, values: dict[str, Any]) -> None:
    for key, value in values.items():
        data.setlist(part.fields[key].html_name, value if isinstance(value, list) else [value])


def renumber(data: MultiValueDict[str, Any], prefix: str, indexes: list[int]) -> None:
    """Keeps only the rows at the indexes, in this order."""
    row = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    values = {match: data.pop(match[0]) for name in list(data) if (match := row.fullmatch(name))}
    for match, value in values.items():
        if int(match[1]) in indexes:
            data.setlist(f"{prefix}-{indexes.index(int(match[1]))}-{match[2]}", value)
