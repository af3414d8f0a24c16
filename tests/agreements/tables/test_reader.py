"""The process of the file reader: its limits and refusals."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise

import pytest

from agreements.tables import limits, process, xlsx_rows
from agreements.tables.reading import UnreadableFileError, read_table
from tests.agreements.tables.workbooks import archive, row, with_sheet, workbook

HEADER = row(1, "a", "b")


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        read_table(content)
    return str(refused.value)


def test_starts_without_django() -> None:
    code = "import sys; from agreements.tables import reader, xlsx_rows; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=process.ROOT, check=False).returncode == 0


def test_file_larger_than_the_limit_is_refused() -> None:
    assert "större än 20 MB" in refusal(b"a" * (limits.MAX_BYTES + 1))


def test_rows_beyond_the_limit_are_refused() -> None:
    most = b"a\n" + b"1\n" * limits.MAX_ROWS
    assert len(read_table(most).rows) == limits.MAX_ROWS
    assert "fler än 50000 rader" in refusal(most + b"1\n")


def test_columns_beyond_the_limit_are_refused() -> None:
    most = ";".join(f"h{number}" for number in range(limits.MAX_COLUMNS))
    assert len(read_table(f"{most}\n{most}\n".encode()).headers) == limits.MAX_COLUMNS
    assert "fler än 200 kolumner" in refusal(f"{most};h\n1\n".encode())


def test_million_headers_are_refused_at_once() -> None:
    began = time.monotonic()
    assert "fler än 200 kolumner" in refusal(";".join(f"h{number}" for number in range(1_000_000)).encode() + b"\n1\n")
    assert time.monotonic() - began < 20


def test_cell_beyond_the_limit_is_refused() -> None:
    assert "Rad 2" in refusal(f"a\n{'x' * (limits.MAX_CELL_LENGTH + 1)}\n".encode())
    assert "Rad 2" in refusal(with_sheet(HEADER + row(2, "x" * (limits.MAX_CELL_LENGTH + 1))))


def test_file_that_unpacks_beyond_the_limit_is_refused() -> None:
    assert "packas upp till mer än 100 MB" in refusal(archive(bomb="0" * (limits.MAX_UNPACKED + 1)))


def test_declared_dimensions_of_sheet_are_ignored() -> None:
    table = read_table(with_sheet(HEADER + row(2, "1", "2"), before='<dimension ref="A1:XFD1048576"/>'))
    assert (table.rows, table.numbers) == ([["1", "2"]], [2])


def test_last_row_of_sheet_is_read_quickly() -> None:
    table = read_table(with_sheet(HEADER + row(1_048_576, "1")))
    assert (table.rows, table.numbers) == ([["1", ""]], [1_048_576])


def test_last_column_of_a_sheet_is_refused() -> None:
    assert "kolumner" in refusal(with_sheet(f'{HEADER}<row r="2"><c r="XFD2"><v>1</v></c></row>'))


def test_blank_rows_are_skipped_quickly() -> None:
    blank = "".join(f'<row r="{number}" s="1"/>' for number in range(3, 131_075))
    began = time.process_time()
    table = read_table(with_sheet(HEADER + row(2, "1", "2") + blank))
    assert table.numbers == [2]
    assert time.process_time() - began < 1  # what the reader found is small, however large the file


def test_very_many_empty_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "MAX_ELEMENTS", 1000)
    sheet = xlsx_rows.XlsxSheet(with_sheet(HEADER + "<row>" + "<c/>" * 999 + "</row>"))
    with pytest.raises(limits.RefusedError, match="too_heavy"):
        list(sheet.rows())


def test_shared_text_in_very_many_cells_is_refused() -> None:
    fifty = '<c t="s"><v>0</v></c>' * 50
    cells = "".join(f'<row r="{number}">{fifty}</row>' for number in range(1, 100))
    assert "för mycket tid eller minne" in refusal(with_sheet(cells, strings=f"<si><t>{'x' * 30_000}</t></si>"))


def test_very_many_shared_texts_are_refused() -> None:
    strings = "<si/>" * (limits.MAX_STRINGS + 1)
    assert "för mycket tid eller minne" in refusal(with_sheet(HEADER, strings=strings))


def test_entity_expansion_is_refused() -> None:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    doctype = f'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    assert "inte en hel XLSX-fil" in refusal(with_sheet(row(1, "&j;"), doctype=doctype))


@pytest.mark.parametrize("tag", ["x", "row", "c"])
def test_deep_xml_ends_within_the_limits(tag: str) -> None:
    content = with_sheet(HEADER + row(2, "1") + f"<{tag}>" * 300_000 + f"</{tag}>" * 300_000)
    assert read_table(content).rows == [["1", ""]]


def test_slow_reader_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.01)
    assert "för mycket tid eller minne" in refusal(b"a\n1\n")


def test_temporary_rows_are_deleted() -> None:
    with process.raw_rows(b"a\n1\n") as rows:
        assert (list(rows), list(rows)) == ([(1, ["a"]), (2, ["1"])],) * 2
    assert not rows.path.parent.exists()


def test_formula_with_empty_value_is_empty() -> None:
    cells = '<row r="2"><c r="A2" t="str"><f>IF(1,"")</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
    assert read_table(with_sheet(HEADER + cells)).rows == [["", "2"]]


def test_formula_without_a_value_is_refused_with_its_cell() -> None:
    assert "Cell B2 är en formel" in refusal(workbook(["a", "b"], ["1", "=A2+1"]))


def test_text_runs_are_joined_without_phonetic_text() -> None:
    inline = "<is><r><t>Upp</t></r><r><t>sala</t></r><rPh sb='0' eb='1'><t>x</t></rPh></is>"
    assert read_table(with_sheet(f'{HEADER}<row r="2"><c r="A2" t="inlineStr">{inline}</c></row>')).rows == [
        ["Uppsala", ""]
    ]


def test_escaped_characters_of_xlsx_are_read() -> None:
    assert read_table(with_sheet(HEADER + row(2, "x_x0041_", "_x005F_x0041_"))).rows == [["xA", "_x0041_"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><body><table><tr><th>kommun</th></tr></table></body></html>", "webbsida"),
        (b'\xef\xbb\xbf\r\n<!DOCTYPE html PUBLIC "-//W3C//DTD"><html></html>', "webbsida"),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "webbsida"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "webbsida"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "Filen är XML"),
    ],
)
def test_web_page_and_xml_named_as_excel_are_refused(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_title_above_headers_is_skipped_with_a_note() -> None:
    table = read_table(b"Svar 2023;;\n\nstad;beslut;not\nLund;2023-03-01;x\n")
    assert (table.headers, table.numbers) == (["stad", "beslut", "not"], [4])
    assert table.notes == ["Rubrikerna är lästa på rad 3. Det som står ovanför är inte läst."]


def test_known_headers_are_found_below_a_wide_title() -> None:
    content = b"Svar;fr\xc3\xa5n;kommunerna\nkommun;status;annat\nLund;tecknad;x\n"
    assert read_table(content, {"kommun", "status"}).headers == ["kommun", "status", "annat"]


def test_hidden_column_is_read_with_a_note() -> None:
    def hide(book: object) -> None:
        # The columns that are empty too, as in a sheet that shows nothing beside its table.
        for letter in "BCD":
            book.active.column_dimensions[letter].hidden = True  # type: ignore[attr-defined]

    table = read_table(workbook(["a", "b"], ["1", "2"], change=hide))
    assert (table.rows, table.notes) == ([["1", "2"]], ["Dolda kolumner är också lästa: B."])


def test_windows_1252_is_read_with_a_note() -> None:
    table = read_table("kommun\nÄngelholm\n".encode("cp1252"))
    assert (table.rows, table.notes) == (
        [["Ängelholm"]],
        ["Filen är läst som Windows-1252. Se efter att å, ä och ö är rätt."],
    )
