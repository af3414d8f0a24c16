"""The pages of import, export and templates of agreements."""

from __future__ import annotations

import datetime
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agreements.acts import agreements as agreement_acts
from agreements.acts.act import act
from agreements.desk.exchange import import_run_pages
from agreements.exchange import run_files
from agreements.exchange.resources.agreement_columns import AGREEMENT_FIELDS
from agreements.history.row import history_of
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    ColumnChoice,
    Document,
    FollowUp,
    ImportRun,
    Proposal,
    Register,
    Revision,
)
from agreements.positions import Status
from agreements.tables.reading import read_table
from agreements.tables.writing import Sheet, write_csv, write_xlsx
from municipalities.models import Municipality
from tests.agreements.exchange.resources.test_agreements import NEW, csv, nasty_register
from tests.conftest import require_two_people
from tests.factories import (
    AgreementFactory,
    CheckerFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

IMPORT = "admin:agreements_agreement_import"
EXPORT = "admin:agreements_agreement_export"
TEMPLATE = "admin:agreements_agreement_import_template"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any) -> Path:
    """The folder of stored import files."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


def upload(client: Client, content: bytes, *, name: str = "svar.csv", new_rows: str = "draft") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(IMPORT), {"file": file, "new_rows": new_rows}, follow=True)


def press(client: Client, page: HttpResponse, button: str, **typed: str) -> HttpResponse:
    return client.post(page.request["PATH_INFO"], {button: "", **typed}, follow=True)  # type: ignore[attr-defined]


def confirm(client: Client, page: HttpResponse) -> HttpResponse:
    return press(client, page, "_write")


def counts(response: HttpResponse) -> dict[str, int]:
    return response.context["run"].counts  # type: ignore[attr-defined]


def national(size: int = 290) -> bytes:
    rows = [
        NEW
        | {"municipality_code": code.lstrip("0"), "municipality": name, "levels": "operativ|strategisk"}
        | {"areas": "enklare-service", "diary_number": f"Af-2023/{number}"}
        for number, (code, name) in enumerate(Municipality.objects.values_list("code", "name")[:size])
    ]
    return csv(*rows)


class TestImport:
    def test_list_has_the_buttons(self, admin: Client) -> None:
        html = admin.get(reverse("admin:agreements_agreement_changelist") + "?status__exact=signed").text
        assert "Importera</a>" in html
        assert f"{reverse(EXPORT)}?status__exact=signed" in html

    def test_page_explains_every_column_and_links_the_templates(self, admin: Client) -> None:
        html = admin.get(reverse(IMPORT)).text
        assert all(f"<code>{column}</code>" in html for column in AGREEMENT_FIELDS)
        assert reverse(TEMPLATE, args=["xlsx"]) in html
        assert "Finns: strategisk, operativ." in html

    def test_all_290_municipalities(self, admin: Client, registrar: User, kept: Path) -> None:
        response = upload(admin, national(), new_rows="published")
        assert counts(response) == {"refused": 0, "changed": 0, "new": 290, "unchanged": 0}
        assert not Agreement.objects.exists()
        assert len(list(kept.iterdir())) == 1
        with TestCase.captureOnCommitCallbacks(execute=True):
            done = confirm(admin, response)
        assert "Importen är klar: 290 nya, 0 ändrade och 0 oförändrade." in done.text
        assert Agreement.objects.published().filter(published_by=registrar).count() == 290
        assert Agreement.objects.get(municipality="0114").levels.count() == 2
        assert list(kept.iterdir()) == []

    def test_queries_for_each_row_do_not_grow_with_size(self, admin: Client) -> None:
        def queries(size: int) -> tuple[int, int]:
            content = national(size)
            with CaptureQueriesContext(connection) as previewing:
                response = upload(admin, content)
            with CaptureQueriesContext(connection) as confirming:
                confirm(admin, response)
            Agreement.objects.all().delete()
            return len(previewing), len(confirming)

        queries(1)
        small, large = queries(10), queries(60)
        for few, many in zip(small, large, strict=True):
            assert (many - few) / 50 <= 12

    def test_changes_are_shown_field_by_field(self, admin: Client) -> None:
        agreement = AgreementFactory(diary_number="Af-1")
        html = upload(admin, csv({"public_id": agreement.public_id, "diary_number": "Af-2"})).text
        assert "<del>Af-1</del>" in html
        assert "<ins>Af-2</ins>" in html
        assert "Bekräfta och skriv" in html

    def test_refused_file_shows_reasons_and_no_write_button(self, admin: Client) -> None:
        response = upload(admin, csv(NEW, NEW | {"municipality_code": "0114", "status": "<b>kanske"}))
        assert counts(response) == {"refused": 1, "changed": 0, "new": 1, "unchanged": 0}
        assert "Bekräfta" not in response.text
        assert "Ladda ner de avvisade raderna" in response.text
        assert "<strong>Status:</strong>" in response.text
        assert "&lt;b&gt;kanske finns inte." in response.text

    def test_unchanged_file_has_no_write_button(self, admin: Client) -> None:
        agreement = AgreementFactory()
        response = upload(admin, csv({"public_id": agreement.public_id, "status": "signed"}))
        assert counts(response)["unchanged"] == 1
        assert "Bekräfta" not in response.text

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "Filen är tom"),
            (b"%PDF-1.4", "PDF"),
            (b"status\n", "inga rader"),
            (b"status;kommun\nsigned;Lund;x\n", "Rad 2 har 3 celler"),
        ],
    )
    def test_other_file_types_are_refused_at_field(self, admin: Client, content: bytes, reason: str) -> None:
        response = upload(admin, content)
        assert response.status_code == 200
        assert reason in response.context["form"].errors["file"][0]  # type: ignore[attr-defined]

    def test_missing_file_is_refused(self, admin: Client) -> None:
        response = admin.post(reverse(IMPORT), {"new_rows": "draft"})
        assert response.context["form"].errors["file"]

    def test_windows_1252_with_semicolons_is_read(self, admin: Client) -> None:
        content = "Kommun;Status;Beslutsdag\r\nÄngelholm;avböjd;2023-03-01\r\n;;\r\n".encode("cp1252")
        confirm(admin, upload(admin, content))
        agreement = Agreement.objects.get()
        assert (agreement.municipality.name, agreement.status) == ("Ängelholm", "declined")

    def test_xlsx_is_read_under_any_name(self, admin: Client) -> None:
        sheet = Sheet("x", ["kommun", "status", "beslutsdag"], [["Lund", "tecknad", "2023-03-01"]], ["beslutsdag"])
        response = upload(admin, write_xlsx(sheet), name="svar.csv")
        confirm(admin, response)
        assert Agreement.objects.get().decided_on == datetime.date(2023, 3, 1)

    def test_rows_are_shown_a_kind_and_a_page_at_a_time(self, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(import_run_pages, "ROWS_ON_A_PAGE", 5)
        response = upload(admin, national(8))
        assert len(response.context["page"].object_list) == 5  # type: ignore[attr-defined]
        assert "Sida 1 av 2" in response.text
        page = response.request["PATH_INFO"]  # type: ignore[attr-defined]
        assert len(admin.get(f"{page}?visa=new&p=2").context["page"].object_list) == 3
        assert "Inga rader." in admin.get(f"{page}?visa=refused").text
        assert admin.get(f"{page}?visa=x&p=y").status_code == 200


class TestMapping:
    CONTENT = b"Stad;Beslut;Status;Egen anteckning\nLund;2023-03-01;tecknad;x\n"

    def test_unknown_headers_are_mapped_and_remembered(self, admin: Client) -> None:
        page = upload(admin, self.CONTENT)
        unknown = page.context["unknown"]  # type: ignore[attr-defined]
        assert [(one.header, one.samples) for one in unknown] == [
            ("Stad", ["Lund"]),
            ("Beslut", ["2023-03-01"]),
            ("Egen anteckning", ["x"]),
        ]
        chosen = {"column-0": "municipality", "column-1": "decided_on", "column-2": ""}
        preview = press(admin, page, "_map", **chosen)
        assert counts(preview)["new"] == 1
        confirm(admin, preview)
        assert Agreement.objects.get().municipality.name == "Lund"
        again = upload(admin, self.CONTENT.replace(b"Lund", b"Kalmar"))
        assert [one.suggested for one in again.context["unknown"]] == ["municipality", "decided_on", ""]  # type: ignore[attr-defined]
        assert all(one.is_remembered for one in again.context["unknown"])  # type: ignore[attr-defined]

    def test_closest_column_is_suggested(self, admin: Client) -> None:
        page = upload(admin, b"kommunnamn;beslutsdagen;status\nLund;2023-03-01;tecknad\n")
        assert [one.suggested for one in page.context["unknown"]][1] == "decided_on"  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        ("chosen", "message"),
        [
            ({"column-0": "municipality", "column-1": "municipality"}, "finns två gånger"),
            ({"column-0": "password"}, "Välj en kolumn som finns."),
        ],
    )
    def test_invalid_mapping_is_reported_and_shown_again(
        self, admin: Client, chosen: dict[str, str], message: str
    ) -> None:
        page = press(admin, upload(admin, self.CONTENT), "_map", **chosen)
        assert message in page.text
        assert page.context["run"].state == "mapping"  # type: ignore[attr-defined]
        if "column-1" in chosen:
            kept = [one.suggested for one in page.context["unknown"]]  # type: ignore[attr-defined]
            assert kept == ["municipality", "municipality", ""]
        assert not ColumnChoice.objects.exists()


class TestConfirm:
    def test_concurrent_change_writes_nothing_and_shows_reason(self, admin: Client) -> None:
        response = upload(admin, csv(NEW | {"municipality_code": "0114"}, NEW), new_rows="published")
        AgreementFactory(municipality_id="0180", decided_on=datetime.date(2022, 3, 1))
        late = confirm(admin, response)
        assert "Ingenting är skrivet." in late.text
        assert "Krockar med 0180-1." in late.text
        assert "Bekräfta" not in late.text
        assert Agreement.objects.count() == 1

    def test_import_is_written_once(self, admin: Client) -> None:
        page = upload(admin, csv(NEW))
        confirm(admin, page)
        again = confirm(admin, page)
        assert "Importen är skriven." in again.text
        assert Agreement.objects.count() == 1

    def test_same_answer_with_other_content_is_refused_with_its_id(self, admin: Client) -> None:
        confirm(admin, upload(admin, csv(NEW)))
        assert counts(upload(admin, csv(NEW)))["unchanged"] == 1
        again = upload(admin, csv(NEW | {"source_note": "En annan källa"}))
        assert "Samma svar finns redan: 0180-1." in again.text
        twice_in_a_file = upload(admin, csv(NEW | {"municipality_code": "0114"}, NEW | {"municipality_code": "0114"}))
        assert "Samma svar finns redan: rad 2." in twice_in_a_file.text

    def test_import_of_another_user_is_forbidden(self, admin: Client) -> None:
        page = upload(admin, csv(NEW))
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name="Registrator"))
        other = Client()
        other.force_login(user)
        assert other.get(page.request["PATH_INFO"]).status_code == 403  # type: ignore[attr-defined]
        checker = Client()
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name="Granskare"))
        checker.force_login(user)
        assert "gick inte att använda" in confirm(checker, page).text
        assert not Agreement.objects.exists()

    def test_unknown_key_is_not_found(self, admin: Client) -> None:
        assert admin.get(reverse("admin:agreements_agreement_import_run", args=[uuid.uuid4()])).status_code == 404

    def test_missing_stored_file_is_reported(self, admin: Client, kept: Path) -> None:
        page = upload(admin, csv(NEW))
        next(kept.iterdir()).unlink()
        assert "Filen finns inte kvar. Läs in den igen." in confirm(admin, page).text

    def test_stored_file_is_readable_by_server_only(self, admin: Client, kept: Path) -> None:
        upload(admin, csv(NEW))
        assert next(kept.iterdir()).stat().st_mode & 0o777 == 0o600
        assert kept.stat().st_mode & 0o777 == 0o700

    def test_forgotten_files_are_swept(self, admin: Client, kept: Path) -> None:
        upload(admin, csv(NEW))
        ImportRun.objects.update(made_at=timezone.now() - run_files.RUN_KEPT_FOR - datetime.timedelta(days=1))
        with TestCase.captureOnCommitCallbacks(execute=True):
            upload(admin, csv(NEW))
        assert ImportRun.objects.count() == len(list(kept.iterdir())) == 1


class TestRights:
    @pytest.fixture
    def entrant(self, db: None) -> Client:
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name="Registrator"))
        client = Client()
        client.force_login(user)
        return client

    def test_registrar_imports_drafts_only(self, entrant: Client) -> None:
        assert 'value="published"' not in entrant.get(reverse(IMPORT)).text
        confirm(entrant, upload(entrant, csv(NEW), new_rows="published"))
        assert not Agreement.objects.get().is_published
        refused = upload(entrant, csv(NEW | {"municipality_code": "0114", "published": "ja"}))
        assert "Du kan inte publicera eller avpublicera med en import." in refused.text

    def test_registrars_changes_of_published_agreements_become_proposals(self, entrant: Client) -> None:
        agreement = AgreementFactory(diary_number="Af-1")
        page = upload(entrant, csv({"public_id": agreement.public_id, "diary_number": "Af-2", "levels": "operativ"}))
        assert "blir ändringsförslag" in page.text
        assert not Proposal.objects.exists()
        confirm(entrant, page)
        agreement.refresh_from_db()
        assert (agreement.diary_number, agreement.levels.count()) == ("Af-1", 0)
        assert Proposal.objects.get().changes == {"diary_number": ["Af-1", "Af-2"], "levels": [[], ["operativ"]]}

    def test_four_eyes_forbids_publishing_import(self, admin: Client) -> None:
        require_two_people()
        confirm(admin, upload(admin, csv(NEW), new_rows="published"))
        assert not Agreement.objects.get().is_published


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestPublishing:
    """An import publishes like the list's action: with attachments, and by the same permissions."""

    @pytest.fixture
    def rut(self, db: None) -> User:
        user = UserFactory(is_staff=True, username="rut")
        user.groups.add(Group.objects.get(name="Registrator"))
        return user

    @pytest.fixture
    def greta(self, db: None) -> User:
        return CheckerFactory(username="greta", first_name="Greta", last_name="Granskare")

    @pytest.fixture
    def draft(self, rut: User, headline: AgreementType) -> Agreement:
        """A renewal with a document and a follow-up, which ends the previous agreement."""
        earlier = AgreementFactory()
        day = datetime.date(2024, 1, 1)
        draft = agreement_acts.register(
            municipality=earlier.municipality, type=headline, status=Status.SIGNED, by=rut, closes=earlier,
            decided_on=day, valid_from=day, source_note="Protokoll", verified_on=day,
        )  # fmt: skip
        with act("enter", rut):
            DocumentFactory(agreement=draft, draft=True)
            FollowUpFactory(agreement=draft, draft=True)
        agreement_acts.submit(Agreement.objects.filter(pk=draft.pk), by=rut)
        return draft

    def is_all_public(self, draft: Agreement) -> bool:
        states = {
            Agreement.objects.published().filter(pk=draft.pk).exists(),
            Document.objects.published().exists(),
            FollowUp.objects.published().exists(),
            Proposal.objects.get().state == Proposal.State.PUBLISHED,
            Agreement.objects.exclude(pk=draft.pk).get().valid_to == datetime.date(2023, 12, 31),
        }
        assert len(states) == 1
        return states.pop()

    def test_attachments_are_published_with_draft(self, greta: User, draft: Agreement) -> None:
        client = client_of(greta)
        page = upload(client, csv({"public_id": draft.public_id, "published": "ja"}))
        assert counts(page)["changed"] == 1
        assert not self.is_all_public(draft)
        confirm(client, page)
        assert self.is_all_public(draft)
        newest = history_of(Agreement, draft.pk)[0]
        assert (newest.how, newest.who) == ("Import", greta.get_full_name())
        assert Document.objects.get().published_by == greta

    def test_undoing_restores_everything(self, greta: User, draft: Agreement) -> None:
        client = client_of(greta)
        page = upload(client, csv({"public_id": draft.public_id, "published": "ja", "diary_number": "Af-2"}))
        written = confirm(client, page)
        assert self.is_all_public(draft)
        assert "Importen är ångrad" in press(client, written, "_undo").text
        assert not self.is_all_public(draft)
        assert Proposal.objects.get().state == Proposal.State.OPEN
        assert Agreement.objects.get(pk=draft.pk).diary_number == ""
        assert Agreement.objects.exclude(pk=draft.pk).get().is_published

    def test_registrar_publishes_nothing(self, rut: User, draft: Agreement) -> None:
        page = upload(client_of(rut), csv({"public_id": draft.public_id, "published": "ja"}))
        assert "Du kan inte publicera eller avpublicera med en import." in page.text
        confirm(client_of(rut), page)
        assert not self.is_all_public(draft)

    def test_four_eyes_lets_checker_publish_drafts_of_others(self, greta: User, draft: Agreement) -> None:
        require_two_people()
        client = client_of(greta)
        own = upload(client, csv({"public_id": draft.public_id, "published": "ja", "diary_number": "Af-2"}))
        assert "Du har själv registrerat eller ändrat 1280-2" in own.text
        confirm(client, own)
        assert not self.is_all_public(draft)
        confirm(client, upload(client, csv({"public_id": draft.public_id, "published": "ja"})))
        assert self.is_all_public(draft)

    def test_incomplete_draft_is_refused_with_missing_fields(self, greta: User, draft: Agreement) -> None:
        client = client_of(greta)
        page = upload(client, csv({"public_id": draft.public_id, "published": "ja", "source_note": ""}))
        assert "Ange källans adress eller källa innan du publicerar." in page.text
        assert "Skriv de andra raderna" not in page.text
        assert not self.is_all_public(draft)

    def test_new_row_publishes_document_of_joint_agreement(self, greta: User) -> None:
        joint = JointAgreementFactory()
        DocumentFactory(agreement=None, joint_agreement=joint, draft=True)
        client = client_of(greta)
        written = confirm(client, upload(client, csv(NEW | {"joint_agreement": joint.title, "published": "ja"})))
        assert Document.objects.published().exists()
        press(client, written, "_undo")
        assert not Document.objects.published().exists()
        assert not Agreement.objects.exists()

    def test_preview_raises_no_revision(self, greta: User, draft: Agreement) -> None:
        before = Revision.objects.get().number
        upload(client_of(greta), csv({"public_id": draft.public_id, "published": "ja"}))
        assert Revision.objects.get().number == before


