from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from agreements.models import Agreement
from tests.agreements.test_resources import NEW, csv
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def run(path: Path, content: bytes, **options: object) -> str:
    file = path / "svar.csv"
    file.write_bytes(content)
    out = io.StringIO()
    call_command("import_agreements", str(file), stdout=out, **options)
    return out.getvalue()


def test_dry_by_default(tmp_path: Path) -> None:
    agreement = AgreementFactory(diary_number="Af-1")
    users = User.objects.count()
    changed = {"public_id": agreement.public_id, "diary_number": "Af-2", "status": "signed"}
    changed |= {"decided_on": "2023-03-01", "valid_from": "2023-03-01"}
    kept = {"source_note": "Protokoll", "verified_on": "2024-01-15"}
    agreement.source_note = "Protokoll"
    agreement.save()
    told = run(tmp_path, csv(NEW, changed | kept), publish=True)
    assert "Nya: 1\n  + rad 2 Stockholm\n" in told
    assert "Ändrade: 1\n  ≠ rad 3 1280-1 Malmö\n      Arbetsförmedlingens diarienummer: Af-1 → Af-2\n" in told
    assert "Ingenting är skrivet." in told
    assert Agreement.objects.count() == 1
    assert User.objects.count() == users


def test_commit_writes_in_a_persons_name(tmp_path: Path, registrar: User) -> None:
    assert "Filen är inläst." in run(tmp_path, csv(NEW), commit=True, by="registrator", publish=True)
    assert Agreement.objects.get().published_by == registrar
    context = Agreement.objects.get().events.get().pgh_context.metadata
    assert (context["act"], context["file"], context["user"]) == ("import", "svar.csv", registrar.pk)


def test_commit_without_publish_makes_drafts(tmp_path: Path, registrar: User) -> None:
    run(tmp_path, csv(NEW), commit=True, by="registrator")
    assert not Agreement.objects.get().is_published


def test_refused_row_stops_all(tmp_path: Path, registrar: User, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    file = tmp_path / "svar.csv"
    file.write_bytes(csv(NEW, NEW | {"municipality_code": "9999"}))
    with pytest.raises(CommandError, match="Rätta de avvisade raderna"):
        call_command("import_agreements", str(file), commit=True, by="registrator", stdout=out)
    assert "Avvisade: 1\n  ✕ rad 3 9999\n      kommunkod: Ingen kommun har koden 9999." in out.getvalue()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("by", "reason"),
    [(None, "Ange vem som importerar, för historiken: --by"), ("ingen", "Ingen aktiv användare heter")],
)
def test_commit_needs_somebody(tmp_path: Path, by: str | None, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(tmp_path, csv(NEW), commit=True, by=by)


def test_file_that_is_missing() -> None:
    with pytest.raises(CommandError, match="går inte att öppna"):
        call_command("import_agreements", "finns-inte.csv")


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="går inte att öppna"):
        call_command("import_agreements", str(tmp_path))


def test_file_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="PDF"):
        run(tmp_path, b"%PDF-1.4")
