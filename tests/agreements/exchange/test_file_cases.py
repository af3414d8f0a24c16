"""Files from Excel, Macs and other systems, imported through the import page."""

from __future__ import annotations

import csv
import datetime
import io
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from agreements.models import Agreement
from municipalities.models import Municipality
from tests.agreements.tables.workbooks import row, with_sheet, workbook

pytestmark = pytest.mark.django_db

DAY = datetime.date(2018, 3, 1)
HEADERS = ["kommunkod", "typ", "status", "beslutsdag"]
SIGNED = ["0180", "dua-unga", "tecknad", DAY]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path


def upload(client: Client, content: bytes | str, *, name: str = "svar.csv", new_rows: str = "draft") -> Any:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("admin:agreements_agreement_import"), {"file": file, "new_rows": new_rows}, follow=True)


def write(client: Client, page: Any) -> HttpResponse:
    return client.post(page.request["PATH_INFO"], {"_write": ""}, follow=True)


def refusal(page: Any) -> str:
    """The error of a refused file."""
    assert page.status_code == 200
    return " ".join(page.context["form"].errors["file"])


def reasons(page: Any) -> list[tuple[int, str, str]]:
    """The row, column and reason of each refusal."""
    return [
        (row["number"], label, reason)
        for row in page.context["run"].lines.filter(kind="refused").values_list("content", flat=True)
        for label, reason in row["reasons"]
    ]


def written() -> list[tuple[str, str, str]]:
    rows = Agreement.objects.order_by("municipality", "number").select_related("municipality", "type")
    return [(row.municipality.name, row.type.slug, row.status) for row in rows]


def test_decomposed_letters_are_composed(admin: Client) -> None:
    content = unicodedata.normalize(
        "NFD",
        "kommun;typ;status;beslutsdag;källa;gäller från\r\n"
        "Malmö;dua;avböjd;2018-03-01;Mötesprotokoll;2018-03-01\r\n"
        "Åre;dua;tecknad;2018-03-01;Protokoll;2018-03-01\r\n",
    )
    write(admin, upload(admin, content))
    assert written() == [("Malmö", "dua-unga", "declined"), ("Åre", "dua-unga", "signed")]
    assert Agreement.objects.get(municipality="1280").source_note == "Mötesprotokoll"
    decomposed = unicodedata.normalize("NFD", "Malmö")
    assert [row.municipality.name for row in admin.get("/kommuner/", {"q": decomposed}).context["rows"]] == ["Malmö"]
    list_page = admin.get(reverse("admin:agreements_agreement_changelist"), {"q": decomposed})
    assert [row.public_id for row in list_page.context["cl"].result_list] == ["1280-1"]


def test_official_and_earlier_names_are_accepted(admin: Client) -> None:
    content = (
        "kommunkod;kommun;typ;status;beslutsdag\r\n"
        "0643;Habo kommun;dua;tecknad;2018-03-01\r\n"
        "0305;Håbo kommun;dua;tecknad;2018-03-01\r\n"
        ";Habo kommun;samlad;tecknad;2018-04-01\r\n"
        "1280;Malmö stad;dua;tecknad;2018-03-01\r\n"
        "0980;Region Gotland;dua;tecknad;2018-03-01\r\n"
        ";Malung;dua;tecknad;2018-03-01\r\n"
        ";0114 Upplands Väsby;dua;tecknad;2018-03-01\r\n"
        ";Upplands\u00a0Väsby;samlad;tecknad;2018-04-01\r\n"
        ";Upplands Bro;dua;tecknad;2018-03-01\r\n"
    )
    write(admin, upload(admin, content))
    assert {(name, slug) for name, slug, _status in written()} == {
        ("Habo", "dua-unga"),
        ("Håbo", "dua-unga"),
        ("Habo", "samlad"),
        ("Malmö", "dua-unga"),
        ("Gotland", "dua-unga"),
        ("Malung-Sälen", "dua-unga"),
        ("Upplands Väsby", "dua-unga"),
        ("Upplands Väsby", "samlad"),
        ("Upplands-Bro", "dua-unga"),
    }


def test_invisible_characters_are_ignored(admin: Client) -> None:
    content = (
        "kommunkod;typ;status;beslutsdag\r\n"
        "\u200b0114;dua;tecknad;2018-03-01\r\n"
        "0115\ufeff;dua;tecknad;2018-03-01\r\n"
        "0117;dua;tecknad;\u200e2018-03-01\r\n"
        "0120;dua;teck\u00adnad;2018-03-01\r\n"
    )
    write(admin, upload(admin, content))
    assert len(written()) == 4


def test_stray_byte_is_refused_with_its_row(admin: Client) -> None:
    content = (
        "municipality_code;type;status;decided_on;public_summary\r\n"
        "0180;dua;signed;2018-03-01;Överenskommelsen gäller både ledning och möten\r\n"
    ).encode() + "1280;dua;signed;2018-03-01;Beslut enligt § 41\r\n".encode("cp1252")
    assert "Rad 3 har ett tecken som inte är UTF-8" in refusal(upload(admin, content))