class TestDuplicates:
    BARE = [{"municipality_code": code, "status": "tecknad"} for code in ("0114", "0180")]
    TALKING = [{"municipality_code": code, "status": "i dialog"} | {
        "source_note": "Protokoll", "valid_from": "2024-01", "verified_on": "2024-01-15"} for code in ("0114", "0180")]  # fmt: skip

    @pytest.mark.parametrize("rows", [BARE, TALKING], ids=["signed", "in dialogue"])
    def test_answers_without_days_are_not_entered_twice(self, admin: Client, rows: list[dict[str, str]]) -> None:
        confirm(admin, upload(admin, csv(*rows)))
        for new_rows in ("draft", "published"):
            again = upload(admin, csv(*rows), new_rows=new_rows)
            assert counts(again)["unchanged"] == 2
        assert Agreement.objects.count() == 2

    def test_published_dialogue_is_not_entered_twice(self, admin: Client) -> None:
        confirm(admin, upload(admin, csv(*self.TALKING), new_rows="published"))
        for new_rows in ("draft", "published"):
            assert counts(upload(admin, csv(*self.TALKING), new_rows=new_rows))["unchanged"] == 2

    def test_published_file_of_existing_drafts_changes_nothing(self, admin: Client) -> None:
        confirm(admin, upload(admin, csv(NEW)))
        assert counts(upload(admin, csv(NEW), new_rows="published"))["unchanged"] == 1

    def test_row_without_days_duplicates_answer_until_further_notice(self, admin: Client) -> None:
        AgreementFactory(municipality_id="0180")
        page = upload(admin, csv(*self.BARE))
        assert "Samma svar finns redan: 0180-1." in page.text
        assert counts(page)["new"] == 1

    def test_renewal_without_days_is_no_duplicate(self, admin: Client) -> None:
        earlier = AgreementFactory(municipality_id="0180")
        assert counts(upload(admin, csv(self.BARE[1] | {"replaces": earlier.public_id})))["new"] == 1

    def test_answer_after_ended_one_is_no_duplicate(self, admin: Client) -> None:
        AgreementFactory(municipality_id="0180", valid_to=datetime.date(2024, 12, 31))
        assert counts(upload(admin, csv(self.BARE[1])))["new"] == 1


