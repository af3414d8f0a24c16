"""The public CSV files: PostgreSQL writes the rows with COPY, and the response streams them."""

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
    # A field or an expression. `with_context` adds the aliases `day`, `type_slug` and `is_demo`.
    source: Any
    meaning: StrOrPromise


def iso_day(day: str | TruncDate) -> Func:
    """A day as YYYY-MM-DD, independent of the server's date style."""
    return Func(
        F(day) if isinstance(day, str) else day, Value("YYYY-MM-DD"), function="to_char", output_field=CharField()
    )


def yes_or_no(field: str) -> Cast:
    return Cast(Cast(F(field), BooleanField()), TextField())


# A cell that a spreadsheet would read as a formula gets an apostrophe before it. A text with apostrophes before such a
# character gets one more, so that the import removes exactly one.
FORMULA_IN_SQL = r"^('*[=+\-@\t\r])"
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Variant:
    """The format of a file."""

    delimiter: str
    byte_order_mark: bytes = b""
    disarms_formulas: bool = False


# RFC 4180 by default; `excel` opens in Swedish Excel by a double click.
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
    """Adds the aliases that are the same in every row of a file."""
    return rows.alias(day=Value(day, DateField()), type_slug=Value(type_slug), is_demo=Value(is_demo, BooleanField()))


def selection(rows: QuerySet[Any], columns: list[Column], variant: Variant) -> QuerySet[Any]:
    """The cells of the file as texts."""
    texts = []
    for column in columns:
        source = F(column.source) if isinstance(column.source, str) else column.source
        text: Func = Cast(source, TextField())
        if variant.disarms_formulas:
            text = Func(text, Value(FORMULA_IN_SQL), Value(r"'\1"), function="regexp_replace", output_field=CharField())
        # NULL and an empty text are both written as an empty cell.
        texts.append(Func(text, Value(""), function="NULLIF", output_field=CharField()))
    return rows.values_list(*texts)


def small_file(filename: str, rows: Iterable[Iterable[str]], header: Iterable[str], variant: Variant) -> HttpResponse:
    """A file of few rows, written in memory before it is sent."""
    text = StringIO()
    writer = csv.writer(text, delimiter=variant.delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(re.sub(FORMULA_IN_SQL, r"'\1", value) if variant.disarms_formulas else value for value in row)
    return HttpResponse(variant.byte_order_mark + text.getvalue().encode(), headers=csv_headers(filename))


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
