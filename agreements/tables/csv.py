"""Writes all CSV files. PostgreSQL writes the rows of the public ones with COPY."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import BooleanField, CharField, DateField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.http import StreamingHttpResponse

from agreements.tables.safe_cells import APOSTROPHE_FIRST, FORMULA, neutralise_cell, plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Column:
    name: str
    # A field or an expression. `with_context` adds the aliases `day`, `type_slug` and `is_demo`.
    source: Any
    meaning: StrOrPromise


def iso_day(day: str | TruncDate) -> Func:
    """A day as YYYY-MM-DD, independent of the server's date style."""
    return Func(
        F(day) if isinstance(day, str) else day, Value("YYYY-MM-DD"), function="to_char", output_field=CharField()
    )


def neutralise_in_sql(text: Func) -> Func:
    """`neutralise_cell` as a query expression."""
    return Func(text, Value(FORMULA), Value(APOSTROPHE_FIRST), function="regexp_replace", output_field=CharField())


def edtf(certain: str, possible: str, *, is_last: bool = False) -> Func:
    """A day as well as it is known, from the columns of its two bounds: `ImpreciseDay.edtf` in SQL."""
    return Func(F(certain), F(possible), Value(is_last), function="public.day_edtf", output_field=CharField())


def yes_or_no(field: str) -> Cast:
    return Cast(Cast(F(field), BooleanField()), TextField())


CHUNK = 64 * 1024


@dataclass(frozen=True)
class Variant:
    """The format of a file."""

    delimiter: str
    byte_order_mark: bytes = b""
    # Whether the cells are safe to open in a spreadsheet, see `safe_cells`.
    neutralises_formulas: bool = False

    def cell(self, value: object) -> str:
        text = "" if value is None else str(value)
        return neutralise_cell(plain_text(text)) if self.neutralises_formulas else text


# RFC 4180 by default; `excel` opens in Swedish Excel by a double click.
VARIANTS = {
    "": Variant(","),
    "excel": Variant(";", byte_order_mark=b"\xef\xbb\xbf", neutralises_formulas=True),
}
# The desk's export for programs. An import removes the apostrophes.
DESK_VARIANT = Variant(",", neutralises_formulas=True)


def csv_response(filename: str, rows: QuerySet[Any], columns: list[Column], variant: Variant) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        stream(selection(rows, columns, variant), [column.name for column in columns], variant),
        headers=csv_headers(filename),
    )


def csv_headers(filename: str) -> dict[str, str]:
    return {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="{filename}"',
    }


def with_context(rows: QuerySet[Any], *, day: datetime.date, type_slug: str, is_demo: bool) -> QuerySet[Any]:
    """Adds the aliases that are the same in every row of a file."""
    return rows.alias(day=Value(day, DateField()), type_slug=Value(type_slug), is_demo=Value(is_demo, BooleanField()))


def selection(rows: QuerySet[Any], columns: list[Column], variant: Variant) -> QuerySet[Any]:
    """The cells of the file as texts."""
    texts = []
    for column in columns:
        source = F(column.source) if isinstance(column.source, str) else column.source
        text: Func = Cast(source, TextField())
        if variant.neutralises_formulas:
            text = neutralise_in_sql(text)
        # NULL and an empty text are both written as an empty cell.
        texts.append(Func(text, Value(""), function="NULLIF", output_field=CharField()))
    return rows.values_list(*texts)


def csv_lines(rows: Iterable[Iterable[object]], variant: Variant) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=variant.delimiter, lineterminator="\r\n")
    writer.writerows([variant.cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def csv_file(header: Iterable[str], rows: Iterable[Iterable[object]], variant: Variant) -> bytes:
    """A file of few rows, written in memory before it is sent."""
    return variant.byte_order_mark + csv_lines(chain([header], rows), variant)


def stream(rows: QuerySet[Any], header: Iterable[str], variant: Variant) -> Iterator[bytes]:
    """The file in chunks of `CHUNK` bytes. Occupies the database connection until it is read or closed."""
    chunk = bytearray(variant.byte_order_mark + variant.delimiter.join(header).encode() + b"\r\n")
    with connection.cursor() as cursor:
        query = mogrify(*rows.query.sql_with_params(), connection)
        options = f"FORMAT csv, DELIMITER '{variant.delimiter}', ENCODING 'UTF8'"
        with cast("Any", cursor).copy(f"COPY ({query}) TO STDOUT WITH ({options})") as copy:
            # PostgreSQL sends one row at a time and ends it with LF; RFC 4180 ends it with CRLF. A line break inside a
            # quoted value stays as it was entered.
            for row in copy:
                chunk += bytes(row)[:-1] + b"\r\n"
                if len(chunk) >= CHUNK:
                    yield bytes(chunk)
                    chunk.clear()
    yield bytes(chunk)
