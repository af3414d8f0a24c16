"""The cells of days as well as they are known: 2022-12-23, 2022-12, 2022, ../2016-02, and as people write them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from import_export.fields import Field
from import_export.widgets import Widget

from agreements.days.imprecise import ImpreciseDay
from agreements.days.reading import read_day
from agreements.exchange.cells import DAY_PATTERN


class ImpreciseDayWidget(Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> ImpreciseDay | None:
        exact = DAY_PATTERN.fullmatch(value)
        try:
            return read_day(exact[1] if exact else value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value: ImpreciseDay | None, obj: Any = None, **kwargs: Any) -> str:
        return value.edtf if value else ""


class ImpreciseDayColumn(Field):
    """A column that reads and writes both bounds of a day of the model."""

    def __init__(self, model: type[Model], name: str) -> None:
        super().__init__(name, name, ImpreciseDayWidget())
        self.model = model

    def _model_field(self) -> Any:
        return self.model._meta.get_field(self.attribute)

    def get_value(self, instance: Any, **kwargs: Any) -> Any:
        return self._model_field().value_from_object(instance)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        self._model_field().save_form_data(instance, self.clean(row, **kwargs))
