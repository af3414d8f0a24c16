"""The cells of days as well as they are known: 2022-12-23, 2022-12, 2022, ../2016-02, and as people write them.

Such a day has two columns. The first has the day where it is certain, and reads any form. The second, of the same name
and `_edtf`, has all that is known, as EDTF; where its cell is filled in, it decides.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from agreements.days.fields import ImpreciseDateField, bounds_to_store, typed
from agreements.days.imprecise import ImpreciseDay
from agreements.days.reading import read_day
from agreements.exchange.cells import DAY_PATTERN, NUMBER

EDTF = "_edtf"
KNOWN_DAY_HELP = gettext_lazy("Skriv 2022-12-23, 2022-12, 2022, ../2016-02 (senast) eller 2022-10-01/.. (tidigast).")
EDTF_HELP = gettext_lazy("Samma dag så noga som den är känd, som EDTF. Är cellen ifylld är det den som gäller.")


def read_day_cell(cell: str) -> ImpreciseDay | None:
    """Raises ValidationError."""
    # Excel adds midnight to some days, and a decimal to some years.
    spelt = DAY_PATTERN.fullmatch(cell) or NUMBER.fullmatch(cell)
    return read_day(spelt[1] if spelt else cell)


class ImpreciseDayWidget(Widget):
    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> ImpreciseDay | None:
        if not value and self.required:
            raise ValueError(_("Cellen är tom. Skriv ÅÅÅÅ-MM-DD, till exempel 2023-10-05."))
        try:
            return read_day_cell(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value: ImpreciseDay | datetime.date | None, obj: Any = None, **kwargs: Any) -> str:
        return value.edtf if isinstance(value, ImpreciseDay) else value.isoformat() if value else ""


class DayColumn(Field):
    """The column of the day from which, or to which, something holds for certain; `period` are its first and last day.

    Without `period`, the day of an event, empty unless it is known to the day.
    """

    suffix = ""

    def __init__(
        self, model: type[Model], name: str, *, period: tuple[str, str] | None = None, required: bool = False
    ) -> None:
        super().__init__(name, f"{name}{self.suffix}", ImpreciseDayWidget(required=required))
        self.day: Any = model._meta.get_field(name)
        self.period = period

    def get_value(self, instance: Any, **kwargs: Any) -> ImpreciseDay | datetime.date | None:
        if self.period is None:
            day = self.known_day(instance)
            return day.earliest if day and day.is_exact else None
        first, last = (getattr(instance, name) for name in self.period)
        if first is None or (last is not None and last < first):
            return None
        certain: datetime.date | None = getattr(instance, self.day.name)
        return certain

    def known_day(self, instance: Any) -> ImpreciseDay | None:
        known: ImpreciseDay | None = self.day.value_from_object(instance)
        return known

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        self.day.save_form_data(instance, self.clean(row, **kwargs))

    def is_decided_by_other(self, row: dict[str, str]) -> bool:
        """Whether the row's other column of the day decides."""
        return bool(row.get(f"{self.day.name}{EDTF}"))


class EdtfColumn(DayColumn):
    suffix = EDTF

    def get_value(self, instance: Any, **kwargs: Any) -> ImpreciseDay | None:
        return self.known_day(instance)

    def is_decided_by_other(self, row: dict[str, str]) -> bool:
        return not row.get(f"{self.day.name}{EDTF}") and self.day.name in row


def contradiction(day: ImpreciseDateField, row: dict[str, str]) -> str:
    """What the two cells of a day say against each other; empty if they agree or cannot be read."""
    cell, edtf_cell = row.get(day.name, ""), row.get(f"{day.name}{EDTF}", "")
    try:
        written, known = read_day_cell(cell), read_day_cell(edtf_cell)
    except ValidationError:
        return ""
    if written is None or known is None or written == known:
        return ""
    certain, _possible = bounds_to_store(known, day.other)
    if written.is_exact and written.earliest == certain:
        return ""
    return _(
        "Kolumnen %(column)s säger %(cell)s, men %(edtf)s säger %(edtf_cell)s. Skriv samma dag i båda, "
        "eller töm den ena."
    ) % {"column": day.name, "cell": cell, "edtf": f"{day.name}{EDTF}", "edtf_cell": edtf_cell}


def worded_day(cell: str) -> str:
    """The cell of an EDTF column as somebody at the desk would type it."""
    return typed(ImpreciseDay.from_edtf(cell)) if cell else ""
