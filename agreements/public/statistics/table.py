"""One table of the statistics, and its file. The columns are a stable interface, as in `public.columns`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.positions import Position
from agreements.public.columns import file_columns
from agreements.public.day import Day
from agreements.public.figures import Figures, numbers_of, positions_to_show
from agreements.public.tags import Tag, position_tag
from agreements.tables.csv import Variant, csv_file

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class StatisticsRow:
    name: StrOrPromise
    key: list[str | int]  # the cells of the file before the numbers
    numbers: list[int]
    figures: Figures | None = None  # for a bar of positions
    url: str = ""


@dataclass(frozen=True)
class StatisticsTable:
    """A table of the page, and a file."""

    slug: str
    heading: StrOrPromise
    explanation: StrOrPromise
    first: StrOrPromise
    unit: StrOrPromise
    rows: list[StatisticsRow]
    of: int = 0  # the total of which a number is a part; 0 where it is no part
    remark: str = ""

    @property
    def is_positions(self) -> bool:
        return any(row.figures for row in self.rows)

    @property
    def positions(self) -> list[Position]:
        return positions_to_show(row.figures for row in self.rows if row.figures)

    @property
    def tags(self) -> list[Tag]:
        return [position_tag(position) for position in self.positions]

    @property
    def position_rows(self) -> list[tuple[StatisticsRow, list[tuple[Tag, int]]]]:
        return [(row, numbers_of(row.figures, self.positions)) for row in self.rows if row.figures]

    @property
    def scale(self) -> int:
        return self.of or max((row.numbers[0] for row in self.rows), default=0) or 1

    @property
    def is_empty(self) -> bool:
        return not any(number for row in self.rows for number in row.numbers)


def statistics_file(table: StatisticsTable, variant: Variant, day: Day, types: list[str], *, is_demo: bool) -> bytes:
    """The table as CSV. `types` has the type of each row, or one for all rows."""
    types = types * len(table.rows) if len(types) == 1 else types
    rows = (
        [day.day.isoformat(), type_slug, *row.key, *_in_file(row, is_demo=is_demo)]
        for row, type_slug in zip(table.rows, types, strict=True)
    )
    return csv_file([column.name for column in file_columns(table.slug)], rows, variant)


def _in_file(row: StatisticsRow, *, is_demo: bool) -> list[str | int]:
    """The numbers and the demo mark, in the order of `file_columns`: the unknown, which is newer, comes last."""
    demo = str(is_demo).lower()
    if row.figures is None:
        return [*row.numbers, demo]
    *known, unknown = row.numbers
    return [*known, demo, unknown]
