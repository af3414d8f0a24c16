"""The form field and the model field of a day that may be imprecise."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST, ImpreciseDay
from agreements.days.reading import read_day


def typed(day: ImpreciseDay) -> str:
    """The day as somebody at the desk would type it."""
    match day.edtf.split("/"):
        case ["..", ".."]:
            return _("okänd")
        case ["..", end]:
            return _("senast %(day)s") % {"day": end}
        case [start, ".."]:
            return _("tidigast %(day)s") % {"day": start}
        case _:
            return day.edtf


def day_in_words(day: ImpreciseDay) -> str:
    """The day on a page of the desk: 2022-12-23, and in words where it is not exact: någon gång i december 2022."""
    return day.edtf if day.is_exact else str(day)


class ImpreciseDayField(forms.CharField):
    """Cleans to an ImpreciseDay, or None where the field is empty. `earliest` and `latest` limit what is plausible."""

    def __init__(self, *, plausible: tuple[datetime.date, datetime.date] | None = None, **kwargs: Any) -> None:
        self.plausible = plausible
        super().__init__(**kwargs | {"max_length": 60, "empty_value": None})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime.date):
            return value.isoformat()
        return typed(value) if isinstance(value, ImpreciseDay) else value

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, ImpreciseDay):
            return value
        return read_day(str(value))

    def validate(self, value: ImpreciseDay | None) -> None:
        super().validate(value)
        if value is None or self.plausible is None:
            return
        first, last = self.plausible
        bounds = {value.earliest, value.latest} - {OPEN_PAST, OPEN_FUTURE}
        if any(not first <= day <= last for day in bounds):
            raise ValidationError(
                _("Dagen ska ligga mellan %(first)s och %(last)s. Kontrollera årtalet."),
                params={"first": first.isoformat(), "last": last.isoformat()},
            )

    def run_validators(self, value: Any) -> None:
        """The validators of a text field measure text, and a day is none."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))
        except ValidationError:
            return True


class ImpreciseDateField(models.DateField):
    """One bound of an imprecise day; the field `<name>_earliest` or `<name>_latest` beside it holds the other.

    The field itself holds the bound from which, or to which, something is certain: the latest possible day where
    `other` is "earliest", and the earliest possible one where it is "latest". The other field is empty where the day is
    exact. Forms, proposals and the history read and write both through `value_from_object` and `save_form_data`.
    """

    def __init__(self, *args: Any, other: str = "earliest", **kwargs: Any) -> None:
        self.other = other
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A migration sees a date: the pair is a matter of forms and words."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs

    @property
    def other_name(self) -> str:
        return f"{self.name}_{self.other}"

    def value_from_object(self, obj: models.Model) -> Any:
        return imprecise_day(getattr(obj, self.attname), getattr(obj, self.other_name), self.other)

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        certain, possible = bounds_to_store(data, self.other)
        if possible is not None and not self.null:
            certain = certain or OPEN_FUTURE  # not earlier than a day, in a column that is never empty
        setattr(instance, self.attname, certain)
        setattr(instance, self.other_name, possible)

    def value_to_string(self, obj: models.Model) -> str:
        day = getattr(obj, self.attname)
        return "" if day is None else day.isoformat()

    def formfield(self, **kwargs: Any) -> Any:
        return super(models.DateField, self).formfield(**{"form_class": ImpreciseDayField, **kwargs})


def imprecise_day(
    certain: datetime.date | None, possible: datetime.date | None, other: str = "earliest"
) -> ImpreciseDay | None:
    """The day that two columns hold, or None where both are empty."""
    if certain is None and possible is None:
        return None
    if other == "earliest":
        return ImpreciseDay(possible or certain or OPEN_PAST, certain or OPEN_FUTURE)
    return ImpreciseDay(certain or OPEN_PAST, possible or certain or OPEN_FUTURE)


def period_of(answer: Any) -> tuple[ImpreciseDay | None, ImpreciseDay | None]:
    """The first and the last day of an agreement, an event of its history or a joint agreement."""
    return (
        imprecise_day(answer.valid_from, answer.valid_from_earliest),
        imprecise_day(answer.valid_to, answer.valid_to_latest, "latest"),
    )


def bounds_to_store(
    day: ImpreciseDay | datetime.date | None, other: str = "earliest"
) -> tuple[datetime.date | None, datetime.date | None]:
    """The columns of a day: the certain bound, and the other bound where the day is not exact."""
    if day is None:
        return None, None
    if isinstance(day, datetime.date):
        return day, None
    if day.is_exact:
        return day.earliest, None
    if other == "earliest":
        return (None if day.latest == OPEN_FUTURE else day.latest), day.earliest
    return day.earliest, day.latest
