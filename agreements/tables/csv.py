"""The public CSV files: PostgreSQL writes them with COPY, and they pass through here a few rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, CharField, F, Func, TextField, Value
from django.db.models.functions import Cast, TruncDate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

import csv
import datetime
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import cast

from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import DateField, QuerySet
from django.http import HttpResponse, StreamingHttpResponse


@dataclass(frozen=True)
class Column:
    name: str
    # A field of the row, or an expression on it. `day`, `type_slug` and `is_demo` are there too.
    source: Any
    meaning: StrOrPromise


def iso_day(day: str | TruncDate) -> Func:
    """A day as YYYY-MM-DD, whatever the server's own way to write days."""
    return Func(
        F(day) if isinstance(day, str) else day, Value("YYYY-MM-DD"), function="to_char", output_field=CharField()
    )


def yes_or_no(field: str) -> Cast:
    return Cast(Cast(F(field), BooleanField()), TextField())


# What a spreadsheet would take for a formula is written with an apostrophe before it. A text that has apostrophes
# before such a sign gets one more, so that the import knows to take exactly one away.
FORMULA_IN_SQL = r"^('*[=+\-@\t\r])"
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Variant:
    """How a file is written."""

    delimiter: str
    byte_order_mark: bytes = b""
    disarms_formulas: bool = False


# RFC 4180 for machines; what Swedish Excel opens by a double click.
VARIANTS = {
    "": Variant(","),
    "excel": Variant(";", byte_order_mark=b"\xef\xbb\xbf", disarms_formulas=True),
}


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
    """Adds what every row of a file says and no row of the database has."""
    return rows.alias(day=Value(day, DateField()), type_slug=Value(type_slug), is_demo=Value(is_demo, BooleanField()))


def selection(rows: QuerySet[Any], columns: list[Column], variant: Variant) -> QuerySet[Any]:
    """The rows as the texts that the file holds."""
    texts = []
    for column in columns:
        source = F(column.source) if isinstance(column.source, str) else column.source
        text: Func = Cast(source, TextField())
        if variant.disarms_formulas:
            text = Func(text, Value(FORMULA_IN_SQL), Value(r"'\1"), function="regexp_replace", output_field=CharField())
        # An absent value and an empty text are both nothing between two commas.
        texts.append(Func(text, Value(""), function="NULLIF", output_field=CharField()))
    return rows.values_list(*texts)


def small_file(filename: str, rows: Iterable[Iterable[str]], header: Iterable[str], variant: Variant) -> HttpResponse:
    """A file of so few rows, made by the program, that it can be written before it is sent."""
    text = StringIO()
    writer = csv.writer(text, delimiter=variant.delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(re.sub(FORMULA_IN_SQL, r"'\1", value) if variant.disarms_formulas else value for value in row)
    return HttpResponse(variant.byte_order_mark + text.getvalue().encode(), headers=csv_headers(filename))


def stream(rows: QuerySet[Any], header: Iterable[str], variant: Variant) -> Iterator[bytes]:
    """The file in pieces, however many rows there are. Its database connection is busy until it is read or closed."""
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
