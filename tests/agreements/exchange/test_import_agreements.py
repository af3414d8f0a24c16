"""The command `import_agreements` has the permissions of the user that it names."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, ColumnChoice, ImportRun, JointAgreement, Proposal
from tests.agreements.exchange.resources.test_agreements import NEW, csv
from tests.conftest import require_two_people
from tests.factories import AgreementFactory, CheckerFactory, ColumnChoiceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def rut(db: None) -> User:
    """A registrar without permission to publish."""
    user = UserFactory(username="rut", is_staff=True)
    user.groups.add(Group.objects.get(name="Registrator"))
    return user


@pytest.fixture
def greta(db: None) -> User:
    return CheckerFactory(username="greta")


def run(path: Path, content: bytes, **options: object) -> str:
    file = path / "svar.csv"
    file.write_bytes(content)
    out = io.StringIO()
    call_command("import_agreements", str(file), stdout=out, **options)
    return out.getvalue()


def refused(path: Path, content: bytes, **options: object) -> str:
    with pytest.raises(CommandError) as refusal:
        run(path, content, **options)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def test_notes_of_file_are_printed(tmp_path: Path) -> None:
    content = "kommun;typ;status\r\nÄngelholm;samlad;i dialog\r\n".encode("cp1252")
    assert "Filen är läst som Windows-1252." in run(tmp_path, content)


def page_of(run: ImportRun) -> str:
    return reverse("admin:agreements_agreement_import_run", args=[run.key])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_default_is_dry_run(tmp_path: Path, kept: Path) -> None:
    agreement = AgreementFactory(diary_number="Af-1", source_note="Protokoll")
    users = User.objects.count()
    changed = {"public_id": agreement.public_id, "diary_number": "Af-2", "status": "signed"}
    changed |= {"decided_on": "2023-03-01", "valid_from": "2023-03-01"}
    told = run(tmp_path, csv(NEW, changed | {"source_note": "Protokoll", "verified_on": "2024-01-15"}))
    assert "Nya: 1\n  + rad 2 Stockholm\n" in told
    assert "Ändrade: 1\n  ≠ rad 3 1280-1 Malmö\n      Arbetsförmedlingens diarienummer: Af-1 → Af-2\n" in told
    assert "Lägg till --commit och --by användarnamn för att skriva." in told
    assert (Agreement.objects.count(), User.objects.count(), ImportRun.objects.count()) == (1, users, 0)
    assert list(kept.iterdir()) == []


def test_commit_records_user(tmp_path: Path, greta: User) -> None:
    assert "Filen är inläst." in run(tmp_path, csv(NEW), commit=True, by="greta", publish=True)
    agreement = Agreement.objects.get()
    assert agreement.published_by == greta
    for event in agreement.events.all():
        context = event.pgh_context.metadata
        assert (context["act"], context["file"], context["user"]) == ("import", "svar.csv", greta.pk)


def test_commit_without_publish_creates_drafts(tmp_path: Path, greta: User) -> None:
    run(tmp_path, csv(NEW), commit=True, by="greta")
    assert not Agreement.objects.get().is_published


def test_committed_import_is_undone_at_desk(tmp_path: Path, rut: User) -> None:
    told = run(tmp_path, csv(NEW), commit=True, by="rut")
    written = ImportRun.objects.get()
    assert page_of(written) in told
    client = client_of(rut)
    assert "svar.csv" in client.get("/admin/agreements/importrun/").text
    assert "Importen är ångrad: 1 rad." in client.post(page_of(written), {"_undo": ""}, follow=True).text
    assert not Agreement.objects.exists()


def test_registrar_writes_drafts_and_proposals_only(tmp_path: Path, rut: User) -> None:
    agreement = AgreementFactory(diary_number="Af-1")
    change = {"public_id": agreement.public_id, "diary_number": "Af-2"}
    told = run(tmp_path, csv(change), commit=True, by="rut")
    assert "blir ändringsförslag" in told
    agreement.refresh_from_db()
    assert agreement.diary_number == "Af-1"
    assert Proposal.objects.get().proposed_by == rut

    assert "rut får inte publicera." in refused(tmp_path, csv(NEW), commit=True, by="rut", publish=True)
    for row in (NEW | {"published": "ja"}, {"public_id": agreement.public_id, "published": "nej"}):
        assert "Ingenting är skrivet." in refused(tmp_path, csv(row), commit=True, by="rut")
    assert list(Agreement.objects.published()) == [agreement]
    assert Agreement.objects.count() == 1


def test_registrar_proposes_new_days_parts_and_joint_agreement_of_public_row(tmp_path: Path, rut: User) -> None:
    agreement = AgreementFactory()
    row = {
        "public_id": agreement.public_id,
        "valid_from_edtf": "2023",
        "target_groups": "unga",
        "joint_agreement": "Ny",
    }
    told = run(tmp_path, csv(row), commit=True, by="rut")
    assert "Ny gemensam överenskommelse: Ny" in told
    agreement.refresh_from_db()
    assert (str(agreement.first_day), agreement.joint_agreement) == ("1 mars 2023", None)
    assert not agreement.target_groups.exists()
    joint = JointAgreement.objects.get()
    assert not joint.is_public
    assert Proposal.objects.get().changes == {
        "valid_from": ["2023-03-01", "2023"],
        "target_groups": [[], ["unga"]],
        "joint_agreement": [None, joint.pk],
    }


def test_reviewer_proposes_change_of_public_row_while_two_people_publish(tmp_path: Path, greta: User) -> None:
    require_two_people()
    agreement = AgreementFactory(diary_number="Af-1")
    run(tmp_path, csv({"public_id": agreement.public_id, "diary_number": "Af-2"}), commit=True, by="greta")
    agreement.refresh_from_db()
    assert agreement.diary_number == "Af-1"
    assert Proposal.objects.get().proposed_by == greta


def test_joint_agreement_is_added_by_those_who_may_only(tmp_path: Path) -> None:
    user = UserFactory(username="lina", is_staff=True)
    names = ["add_agreement", "change_agreement", "view_agreement"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    out = io.StringIO()
    (tmp_path / "svar.csv").write_bytes(csv(NEW | {"joint_agreement": "Ny"}))
    with pytest.raises(CommandError):
        call_command("import_agreements", str(tmp_path / "svar.csv"), commit=True, by="lina", stdout=out)
    assert "Ny är inte titeln på en gemensam överenskommelse. Lägg upp den först." in out.getvalue()
    assert not JointAgreement.objects.exists()


@pytest.mark.parametrize("role", ["Läsare", ""])
def test_command_requires_import_permission(tmp_path: Path, role: str) -> None:
    user = UserFactory(username="lars", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    assert "lars får inte importera." in refused(tmp_path, csv(NEW), commit=True, by="lars")
    # With every permission, but not staff.
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=True)
    assert "lars får inte importera." in refused(tmp_path, csv(NEW), commit=True, by="lars")
    assert not Agreement.objects.exists()


@pytest.mark.usefixtures("greta")
def test_four_eyes_forbids_publishing_import(tmp_path: Path) -> None:
    require_two_people()
    assert "Två personer publicerar." in refused(tmp_path, csv(NEW), commit=True, by="greta", publish=True)
    row = NEW | {"published": "ja"}
    out = io.StringIO()
    (tmp_path / "svar.csv").write_bytes(csv(row))
    with pytest.raises(CommandError):
        call_command("import_agreements", str(tmp_path / "svar.csv"), commit=True, by="greta", stdout=out)
    assert "Du har själv registrerat eller ändrat 0180-1" in out.getvalue()
    assert not Agreement.objects.exists()


def test_repeated_file_is_unchanged(tmp_path: Path, greta: User) -> None:
    file = csv(
        NEW, {"municipality_code": "0114", "status": "tecknad"}, {"municipality_code": "1280", "status": "i dialog"}
    )
    run(tmp_path, file, commit=True, by="greta")
    told = run(tmp_path, file, commit=True, by="greta")
    assert "Oförändrade: 3" in told
    assert "Det finns inget att skriva." in told
    assert (Agreement.objects.count(), ImportRun.objects.count()) == (3, 1)


def test_unchanged_file_writes_nothing(tmp_path: Path, greta: User) -> None:
    agreement = AgreementFactory()
    told = run(tmp_path, csv({"public_id": agreement.public_id, "status": "signed"}), commit=True, by="greta")
    assert "Det finns inget att skriva." in told
    assert not Proposal.objects.exists()
    assert not ImportRun.objects.exists()


class TestHeaders:
    CONTENT = b"Stad;Status;Egen anteckning\nLund;tecknad;x\n"

    def test_unknown_columns_are_named_and_can_be_skipped(self, tmp_path: Path, rut: User) -> None:
        assert "Kolumnen Stad, Egen anteckning känns inte igen." in refused(tmp_path, self.CONTENT)
        ColumnChoiceFactory(header="stad", column="municipality")
        assert "Kolumnen Egen anteckning känns inte igen." in refused(tmp_path, self.CONTENT)
        told = run(tmp_path, self.CONTENT, skip=["egen anteckning"], commit=True, by="rut")
        assert "Kolumnen Stad läses som municipality." in told
        assert "Kolumnen Egen anteckning läses inte." in told
        assert Agreement.objects.get().municipality.name == "Lund"
        assert ColumnChoice.objects.get(header="egen anteckning").column == ""

    def test_skipped_known_column_stays_known(self, tmp_path: Path, rut: User) -> None:
        run(tmp_path, csv(NEW | {"diary_number": "Af-1"}), skip=["diary_number"], commit=True, by="rut")
        assert Agreement.objects.get().diary_number == ""
        assert not ColumnChoice.objects.exists()

    def test_skipping_missing_column_is_error(self, tmp_path: Path) -> None:
        assert "Filen har ingen kolumn som heter Sted." in refused(tmp_path, self.CONTENT, skip=["Sted"])


@pytest.mark.usefixtures("greta")
def test_refused_row_stops_import(tmp_path: Path, kept: Path) -> None:
    out = io.StringIO()
    file = tmp_path / "svar.csv"
    file.write_bytes(csv(NEW, NEW | {"municipality_code": "9999"}))
    with pytest.raises(CommandError, match="Rätta de avvisade raderna"):
        call_command("import_agreements", str(file), commit=True, by="greta", stdout=out)
    assert "Avvisade: 1\n  ✕ rad 3 9999\n      kommunkod: Ingen kommun har koden 9999." in out.getvalue()
    assert not Agreement.objects.exists()
    assert not ImportRun.objects.exists()
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"commit": True}, "Ange vem som importerar, för rättigheterna och historiken: --by"),
        ({"publish": True}, "Ange vem som importerar"),
        ({"commit": True, "by": "ingen"}, "Ingen aktiv användare heter ingen."),
    ],
)
def test_commit_and_publish_require_user(tmp_path: Path, options: dict[str, Any], reason: str) -> None:
    assert reason in refused(tmp_path, csv(NEW), **options)


def test_unwritable_folder_is_reported(tmp_path: Path, kept: Path) -> None:
    kept.write_text("")
    assert "går inte att spara i" in refused(tmp_path, csv(NEW))


def test_missing_file_is_reported() -> None:
    with pytest.raises(CommandError, match="går inte att öppna"):
        call_command("import_agreements", "finns-inte.csv")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="går inte att öppna"):
        call_command("import_agreements", str(tmp_path))


def test_other_file_type_is_refused(tmp_path: Path) -> None:
    assert "PDF" in refused(tmp_path, b"%PDF-1.4")