class TestRefused:
    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    def test_corrected_refused_rows_are_imported(self, admin: Client, extension: str) -> None:
        page = upload(admin, csv(NEW, NEW | {"municipality_code": "0114", "status": "kanske"}))
        file = admin.get(f"{page.request['PATH_INFO']}refused.{extension}")  # type: ignore[attr-defined]
        table = read_table(file.content)
        assert table.headers[-1] == "fel"
        [row] = table.rows
        assert row[-1].startswith("status: kanske finns inte.")
        mended = [cell.replace("kanske", "tecknad") for cell in row[:-1]]
        again = upload(admin, write_csv(table.headers, [[*mended, row[-1]]], for_excel=True))
        assert counts(again) == {"refused": 0, "changed": 0, "new": 1, "unchanged": 0}

    def test_other_rows_are_written_on_request(self, admin: Client) -> None:
        page = upload(admin, csv(NEW, NEW | {"municipality_code": "0114", "status": "kanske"}))
        written = press(admin, page, "_write")
        assert "Importen är klar: 1 ny" in written.text
        assert Agreement.objects.get().municipality_id == "0180"
        assert counts(written) == {"refused": 1, "changed": 0, "new": 1, "unchanged": 0}
        assert admin.get(f"{page.request['PATH_INFO']}refused.csv").status_code == 200  # type: ignore[attr-defined]
        assert "Importen är skriven." in press(admin, page, "_write").text

    def test_unknown_file_type_of_refused_rows_is_not_found(self, admin: Client) -> None:
        page = upload(admin, csv(NEW | {"status": "kanske"}))
        assert admin.get(f"{page.request['PATH_INFO']}refused.pdf").status_code == 404  # type: ignore[attr-defined]