def test_headers_below_titles_are_read_and_county_row_is_refused(admin: Client) -> None:
    content = workbook(
        ["Svar från kommunerna"],
        ["Answers of the municipalities"],
        ["Uttag 2023-10-05"],
        [],
        ["kommunkod", "kommun", "typ", "status", "beslutsdag"],
        ["01", "Stockholms län"],
        ["0114", "Upplands Väsby", "dua-unga", "tecknad", DAY],
        ["0115", "Vallentuna", "dua-unga", "tecknad", DAY],
    )
    page = upload(admin, content)
    assert "Rubrikerna är lästa på rad 5." in page.text
    assert (
        6,
        "kommunkod",
        "Ingen kommun har koden 01. Ett län har två siffror: ta bort raden om den gäller ett län.",
    ) in reasons(page)
    write(admin, page)
    assert written() == [("Upplands Väsby", "dua-unga", "signed"), ("Vallentuna", "dua-unga", "signed")]


def test_formula_without_a_value_is_refused_with_its_cell(admin: Client) -> None:
    content = workbook([*HEADERS, "gäller från", "gäller till"], [*SIGNED, DAY, "=E2+730"])
    assert "Cell F2 är en formel vars värde inte finns i filen." in refusal(upload(admin, content))


@pytest.mark.parametrize("errors", [["#N/A", "#REF!"], ["#SAKNAS!", "#REFERENS!"], ["Err:502", "####"]])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_error_value_is_refused(admin: Client, errors: list[str], kind: str) -> None:
    headers = [*HEADERS, "källa", "Arbetsförmedlingens diarienummer", "senast kontrollerad"]
    cells = [*SIGNED, *errors, datetime.date(2023, 10, 5)]
    content = workbook(headers, cells) if kind == "xlsx" else as_csv(headers, cells)
    page = upload(admin, content, new_rows="published")
    assert {label: reason.split(" ")[0] for _row, label, reason in reasons(page)} == {
        "källa": errors[0],
        "Arbetsförmedlingens diarienummer": errors[1],
    }


def as_csv(*rows: list[Any]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("column", ["källa", "offentlig sammanfattning", "kontrollerad av", "kommunens diarienummer"])
def test_wrongly_decoded_letters_are_refused(admin: Client, column: str) -> None:
    page = upload(admin, as_csv([*HEADERS, column], [*SIGNED, "MÃ¶te i MalmÃ¶"]))
    assert [(row, label) for row, label, _reason in reasons(page)] == [(2, column)]


def test_first_visible_sheet_is_read_and_named(admin: Client) -> None:
    def hide_the_first(book: Workbook) -> None:
        shown = book.create_sheet("2023")
        shown.append(HEADERS)
        shown.append(SIGNED)
        book.worksheets[0].title, book.worksheets[0].sheet_state, book.active = "2020", "hidden", 1

    page = upload(admin, workbook(HEADERS, ["0180", "dua-unga", "avböjd", DAY], change=hide_the_first))
    assert "Bladet 2023 är läst, inte 2020 (dolt)." in page.text
    write(admin, page)
    assert written() == [("Stockholm", "dua-unga", "signed")]


def test_rows_hidden_by_filter_are_refused(admin: Client) -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].row_dimensions[3].hidden = True

    content = workbook(HEADERS, SIGNED, ["0114", "dua-unga", "avböjd", DAY], change=hide)
    assert "Bladet har dolda rader: 3." in refusal(upload(admin, content))


@pytest.mark.parametrize("value", ["dec-23", "2023-12-01", "01-mar", "2,02312E+11"])
def test_diary_number_converted_to_day_is_refused(admin: Client, value: str) -> None:
    headers = [*HEADERS, "kommunens diarienummer"]
    [(row, label, reason)] = reasons(upload(admin, as_csv(headers, [*SIGNED, value])))
    assert (row, label) == (2, "kommunens diarienummer")
    assert f"Excel kan ha gjort om ett id eller diarienummer till {value}." in reason


def test_diary_number_in_date_cell_is_refused(admin: Client) -> None:
    content = workbook([*HEADERS, "kommunens diarienummer"], [*SIGNED, datetime.date(2023, 12, 1)])
    assert [label for _row, label, _reason in reasons(upload(admin, content))] == ["kommunens diarienummer"]


@pytest.mark.parametrize("value", ["KS 2023/41", "Af-2023/0012", "AN-23", "KSN-2023-12", "2023-12"])
def test_ordinary_diary_number_is_accepted(admin: Client, value: str) -> None:
    write(admin, upload(admin, as_csv([*HEADERS, "kommunens diarienummer"], [*SIGNED, value])))
    assert Agreement.objects.get().municipality_diary_number == value


