"""CSV files, and the rule for safe cells in Python and SQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agreements.models import Register
from agreements.tables.csv import DESK_VARIANT, VARIANTS, csv_file, neutralise_in_sql
from agreements.tables.reading import read_table
from agreements.tables.safe_cells import neutralise_cell
from agreements.tables.writing import write_csv
from tests.examples import examples

BESIDE_TEXT = "'=+-@\t\r\n1a Å^$\\"


class EveryText(TestCase):
    @hypothesis_settings(max_examples=examples(150), deadline=None)
    @given(st.lists(st.text(BESIDE_TEXT, max_size=6), min_size=1, max_size=20))
    def test_sql_and_python_neutralise_alike(self, texts: list[str]) -> None:
        expressions = [neutralise_in_sql(Cast(Value(text), TextField())) for text in texts]
        [row] = Register.objects.values_list(*expressions)[:1]
        assert list(row) == [neutralise_cell(text) for text in texts]


def test_csv_is_written_in_one_module() -> None:
    rooms = [Path(settings.BASE_DIR, name) for name in ("agreements", "municipalities", "config")]
    writers = [path for room in rooms for path in room.rglob("*.py") if "csv.writer(" in path.read_text()]
    assert [str(path.relative_to(settings.BASE_DIR)) for path in writers] == ["agreements/tables/csv.py"]


def test_cell_is_neutralised_for_spreadsheets_only() -> None:
    rows = [["=1+1", None, 5, "a\r\nb\x07"]]
    assert csv_file(["a"], rows, VARIANTS["excel"]) == '\ufeffa\r\n\'=1+1;;5;"a\nb"\r\n'.encode()
    assert csv_file(["a"], rows, VARIANTS[""]) == b'a\r\n=1+1,,5,"a\r\nb\x07"\r\n'
    assert csv_file(["a"], rows, DESK_VARIANT) == b'a\r\n\'=1+1,,5,"a\nb"\r\n'


@pytest.mark.parametrize("for_excel", [True, False])
def test_formula_header_is_restored(for_excel: bool) -> None:
    content = write_csv(["=a", "b"], [["1", "2"]], for_excel=for_excel)
    assert b"'=a" in content
    assert list(read_table(content).headers) == ["=a", "b"]