class TestPermission:
    @pytest.mark.parametrize("codenames", [[], ["view"], ["view", "add"], ["view", "change"]])
    def test_import_needs_add_and_change(self, codenames: list[str]) -> None:
        user = UserFactory(is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(codename__in=[f"{codename}_agreement" for codename in codenames])
        )
        client = Client()
        client.force_login(user)
        assert client.get(reverse(IMPORT)).status_code == 403
        assert upload(client, csv(NEW)).status_code == 403
        assert client.get(reverse(TEMPLATE, args=["csv"])).status_code == 403
        assert client.get(reverse(EXPORT)).status_code == (200 if codenames else 403)

    @pytest.mark.parametrize("name", [IMPORT, EXPORT])
    def test_pages_require_log_in(self, client: Client, name: str) -> None:
        assert client.get(reverse(name)).status_code == 302


class TestExport:
    XLSX, EXCEL, PLAIN = "0", "1", "2"

    def export(self, client: Client, kind: str, query: str = "") -> HttpResponse:
        return client.post(reverse(EXPORT) + query, {"format": kind, "resource": "0"})

    def test_export_page_shows_number_of_rows(self, admin: Client) -> None:
        AgreementFactory()
        response = admin.get(reverse(EXPORT))
        assert "Filen får 1 rad" in response.text
        assert "XLSX, att ändra i Excel" in response.text

    @pytest.mark.parametrize("kind", [XLSX, EXCEL, PLAIN])
    def test_imported_export_changes_nothing(self, admin: Client, registrar: User, kind: str) -> None:
        nasty_register(registrar)
        response = self.export(admin, kind)
        again = upload(admin, response.content, new_rows="published")
        assert counts(again) == {"refused": 0, "changed": 0, "new": 0, "unchanged": 11}

    def test_csv_for_excel(self, admin: Client) -> None:
        AgreementFactory(internal_note="=1+1")
        response = self.export(admin, self.EXCEL)
        assert response.content.startswith(
            f"\ufeff{';'.join(AGREEMENT_FIELDS)}\r\n1280-1;1280;Malmö;samlad;signed".encode()
        )
        assert b";'=1+1;" in response.content
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"].startswith('attachment; filename="overenskommelser-20')

    def test_csv_for_machines(self, admin: Client) -> None:
        response = self.export(admin, self.PLAIN)
        assert response.content == f"{','.join(AGREEMENT_FIELDS)}\r\n".encode()

    def test_xlsx_keeps_codes_and_days(self, admin: Client) -> None:
        AgreementFactory(municipality_id="0114")
        page = load_workbook(io.BytesIO(self.export(admin, self.XLSX).content)).active
        row = dict(zip([cell.value for cell in page[1]], page[2], strict=True))
        assert row["municipality_code"].value == "0114"
        assert row["decided_on"].value.date() == datetime.date(2023, 3, 1)

    def test_export_has_rows_of_filtered_list(self, admin: Client) -> None:
        AgreementFactory()
        AgreementFactory(municipality_id="0180", status="declined")
        response = self.export(admin, self.PLAIN, "?status__exact=declined")
        assert [line.split(",")[0] for line in response.text.splitlines()[1:]] == ["0180-1"]

    def test_demo_is_marked_in_name_and_rows(self, admin: Client) -> None:
        Register.objects.update_or_create(pk=1, defaults={"is_demo": True})
        AgreementFactory()
        response = self.export(admin, self.PLAIN)
        assert 'filename="demo-overenskommelser-' in response["Content-Disposition"]
        header, row = response.text.splitlines()
        assert header.endswith(",demo")
        assert row.endswith(",true")

    def test_invalid_filter_redirects_to_list(self, admin: Client) -> None:
        response = admin.get(reverse(EXPORT) + "?decided_on__gte=igår")
        assert response.status_code == 302

    def test_unknown_format(self, admin: Client) -> None:
        response = self.export(admin, "7")
        assert response.status_code == 200
        assert response.context["form"].errors["format"]  # type: ignore[attr-defined]

    def test_query_count_does_not_grow_with_size(self, admin: Client) -> None:
        def queries(size: int) -> int:
            for number in range(size):
                AgreementFactory(draft=True).levels.set(CollaborationLevel.objects.all()[: number % 3])
            with CaptureQueriesContext(connection) as captured:
                self.export(admin, self.PLAIN)
            return len(captured)

        queries(3)
        assert queries(3) == queries(40)