def test_excel_line_break_is_one_line_break(admin: Client) -> None:
    headers = [*HEADERS, "offentlig sammanfattning"]
    texts = ["0180", "dua-unga", "tecknad", str(DAY), "Rad ett_x000D_\nRad två"]
    write(admin, upload(admin, with_sheet(row(1, *headers) + row(2, *texts))))
    assert Agreement.objects.get().public_summary == "Rad ett\nRad två"


def test_text_too_long_for_xlsx_is_named_and_csv_has_it(admin: Client) -> None:
    text = "Samverkan sker enligt en gemensam plan. " * 850
    write(admin, upload(admin, as_csv([*HEADERS, "offentlig sammanfattning"], [*SIGNED, text])))
    assert Agreement.objects.get().public_summary == text.strip()
    export = reverse("admin:agreements_agreement_export")
    resource = {"resource": "", "format": "0"}
    page = admin.post(export, resource, follow=True)
    assert "Texten i kolumnen public_summary på raden 0180-1 är längre än en cell i XLSX rymmer" in page.text
    for chosen in ("1", "2"):
        again = upload(admin, admin.post(export, {"resource": "", "format": chosen}).content)
        assert again.context["run"].counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ({"senast kontrollerad": "9999-12-31"}, "senast kontrollerad"),
        ({"senast kontrollerad": "2014-01-01"}, "senast kontrollerad"),
        ({"nästa uppföljning": "0202-10-05"}, "nästa uppföljning"),
        ({"beslutsdag": "2099-03-01", "senast kontrollerad": ""}, "beslutsdag"),
    ],
)
def test_implausible_day_is_refused(admin: Client, typed: dict[str, str], column: str) -> None:
    cells = (
        dict(zip(HEADERS, SIGNED, strict=True)) | {"källa": "Protokoll", "senast kontrollerad": "2023-10-05"} | typed
    )
    page = upload(admin, as_csv(list(cells), list(cells.values())), new_rows="published")
    assert {label for _row, label, _reason in reasons(page)} == {column}


def test_implausible_day_is_refused_in_the_form_too(admin: Client) -> None:
    typed = {"municipality": "0180", "type": "2", "status": "signed", "decided_on": "2018-03-01"}
    response = admin.post(reverse("admin:agreements_agreement_add"), typed | {"verified_on": "2014-01-01"})
    assert "Ingen kan ha jämfört med källan före beslutet" in response.text


class TestCeased:
    @pytest.fixture(autouse=True)
    def _vaxholm_has_gone_up_in_osteraker(self, admin: Client) -> None:
        Municipality.objects.filter(code="0187").update(ceased_on=datetime.date(2026, 6, 30), successor="0117")

    @pytest.mark.parametrize(("day", "is_refused"), [("2026-08-01", True), ("2026-07-01", True), ("2026-06-30", False)])
    def test_decision_after_last_day_of_municipality_is_refused(
        self, admin: Client, day: str, is_refused: bool
    ) -> None:
        page = upload(admin, as_csv(HEADERS, ["0187", "dua-unga", "tecknad", day]))
        told = "Vaxholm fanns till och med 2026-06-30 och efterträddes av Österåker. Registrera svaret där."
        assert reasons(page) == ([(2, "beslutsdag", told)] if is_refused else [])

    def test_form_has_the_same_message(self, admin: Client) -> None:
        typed = {"municipality": "0187", "type": "2", "status": "signed", "decided_on": "2026-08-01"}
        response = admin.post(reverse("admin:agreements_agreement_add"), typed)
        assert "efterträddes av Österåker" in response.text


@pytest.mark.parametrize("ceased_on", [None, datetime.date(2026, 6, 30)])
def test_decision_before_municipality_was_formed_is_refused(admin: Client, ceased_on: datetime.date | None) -> None:
    Municipality.objects.filter(code="0330").update(established_on=datetime.date(2003, 1, 1), ceased_on=ceased_on)
    page = upload(admin, as_csv(HEADERS, ["0330", "dua-unga", "tecknad", "2002-12-31"]))
    assert reasons(page) == [(2, "beslutsdag", "Knivsta bildades 2003-01-01. Kontrollera dagen.")]


def test_web_page_named_xls_is_refused_as_web_page(admin: Client) -> None:
    content = "<html><body><table><tr><th>kommunkod</th></tr><tr><td>0180</td></tr></table></body></html>"
    assert "Filen är en webbsida, inte en Excel-fil" in refusal(upload(admin, content, name="svar.xls"))


def test_blank_rows_are_not_counted(admin: Client) -> None:
    blank = "".join(f'<row r="{number}" s="1"/>' for number in range(3, 131_075))
    answer = row(2, "0180", "dua-unga", "tecknad", str(DAY))
    page = upload(admin, with_sheet(row(1, *HEADERS) + answer + blank))
    assert page.context["run"].rows == 1
    assert page.context["run"].counts["new"] == 1
