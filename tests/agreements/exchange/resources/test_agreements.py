"""Import and export of the file of agreements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pghistory.models
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from agreements.exchange import run_files, runs
from agreements.exchange.kinds import IMPORT_KINDS, columns_of
from agreements.exchange.resources import AgreementResource, agreement_columns
from agreements.exchange.resources.agreement_columns import AGREEMENT_FIELDS
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    ImportRun,
    JointAgreement,
    Register,
)
from agreements.tables.reading import UnreadableFileError, read_table
from agreements.tables.writing import Sheet, write_csv, write_xlsx
from municipalities.models import Municipality
from tests.factories import AgreementFactory, JointAgreementFactory, PartyFactory

pytestmark = pytest.mark.django_db

NEW = {
    "municipality_code": "0180",
    "status": "tecknad",
    "decided_on": "2023-03-01",
    "source_note": "Protokoll",
    "verified_on": "2024-01-15",
}


def csv(*rows: dict[str, str]) -> bytes:
    headers = list(dict.fromkeys(column for row in rows for column in row))
    return write_csv(headers, [[row.get(h, "") for h in headers] for row in rows], for_excel=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def import_rows_of(by: User, content: bytes, *, commit: bool = True, publish_new: bool = False) -> ImportRun:
    made, _headers = run_files.receive_import(
        content, kind=IMPORT_KINDS["agreement"], file="svar.csv", by=by, publish_new=publish_new
    )
    runs.start_import(made, commit=commit, in_thread=False)
    return made


def run(by: User, *rows: dict[str, str], commit: bool = True, publish_new: bool = False) -> ImportRun:
    return import_rows_of(by, csv(*rows), commit=commit, publish_new=publish_new)


def rows_of(made: ImportRun, kind: str) -> list[Any]:
    return list(made.lines.filter(kind=kind).values_list("content", flat=True))


def refusals_of(made: ImportRun) -> list[tuple[int, str, str]]:
    return [(row["number"], *reason) for row in rows_of(made, "refused") for reason in row["reasons"]]


def totals(made: ImportRun) -> tuple[int, int, int, int]:
    return tuple(made.counts[kind] for kind in ("new", "changed", "unchanged", "refused"))  # type: ignore[return-value]


def columns_read(content: bytes) -> list[str]:
    return columns_of(IMPORT_KINDS["agreement"], read_table(content).headers, {})


class TestNew:
    def test_new_row_is_draft(self, registrar: User, headline: AgreementType) -> None:
        assert totals(run(registrar, NEW)) == (1, 0, 0, 0)
        agreement = Agreement.objects.get()
        assert (agreement.public_id, agreement.type, agreement.status) == ("0180-1", headline, "signed")
        assert agreement.decided_on == agreement.valid_from == datetime.date(2023, 3, 1)
        assert not agreement.is_published

    def test_every_column_is_written(self, registrar: User) -> None:
        earlier = AgreementFactory(valid_to=datetime.date(2023, 2, 28), decided_on=datetime.date(2022, 3, 1))
        other = AgreementFactory(type=AgreementType.objects.get(slug="lok"), decided_on=datetime.date(2018, 3, 1))
        joint, party = JointAgreementFactory(), PartyFactory()
        row = {
            "municipality": "Malmö",
            "type": "samlad",
            "status": "tecknad",
            "decided_on": "2023-02-01",
            "valid_from": "2023-03-01",
            "valid_to": "2025-12-31",
            "ending": "Löpte ut",
            "notice_months": "3",
            "replaces": earlier.public_id,
            "joint_agreement": joint.title,
            "levels": "operativ|strategisk",
            "areas": "fordjupat-stod | enklare-service",
            "diary_number": "Af-2023/1",
            "municipality_diary_number": "KS 2023-1",
            "public_summary": "Rad ett\nRad två",
            "internal_note": "=1+1",
            "source_url": "https://example.org/beslut",
            "source_note": "Protokoll § 1",
            "next_follow_up_on": "2024-06-01",
            "verified_on": "2024-01-01",
            "verified_by": "Arbetsförmedlingen Malmö",
            "published": "ja",
            "deciding_body": "Kommunstyrelsen",
            "signed_on": "2023-02-20",
            "extension_months": "12",
            "target_groups": "nyanlanda|unga",
            "parties": party.slug,
            "also_replaces": other.public_id,
        }
        assert totals(run(registrar, row)) == (1, 0, 0, 0)
        agreement = Agreement.objects.get(public_id="1280-3")
        expected = row | {
            "public_id": "1280-3",
            "municipality_code": "1280",
            "status": "signed",
            "ending": "expired",
            "levels": "strategisk|operativ",
            "areas": "enklare-service|fordjupat-stod",
            "target_groups": "unga|nyanlanda",
            **{f"{day}_edtf": row[day] for day in ("decided_on", "signed_on", "valid_from", "valid_to")},
        }
        assert AgreementResource().cells(agreement) == expected
        assert agreement.published_by == registrar

    def test_dialogue_has_no_days(self, registrar: User) -> None:
        run(registrar, {"municipality_code": "0180", "status": "i dialog"})
        agreement = Agreement.objects.get()
        assert (agreement.status, agreement.decided_on, agreement.valid_from) == ("in_dialogue", None, None)

    @pytest.mark.parametrize(
        ("cell", "publish_new", "published"),
        [
            ("", False, False),
            ("", True, True),
            ("ja", False, True),
            ("YES", False, True),
            ("True", False, True),
            ("1", False, True),
            ("nej", True, False),
            ("0", True, False),
        ],
    )
    def test_publication_follows_cell_else_choice(
        self, registrar: User, cell: str, publish_new: bool, published: bool
    ) -> None:
        run(registrar, NEW | {"published": cell}, publish_new=publish_new)
        assert Agreement.objects.get().is_published is published

    def test_publication_follows_choice_without_column(self, registrar: User) -> None:
        run(registrar, NEW, publish_new=True)
        assert Agreement.objects.get().published_by == registrar


class TestMunicipality:
    @pytest.mark.parametrize("code", ["114", "114.0", "0114", " 0114 "])
    def test_code_without_leading_zero_is_read(self, registrar: User, code: str) -> None:
        run(registrar, NEW | {"municipality_code": code})
        assert Agreement.objects.get().municipality_id == "0114"

    @pytest.mark.parametrize("name", ["Upplands Väsby", "upplands väsby"])
    def test_municipality_is_found_by_name(self, registrar: User, name: str) -> None:
        run(registrar, NEW | {"municipality_code": "", "municipality": name})
        assert Agreement.objects.get().municipality_id == "0114"

    def test_name_means_existing_municipality(self, registrar: User) -> None:
        template = Municipality.objects.get(code="0114")
        template.code, template.ceased_on = "9999", datetime.date(2020, 1, 1)
        template.save(force_insert=True)
        run(registrar, NEW | {"municipality_code": "", "municipality": "Upplands Väsby"})
        assert Agreement.objects.get().municipality_id == "0114"

    @pytest.mark.parametrize(
        ("code", "name", "column", "reason"),
        [
            ("0181x", "", "kommunkod", "Ingen kommun har koden 0181x."),
            ("14", "", "kommunkod", "Ingen kommun har koden 14."),
            ("", "Malmo", "kommun", "Ingen kommun heter Malmo. Menade du Malmö?"),
            ("", "Malmö kommn", "kommun", "Menade du Malmö?"),
            ("", "Habbo kommun", "kommun", "Menade du Habo?"),
            ("", "Skåne län", "kommun", "Det är ett län. Ta bort raden."),
            ("0180", "Malmöö", "kommun", "Koden 0180 är Stockholm, inte Malmöö."),
            ("", "Entebbe", "kommun", "Ingen kommun heter Entebbe. Kontrollera namnet."),
            ("0180", "Malmö", "kommun", "Koden 0180 är Stockholm, inte Malmö."),
            ("", "", "kommunkod", "Fyll i kommunens kod eller namn."),
        ],
    )
    def test_unknown_or_contradictory_municipality_is_refused(
        self, registrar: User, code: str, name: str, column: str, reason: str
    ) -> None:
        ((number, where, why),) = refusals_of(run(registrar, NEW | {"municipality_code": code, "municipality": name}))
        assert (number, where) == (2, column)
        assert reason in why

    def test_municipality_of_id_cannot_change(self, registrar: User) -> None:
        agreement = AgreementFactory()
        ((_number, where, why),) = refusals_of(
            run(registrar, {"public_id": agreement.public_id, "municipality": "Lund"})
        )
        assert where == "kommun"
        assert "kan inte ändras" in why


class TestExisting:
    def test_missing_columns_are_unchanged(self, registrar: User) -> None:
        agreement = AgreementFactory(diary_number="Af-1", internal_note="kvar", valid_to=datetime.date(2025, 1, 1))
        agreement.levels.set(CollaborationLevel.objects.all())
        preview = run(registrar, {"public_id": agreement.public_id, "diary_number": "Af-2", "valid_to": ""})
        [row] = rows_of(preview, "changed")
        changes = [(change["label"], change["before"], change["after"]) for change in row["changes"]]
        assert changes == [("gäller till", "2025-01-01", ""), ("Arbetsförmedlingens diarienummer", "Af-1", "Af-2")]
        agreement.refresh_from_db()
        assert (agreement.diary_number, agreement.internal_note, agreement.valid_to) == ("Af-2", "kvar", None)
        assert agreement.levels.count() == 2

    def test_change_of_terms_only_is_saved(self, registrar: User) -> None:
        agreement = AgreementFactory()
        agreement.levels.set(CollaborationLevel.objects.filter(slug="operativ"))
        rows = {"public_id": agreement.public_id, "levels": "strategisk", "areas": ""}
        assert totals(run(registrar, rows)) == (0, 1, 0, 0)
        assert [level.slug for level in agreement.levels.all()] == ["strategisk"]
        assert totals(run(registrar, rows)) == (0, 0, 1, 0)

    def test_order_of_terms_is_no_change(self, registrar: User) -> None:
        agreement = AgreementFactory()
        agreement.areas.set(CooperationArea.objects.filter(slug__in=["enklare-service", "fordjupat-stod"]))
        row = {"public_id": agreement.public_id, "areas": "fordjupat-stod|enklare-service|"}
        assert totals(run(registrar, row)) == (0, 0, 1, 0)

    def test_row_unpublishes_and_publishes(self, registrar: User) -> None:
        agreement = AgreementFactory()
        run(registrar, {"public_id": agreement.public_id, "published": "nej"})
        agreement.refresh_from_db()
        assert (agreement.is_published, agreement.published_by) == (False, None)
        run(registrar, {"public_id": agreement.public_id, "published": "ja"})
        agreement.refresh_from_db()
        assert agreement.published_by == registrar

    def test_empty_published_cell_changes_nothing(self, registrar: User) -> None:
        draft = AgreementFactory(draft=True)
        row = {"public_id": draft.public_id, "published": "", "diary_number": "1"}
        run(registrar, row, publish_new=True)
        draft.refresh_from_db()
        assert (draft.is_published, draft.diary_number) == (False, "1")

    def test_line_breaks_are_no_change(self, registrar: User) -> None:
        agreement = AgreementFactory(public_summary=" rad ett\r\nrad två ", source_note="p", diary_number="1")
        row = {"public_id": agreement.public_id, "public_summary": "rad ett\nrad två"}
        assert totals(run(registrar, row)) == (0, 0, 1, 0)
        run(registrar, row | {"diary_number": "2"})
        agreement.refresh_from_db()
        assert agreement.public_summary == " rad ett\r\nrad två "

    def test_end_and_successor_in_one_file_in_any_order(self, registrar: User) -> None:
        agreement = AgreementFactory()
        later = NEW | {"municipality_code": "1280", "valid_from": "2025-01-01", "published": "ja"}
        ended = NEW | {
            "public_id": agreement.public_id,
            "municipality_code": "",
            "valid_from": "2023-03-01",
            "valid_to": "2024-12-31",
            "published": "ja",
        }
        preview = run(registrar, later, ended)
        assert totals(preview) == (1, 1, 0, 0)
        assert [row["number"] for kind in ("new", "changed") for row in rows_of(preview, kind)] == [2, 3]


REFUSED = [
    ({"status": ""}, "status", "Cellen är tom. Skriv i dialog, tecknad eller avböjd."),
    ({"status": "kanske"}, "status", "kanske finns inte."),
    ({"also_replaces": "1280-77"}, "ersätter också", "1280-77 finns inte i registret."),
    ({"decided_on": "hösten 2022"}, "beslutsdag", "är en årstid. Skriv månaden om den är känd"),
    ({"valid_from": "2023-03-01", "valid_from_edtf": "2023-04"}, "gäller från", "töm den ena"),
    ({"valid_from": "2023-03-01", "valid_from_edtf": "2023-03"}, "gäller från", "valid_from_edtf säger 2023-03."),
    ({"type": "xyz"}, "typ", "xyz finns inte. Skriv samlad, dua-unga, dua-nyanlanda, lok eller annan."),
    (
        {"decided_on": "2023-13-01"},
        "beslutsdag",
        "”2023-13-01” är ingen dag. Skriv det som är känt: 2022-12-23",
    ),
    ({"valid_to": "5/10 2023"}, "gäller till", "”5/10 2023” är ingen dag."),
    ({"verified_on": "2023-10-05 14:30:00"}, "senast kontrollerad", "är ingen dag"),
    ({"decided_on": "", "published": "ja"}, "gäller från", "Fyll i den första dagen, så noga som den är känd."),
    ({"decided_on": "0202-10-05"}, "beslutsdag", "mellan 1990-01-01 och 2100-12-31"),
    ({"valid_to": "2022-01-01"}, "gäller till", "kan inte vara före gäller från"),
    ({"ending": "bortglömd"}, "hur den upphör", "bortglömd finns inte."),
    ({"ending": "sades upp"}, "gäller till", "Ange sista dagen"),
    ({"notice_months": "tre"}, "uppsägningstid i månader", "tre är inget helt antal."),
    ({"notice_months": "-1"}, "uppsägningstid i månader", "-1 är inget helt antal."),
    ({"notice_months": "121"}, "uppsägningstid i månader", "120"),
    ({"levels": "strategisk|hemlig"}, "samverkansnivåer", "hemlig finns inte. Skriv ett eller flera av strategisk"),
    ({"areas": "hemlig"}, "samverkansområden", "hemlig finns inte."),
    ({"replaces": "1280-77"}, "ersätter", "1280-77 finns inte i registret."),
    ({"joint_agreement": "x" * 201}, "gemensam överenskommelse", "200 tecken"),
    ({"source_url": "exempel"}, "källans adress", "giltig URL"),
    ({"diary_number": "1" * 51}, "Arbetsförmedlingens diarienummer", "50 tecken"),
    ({"published": "kanske"}, "publicerad", "Skriv ja eller nej."),
    ({"published": "ja", "source_note": ""}, "", "Ange källans adress eller källa innan du publicerar."),
    ({"public_id": "0180-99"}, "id", "0180-99 finns inte i registret. Lämna cellen tom"),
    ({"public_id": "mar-80"}, "id", "Excel kan ha gjort om ett id eller diarienummer till mar-80."),
    ({"public_id": "1980-03-01"}, "id", "Excel kan ha gjort om ett id eller"),
]


KNOWN_DAYS = [
    ("2022-12-23", "2022-12-23", "2022-12-23"),
    ("2022-12-23 00:00:00", "2022-12-23", "2022-12-23"),
    ("2022-12", "2022-12-31", "2022-12"),
    ("dec 2022", "2022-12-31", "2022-12"),
    ("2022", "2022-12-31", "2022"),
    ("2022.0", "2022-12-31", "2022"),
    ("../2016-02", "2016-02-29", "../2016-02"),
    ("senast 2016-02-18", "2016-02-18", "../2016-02-18"),
    ("2022-10-01/..", "", "2022-10/.."),
]


class TestKnownDays:
    @pytest.mark.parametrize(("cell", "certain", "known"), KNOWN_DAYS)
    @pytest.mark.parametrize("column", ["valid_from", "valid_from_edtf", "Gäller från"])
    def test_day_is_read_as_well_as_it_is_known(
        self, registrar: User, column: str, cell: str, certain: str, known: str
    ) -> None:
        row = NEW | {"decided_on": "", column: cell}
        assert totals(run(registrar, row, publish_new=True)) == (1, 0, 0, 0)
        cells = AgreementResource().cells(Agreement.objects.get())
        assert (cells["valid_from"], cells["valid_from_edtf"]) == (certain, known)
        assert totals(run(registrar, row, publish_new=True)) == (0, 0, 1, 0)

    def test_first_day_is_proposed_as_well_as_the_signing_is_known(self, registrar: User) -> None:
        run(registrar, NEW | {"decided_on": "", "signed_on": "2016-02"})
        assert AgreementResource().cells(Agreement.objects.get())["valid_from_edtf"] == "2016-02"

    def test_certain_day_alone_leaves_what_else_is_known(self, registrar: User) -> None:
        run(registrar, NEW | {"valid_from_edtf": "../2016-02"})
        row = {"public_id": Agreement.objects.get().public_id, "valid_from": "2016-02-29"}
        assert totals(run(registrar, row)) == (0, 0, 1, 0)
        assert totals(run(registrar, row | {"valid_from": "2016-02-28"})) == (0, 1, 0, 0)
        assert AgreementResource().cells(Agreement.objects.get())["valid_from_edtf"] == "2016-02-28"

    def test_change_is_shown_as_it_is_known(self, registrar: User) -> None:
        agreement = AgreementFactory(draft=True)
        preview = run(registrar, {"public_id": agreement.public_id, "valid_from_edtf": "../2016-02"}, commit=False)
        [row] = rows_of(preview, "changed")
        assert row["changes"] == [{"label": "gäller från", "before": "2023-03-01", "after": "senast 2016-02"}]

    @pytest.mark.parametrize("kind", ["plain", "xlsx"])
    def test_imported_export_changes_nothing(self, registrar: User, kind: str) -> None:
        for number, (cell, _certain, _known) in enumerate(KNOWN_DAYS):
            run(registrar, NEW | {"municipality_code": f"011{number}" if number < 8 else "0136", "valid_from": cell})
        run(registrar, NEW | {"status": "i dialog", "decided_on": "", "valid_from": "2022", "valid_to": "2021/2023"})
        headers, rows = exported()
        content = write_xlsx(Sheet("x", headers, rows)) if kind == "xlsx" else write_csv(headers, rows, for_excel=False)
        preview = import_rows_of(registrar, content)
        assert refusals_of(preview) == []
        assert totals(preview) == (0, 0, Agreement.objects.count(), 0)


class TestSameAnswer:
    """A row without id that says what an answer says already."""

    ROWS = [
        NEW,
        NEW | {"decided_on": "", "valid_from_edtf": "../2016-02", "type": "dua-unga"},
        {"municipality_code": "0180", "status": "i dialog", "source_note": "Protokoll"},
        {"municipality_code": "0180", "status": "tecknad"},
    ]

    @pytest.mark.parametrize("row", ROWS)
    def test_same_row_again_is_unchanged(self, registrar: User, row: dict[str, str]) -> None:
        run(registrar, row)
        again = run(registrar, row)
        assert totals(again) == (0, 0, 1, 0)
        assert rows_of(again, "unchanged")[0]["public_id"] == "0180-1"

    @pytest.mark.parametrize("row", ROWS)
    def test_same_answer_with_other_content_is_refused(self, registrar: User, row: dict[str, str]) -> None:
        run(registrar, row)
        ((_row, _where, why),) = refusals_of(run(registrar, row | {"diary_number": "Af-2"}))
        assert why.startswith("Samma svar finns redan: 0180-1.")

    @pytest.mark.parametrize("row", ROWS)
    def test_same_row_twice_in_file_is_refused(self, registrar: User, row: dict[str, str]) -> None:
        assert refusals_of(run(registrar, row, row))[0][2].startswith("Samma svar finns redan: rad 2.")
        assert not Agreement.objects.exists()

    def test_row_to_be_published_is_not_the_draft(self, registrar: User) -> None:
        run(registrar, NEW)
        assert "Samma svar finns redan: 0180-1." in refusals_of(run(registrar, NEW | {"published": "ja"}))[0][2]


class TestRefused:
    @pytest.mark.parametrize(("cells", "column", "reason"), REFUSED)
    def test_refusal_has_row_column_and_reason(
        self, registrar: User, cells: dict[str, str], column: str, reason: str
    ) -> None:
        preview = run(registrar, NEW | {"municipality_code": "0114"}, NEW | cells)
        ((number, where, why),) = refusals_of(preview)
        assert (number, where) == (3, column)
        assert reason in why
        assert not Agreement.objects.exists()

    def test_all_errors_of_row_are_reported(self, registrar: User) -> None:
        row = {"municipality": "Malmo", "status": "x", "levels": "y", "verified_on": "z", "published": "å"}
        assert {where for _number, where, _why in refusals_of(run(registrar, row))} == {
            "kommun",
            "status",
            "samverkansnivåer",
            "senast kontrollerad",
            "publicerad",
        }
        AgreementFactory(municipality_id="0180", decided_on=datetime.date(2022, 3, 1))
        reasons = [
            why for _row, _where, why in refusals_of(run(registrar, NEW | {"published": "ja", "source_note": ""}))
        ]
        assert any("Ange källans adress eller källa" in why for why in reasons)
        assert any("Kommunen har redan ett publicerat svar" in why for why in reasons)

    def test_duplicate_id_is_refused(self, registrar: User) -> None:
        agreement = AgreementFactory()
        row = {"public_id": agreement.public_id, "diary_number": "1"}
        preview = run(registrar, row, row)
        assert [(number, where) for number, where, _why in refusals_of(preview)] == [(2, "id"), (3, "id")]
        assert "finns på flera rader" in refusals_of(preview)[0][2]

    def test_overlap_with_register_is_refused(self, registrar: User) -> None:
        AgreementFactory(municipality_id="0180", decided_on=datetime.date(2022, 3, 1))
        assert refusals_of(run(registrar, NEW, publish_new=True))[0][2].startswith(
            "Kommunen har redan ett publicerat svar"
        )
        assert refusals_of(run(registrar, NEW, publish_new=True))[-1][2] == "Krockar med 0180-1."

    def test_overlap_within_file_is_refused(self, registrar: User) -> None:
        later = NEW | {"valid_from": "2023-04-01"}
        preview = run(registrar, NEW, NEW | {"municipality_code": "0114"}, later, publish_new=True)
        assert refusals_of(preview)[-1] == (4, "", "Krockar med rad 2.")
        assert not Agreement.objects.exists()

    def test_replaced_agreement_of_other_municipality_is_refused(self, registrar: User) -> None:
        other = AgreementFactory()
        ((_number, where, why),) = refusals_of(run(registrar, NEW | {"replaces": other.public_id}))
        assert (where, why) == ("ersätter", "Välj ett tidigare svar från samma kommun.")

    def test_second_replacement_is_refused(self, registrar: User) -> None:
        earlier = AgreementFactory(municipality_id="0180", draft=True, decided_on=datetime.date(2020, 1, 1))
        row = NEW | {"replaces": earlier.public_id}
        other = {"valid_from": "2024-01-01"}
        ((number, where, why),) = refusals_of(run(registrar, row, row | other))
        assert (number, where) == (3, "ersätter")
        assert "ersätter den redan" in why

    def test_emptied_type_is_refused(self, registrar: User) -> None:
        agreement = AgreementFactory()
        ((_number, where, why),) = refusals_of(run(registrar, {"public_id": agreement.public_id, "type": ""}))
        assert (where, why) == ("typ", "Cellen är tom. Skriv samlad, dua-unga, dua-nyanlanda, lok eller annan.")

    def test_ambiguous_joint_title_is_refused(self, registrar: User) -> None:
        first, _second = JointAgreementFactory.create_batch(2)
        ((_number, where, why),) = refusals_of(run(registrar, NEW | {"joint_agreement": first.title}))
        assert where == "gemensam överenskommelse"
        assert "Flera" in why

    def test_unchanged_ambiguous_joint_title_is_kept(self, registrar: User) -> None:
        first, second = JointAgreementFactory.create_batch(2)
        for joint in (first, second):
            agreement = AgreementFactory(joint_agreement=joint, draft=True)
            row = {"public_id": agreement.public_id, "joint_agreement": joint.title, "diary_number": "2"}
            assert totals(run(registrar, row)) == (0, 1, 0, 0)
            assert Agreement.objects.get(pk=agreement.pk).joint_agreement == joint

    def test_type_is_required_without_headline_type(self, registrar: User) -> None:
        AgreementType.objects.update(is_headline=False)
        ((_number, where, why),) = refusals_of(run(registrar, NEW))
        assert (where, why) == ("typ", "Cellen är tom. Skriv samlad, dua-unga, dua-nyanlanda, lok eller annan.")

    def test_deadlock_is_reported(self, registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def deadlock(*args: object, **kwargs: object) -> None:
            raise OperationalError("deadlock detected")

        monkeypatch.setattr(Agreement, "save", deadlock)
        assert refusals_of(run(registrar, NEW)) == [
            (2, "", "Någon annan ändrade registret samtidigt. Läs in filen igen.")
        ]

    def test_concurrent_deletion_is_reported(self, registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*args: object, **kwargs: object) -> None:
            raise OperationalError

        monkeypatch.setattr(AgreementResource, "import_data", gone)
        preview = run(registrar, NEW)
        assert preview.state == "refused"
        assert "samtidigt" in preview.problem


class TestHeaders:
    def test_headers_in_swedish_and_any_case(self) -> None:
        content = "ID;Kommun;Gäller från;PUBLICERAD;status;Samverkansnivåer\n;Malmö;;;tecknad;\n".encode()
        expected = ["public_id", "municipality", "valid_from", "published", "status", "levels"]
        assert columns_read(content) == expected

    def test_every_column_has_a_swedish_name_of_its_own(self) -> None:
        assert len({AgreementResource.label(column).casefold() for column in AGREEMENT_FIELDS}) == len(AGREEMENT_FIELDS)

    def test_unknown_header_is_named_with_known_ones(self) -> None:
        with pytest.raises(UnreadableFileError, match=r"Kolumnen kommunnamn, x finns inte.*public_id, municip"):
            columns_read(b"kommunnamn;status;x\nMalmo;signed;1\n")

    def test_duplicate_header_is_refused(self) -> None:
        with pytest.raises(UnreadableFileError, match="Kolumnen municipality finns två gånger"):
            columns_read(b"kommun;municipality\nLund;Lund\n")

    def test_columns_of_other_files_are_ignored(self, registrar: User) -> None:
        agreement = AgreementFactory()
        content = f"agreement_id,county_code,county,published_on,demo\n{agreement.public_id},1,x,y,z\n".encode()
        assert totals(import_rows_of(registrar, content)) == (0, 0, 1, 0)


class TestAllOrNothing:
    def test_dry_run_writes_nothing(self, registrar: User) -> None:
        agreement = AgreementFactory()
        before = pghistory.models.Events.objects.count()
        preview = run(
            registrar, NEW, {"public_id": agreement.public_id} | NEW | {"municipality_code": ""}, commit=False
        )
        assert totals(preview) == (1, 1, 0, 0)
        assert Agreement.objects.count() == 1
        assert pghistory.models.Events.objects.count() == before

    def test_history_has_user_act_and_file(self, registrar: User) -> None:
        run(registrar, NEW)
        context = Agreement.objects.get().events.get().pgh_context.metadata
        assert {key: context[key] for key in ("user", "act", "file")} == {
            "user": registrar.pk,
            "act": "import",
            "file": "svar.csv",
        }


NASTY = ["=1+1", "-", "'quoted'", "'=1", 'sa "hej"; då,\tnu', "rad ett\r\nrad två\n\nslut", "åäö  ", " @luft", "+46"]


def nasty_register(registrar: User) -> None:
    joint = JointAgreementFactory(title='\'=Östergötland; "två"')
    for number, (code, text) in enumerate(zip(["0114", "1280", "1980"] * 3, NASTY, strict=True)):
        agreement = AgreementFactory(
            municipality_id=code,
            decided_on=datetime.date(2010 + number, 3, 1),
            valid_to=datetime.date(2010 + number, 12, 31),
            draft=number % 2 == 0,
            joint_agreement=joint if number % 3 else None,
            public_summary=text,
            internal_note=text * 2,
            source_note=text,
            diary_number=text[:50],
            source_url="https://example.org/å?a=1;2" if number % 2 else "",
        )
        agreement.levels.set(CollaborationLevel.objects.all()[: number % 3])
        agreement.areas.set(CooperationArea.objects.all()[: number % 4])
    last = Agreement.objects.order_by("-pk").first()
    assert last is not None
    AgreementFactory(municipality=last.municipality, replaces=last, decided_on=datetime.date(2024, 1, 1))
    AgreementFactory(in_dialogue=True)


def exported() -> tuple[list[str], Iterable[tuple[str, ...]]]:
    dataset = AgreementResource().export(Agreement.objects.all())
    return dataset.headers, list(dataset)


@pytest.mark.parametrize("kind", ["excel", "plain", "xlsx"])
@pytest.mark.parametrize("demo", [False, True])
def test_imported_export_changes_nothing(registrar: User, kind: str, demo: bool) -> None:
    nasty_register(registrar)
    Register.objects.update_or_create(pk=1, defaults={"is_demo": demo})
    headers, rows = exported()
    assert ("demo" in headers) is demo
    if kind == "xlsx":
        content = write_xlsx(Sheet("x", headers, rows, agreement_columns.DAY_COLUMNS))
    else:
        content = write_csv(headers, rows, for_excel=kind == "excel")
    preview = import_rows_of(registrar, content)
    assert refusals_of(preview) == []
    assert totals(preview) == (0, 0, 11, 0)


@pytest.mark.parametrize("size", [3, 30])
def test_export_takes_seven_queries_at_any_size(size: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(size):
        agreement = AgreementFactory(decided_on=datetime.date(2024, 1, 1), draft=True, municipality_id="0180")
        agreement.levels.set(CollaborationLevel.objects.all()[: number % 3])
    # Agreements, levels, areas, target groups, parties, the others replaced, and the demo setting.
    with django_assert_num_queries(7):
        assert len(AgreementResource().export(Agreement.objects.all())) == size


def test_queries_for_each_row_do_not_grow_with_size(registrar: User) -> None:
    codes = list(Municipality.objects.values_list("code", flat=True))

    def queries(size: int) -> int:
        rows = [
            NEW | {"municipality_code": code, "levels": "operativ", "areas": "enklare-service"} for code in codes[:size]
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert totals(run(registrar, *rows, commit=False, publish_new=True)) == (size, 0, 0, 0)
        return len(captured)

    queries(1)
    small, large = queries(10), queries(110)
    assert (large - small) % 100 == 0
    assert (large - small) // 100 <= 12


def test_unchanged_rows_take_no_queries(registrar: User) -> None:
    ids = [AgreementFactory(draft=True).public_id for _ in range(30)]

    def queries(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert totals(run(registrar, *({"public_id": name, "levels": ""} for name in ids[:size]))) == (
                0,
                0,
                size,
                0,
            )
        return len(captured)

    assert queries(30) == queries(10)


def test_joint_agreement_can_be_cleared(registrar: User) -> None:
    agreement = AgreementFactory(joint_agreement=JointAgreementFactory())
    run(registrar, {"public_id": agreement.public_id, "joint_agreement": ""})
    agreement.refresh_from_db()
    assert agreement.joint_agreement is None
    assert JointAgreement.objects.exists()