class TestTemplate:
    def test_csv(self, admin: Client) -> None:
        response = admin.get(reverse(TEMPLATE, args=["csv"]))
        assert response.content == f"\ufeff{';'.join(AGREEMENT_FIELDS)}\r\n".encode()

    def test_xlsx_with_explanations(self, admin: Client) -> None:
        book = load_workbook(io.BytesIO(admin.get(reverse(TEMPLATE, args=["xlsx"])).content))
        assert book.sheetnames == ["Överenskommelser", "Förklaring"]
        assert [cell.value for cell in book["Överenskommelser"][1]] == AGREEMENT_FIELDS
        assert book["Överenskommelser"].column_dimensions["B"].number_format == "@"
        explained = {row[0].value: (row[1].value, row[2].value) for row in book["Förklaring"].iter_rows(min_row=2)}
        assert list(explained) == AGREEMENT_FIELDS
        assert explained["valid_to"][0] == "gäller till"
        assert "Tomt betyder tills vidare." in explained["valid_to"][1]

    def test_completed_template_is_imported(self, admin: Client) -> None:
        book = load_workbook(io.BytesIO(admin.get(reverse(TEMPLATE, args=["xlsx"])).content))
        cells = NEW | {"decided_on": datetime.date(2023, 3, 1)}
        book.worksheets[0].append([cells.get(column) for column in AGREEMENT_FIELDS])
        file = io.BytesIO()
        book.save(file)
        assert counts(upload(admin, file.getvalue(), name="mall.xlsx"))["new"] == 1

    def test_empty_template_is_refused(self, admin: Client) -> None:
        response = upload(admin, admin.get(reverse(TEMPLATE, args=["xlsx"])).content)
        assert "inga rader under rubrikraden" in response.text

    def test_unknown_extension_is_not_found(self, admin: Client) -> None:
        assert admin.get(reverse(TEMPLATE, args=["pdf"])).status_code == 404
