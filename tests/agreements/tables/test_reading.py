import datetime
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from agreements.tables import writing
from agreements.tables.reading import UnreadableFileError, read_table
from agreements.tables.safe_cells import neutralise_cell, plain_text, restore_cell
from agreements.tables.writing import Sheet
from tests.agreements.tables.workbooks import archive, workbook
from tests.examples import examples

NASTY = [
    "=1+1",
    "+46",
    "-",
    "@SUM(A1)",
    "'=1+1",
    "'quoted'",
    "'",
    "åäö ÅÄÖ",
    'sa "hej"',
    "a;b,c\td",
    "rad ett\nrad två",
    " luft ",
    "0114",
    "\t=1",
]


@given(st.text() | st.from_regex(r"\A'*[=+\-@\t\r].*"))
def test_restore_undoes_neutralise(text: str) -> None:
    assert restore_cell(neutralise_cell(text)) == text


@given(st.text(alphabet="'=+-@\t\ra"))
def test_neutralised_text_never_begins_as_a_formula(text: str) -> None:
    assert not neutralise_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


# Each example is read in a process of its own.
@settings(max_examples=examples(20), deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufffd")), min_size=1, max_size=4))
@pytest.mark.parametrize("for_excel", [True, False])
def test_csv_round_trip(for_excel: bool, cells: list[str]) -> None:
    headers = [f"h{number}" for number in range(len(cells) + 1)]
    # The first cell is never blank, because blank rows are skipped.
    content = writing.write_csv(headers, [["x", *cells]], for_excel=for_excel)
    assert [cell.strip() for cell in read_table(content).rows[0]] == [
        "x",
        *(plain_text(cell).strip() for cell in cells),
    ]


@pytest.mark.parametrize("for_excel", [True, False])
def test_csv_round_trip_of_difficult_cells(for_excel: bool) -> None:
    headers = [f"h{number}" for number in range(len(NASTY))]
    assert read_table(writing.write_csv(headers, [NASTY], for_excel=for_excel)).rows == [NASTY]


def test_xlsx_round_trip_of_difficult_cells() -> None:
    headers = [f"h{number}" for number in range(len(NASTY))]
    content = writing.write_xlsx(Sheet("blad", headers, [NASTY]))
    assert read_table(content).rows == [NASTY]
    assert {cell.data_type for cell in load_workbook(io.BytesIO(content)).active[2]} == {"s"}


def test_days_are_days_in_xlsx_and_come_back_as_text() -> None:
    content = writing.write_xlsx(Sheet("blad", ["day", "code"], [["2023-10-05", "0114"]], ["day"], ["code"]))
    day, code = load_workbook(io.BytesIO(content)).active[2]
    assert day.is_date
    assert code.number_format == "@"
    assert read_table(content).rows == [["2023-10-05", "0114"]]


def test_empty_cell_of_a_day_that_is_text_too_takes_a_month_as_typed() -> None:
    content = writing.write_xlsx(Sheet("blad", ["day"], [["2023-10-05"], [""]], ["day"], ["day"]))
    page = load_workbook(io.BytesIO(content)).active
    assert page["A2"].is_date
    assert (page["A3"].number_format, page.column_dimensions["A"].number_format) == ("@", "@")


def test_csv_for_excel_has_byte_order_mark_and_semicolons() -> None:
    assert writing.write_csv(["a", "b"], [["å", "1;2"]], for_excel=True) == '\ufeffa;b\r\nå;"1;2"\r\n'.encode()


def test_csv_for_machines_has_neither() -> None:
    assert writing.write_csv(["a", "b"], [["å", "1;2"]], for_excel=False) == "a,b\r\nå,1;2\r\n".encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_written_by_excel_are_read(encoding: str, delimiter: str) -> None:
    text = delimiter.join(['"kommun; med, skiljetecken"', "status"]) + "\r\n" + delimiter.join(["Malmö", "avböjd"])
    table = read_table(text.encode(encoding))
    assert table.headers == ["kommun; med, skiljetecken", "status"]
    assert table.rows == [["Malmö", "avböjd"]]


def test_sep_line_of_excel_is_skipped() -> None:
    table = read_table(b"sep=;\r\na;b\r\n1,5;2\r\n")
    assert (table.headers, table.rows, table.numbers) == (["a", "b"], [["1,5", "2"]], [2])


def test_row_numbers_are_those_that_excel_shows() -> None:
    table = read_table('a;b\r\n1;"två\nrader"\r\n;\r\n\r\n3;4\r\n;\r\n;;;\r\n'.encode())
    assert table.rows == [["1", "två\nrader"], ["3", "4"]]
    assert table.numbers == [2, 5]


def test_row_numbers_of_xlsx() -> None:
    table = read_table(workbook(["a", "b"], [1, 2], [None, None], [3, " "], [None, ""]))
    assert (table.rows, table.numbers) == ([["1", "2"], ["3", ""]], [2, 4])


def test_cells_of_xlsx_become_text() -> None:
    day, moment = datetime.date(2023, 10, 5), datetime.datetime(2023, 10, 5, 14, 30)  # noqa: DTZ001
    midnight = datetime.datetime(2023, 10, 5)  # noqa: DTZ001
    table = read_table(workbook(list("abcdefg"), [day, midnight, moment, 114, 114.0, 1.5, True]))
    assert table.rows == [["2023-10-05", "2023-10-05", "2023-10-05 14:30:00", "114", "114", "1.5", "True"]]


def test_first_sheet_is_read() -> None:
    content = writing.write_xlsx(Sheet("ett", ["a"], [["1"]]), Sheet("två", ["b"], [["2"]]))
    assert read_table(content).rows == [["1"]]


def test_missing_last_cells_are_empty() -> None:
    assert read_table(b"a,b,c\n1\n").rows == [["1", "", ""]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Filen är tom"),
        (b" \r\n \n", "Filen är tom"),
        ("\ufeff".encode(), "inga rader"),
        (b"a;b\r\n", "inga rader under rubrikraden"),
        (b"a;b\r\n;\r\n", "inga rader under rubrikraden"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "äldre Excel-fil"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "varken CSV eller XLSX"),
        (archive(text="hej"), "inte en hel XLSX-fil"),
        (workbook(["a"], ["1"])[:-200], "inte en hel XLSX-fil"),
        (workbook(["a"]), "inga rader under rubrikraden"),
        (workbook(), "inga rader"),
        (b"a;b\r\n1;2\r\n1;2;3\r\n", "Rad 3 har 3 celler men rubrikraden har 2"),
        (b"a;;c\r\n1;2;3\r\n", "Kolumn B saknar rubrik"),
        (b'a;b\r\n1;2\r\n"1;2\r\n', "Rad 3 går inte att läsa"),
        (b'a;b\r\n"1"2;3\r\n', "Rad 2 går inte att läsa"),
    ],
)
def test_other_file_types_are_refused_with_advice(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        read_table(content)


def test_text_at_the_limit_of_xlsx_is_written_and_a_longer_one_is_refused() -> None:
    longest = "x" * writing.MAX_XLSX_CELL_LENGTH
    content = writing.write_xlsx(Sheet("blad", ["id", "text"], [["1", longest], ["2", "_x0041_"]]))
    assert read_table(content).rows == [["1", longest], ["2", "_x0041_"]]
    with pytest.raises(writing.TooLongTextError, match="kolumnen text på raden 3"):
        writing.write_xlsx(Sheet("blad", ["id", "text"], [["3", "🙂" + longest[:-1]]]))


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)
