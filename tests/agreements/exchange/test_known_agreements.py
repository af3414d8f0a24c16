"""A file of 302 answers that public sources tell of is imported and published whole, with no day invented."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agreements.acts.act import act
from agreements.exchange import progress
from agreements.models import Agreement, Completeness, ImportRun, JointAgreement
from tests.factories import AgreementFactory, JointAgreementFactory, UserFactory

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parent / "data" / "known_agreements.csv"
IMPORT = "admin:agreements_agreement_import"
SKANE = "Samverkansavtal i sydvästra Skåne"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    # In the request instead of a thread, which would not see the test's transaction.
    monkeypatch.setattr(progress, "AT_ONCE", 1000)


@pytest.fixture(autouse=True)
def _nothing_is_complete(db: None) -> None:
    """The register is not stated to be complete, as it is where it begins."""
    Completeness.objects.all().delete()


@pytest.fixture
def astrid(db: None) -> User:
    user = UserFactory(username="astrid", is_staff=True)
    user.groups.add(Group.objects.get(name="Administratör"))
    return user


@pytest.fixture
def desk(astrid: User) -> Client:
    client = Client()
    client.force_login(astrid)
    return client


def preview(desk: Client, content: bytes = b"") -> HttpResponse:
    """Uploads the file to be published, and skips the column that the register does not have."""
    file = SimpleUploadedFile("known.csv", content or FILE.read_bytes())
    page = desk.post(reverse(IMPORT), {"file": file, "new_rows": "published"}, follow=True)
    if "Vilka kolumner är det här?" in page.text:
        assert "certainty" in page.text
        page = press(desk, page, "_map", **{"column-0": ""})
    return page


def joint_rows() -> bytes:
    """The rows of the file that name a joint agreement: fifteen rows, three titles."""
    with FILE.open(encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream)
    place = header.index("joint_agreement")
    excerpt = io.StringIO()
    csv.writer(excerpt).writerows([header, *(line for line in lines if line[place])])
    return excerpt.getvalue().encode()


def press(desk: Client, page: Any, button: str, **typed: str) -> HttpResponse:
    return desk.post(page.request["PATH_INFO"], {button: ""} | typed, follow=True)


def counts(page: Any) -> dict[str, int]:
    return page.context["run"].counts


def command(**options: Any) -> str:
    out = io.StringIO()
    call_command("import_agreements", str(FILE), stdout=out, skip=["certainty"], **options)
    return out.getvalue()


def positions(client: Client, type_slug: str, day: str) -> dict[str, str]:
    """The position of each municipality by name, as the public file has it."""
    return {row["municipality"]: row["position"] for row in rows_on(client, type_slug, day)}


def rows_on(client: Client, type_slug: str, day: str) -> list[dict[str, str]]:
    answer = client.get("/kommuner/csv/", {"type": type_slug, "per": day})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text, newline="")))


def check_register(client: Client) -> None:
    """What every page says once the file is in the register."""
    assert Agreement.objects.published().count() == 302
    assert not Agreement.objects.exclude(decided_on=None).exists()
    spring = positions(client, "dua-unga", "2016-03-15")
    assert Counter(spring.values()) == {"signed": 286, "declined": 2, "unknown": 2}
    assert (spring["Täby"], spring["Österåker"]) == ("declined", "declined")
    in_dialogue = {
        row["municipality"] for row in rows_on(client, "dua-unga", "2016-03-15") if row["in_dialogue"] == "true"
    }
    assert in_dialogue == {"Vindeln", "Mellerud"}
    assert {row["valid_from_edtf"] for row in rows_on(client, "dua-unga", "2016-03-15")} == {"../2016-02", ""}
    assert set(positions(client, "dua-unga", "2016-01-15").values()) == {"unknown"}
    agreement = Agreement.objects.get(municipality="1280", type__slug="dua-unga")
    assert "senast i februari 2016" in client.get(f"{agreement.get_absolute_url()}?per=2016-03-15").text

    before, after = positions(client, "samlad", "2022-12-15"), positions(client, "samlad", "2023-01-01")
    members = set(Agreement.objects.filter(joint_agreement__title=SKANE).values_list("municipality__name", flat=True))
    assert len(members) == 11
    assert set(before.values()) == {"unknown"}
    assert {name for name, position in after.items() if position == "signed"} == members
    assert {position for name, position in after.items() if name not in members} == {"unknown"}
    assert positions(client, "dua-nyanlanda", "2018-01-25")["Hudiksvall"] == "signed"


def test_file_is_imported_and_published_at_the_desk(desk: Client, client: Client, astrid: User) -> None:
    page = preview(desk)
    assert counts(page) == {"new": 302, "changed": 0, "unchanged": 0, "refused": 0}
    assert f"Ny gemensam överenskommelse: {SKANE}" in page.text
    assert not JointAgreement.objects.exists()
    assert "302 nya" in press(desk, page, "_write").text
    assert set(Agreement.objects.values_list("published_by", flat=True)) == {astrid.pk}
    assert sorted(JointAgreement.objects.values_list("title", flat=True)) == [
        SKANE,
        "Överenskommelse Norsjö och Skellefteå om unga",
        "Överenskommelse Sävsjö och Vetlanda om unga",
    ]
    check_register(client)
    overview = " ".join(re.sub("<[^>]+>", "", client.get("/?per=2023-01-01").text).split())
    assert "Registret känner till 11 kommuner med överenskommelse" in overview
    assert "För 279 kommuner saknas uppgift." in overview

    again = preview(desk)
    assert counts(again) == {"new": 0, "changed": 0, "unchanged": 302, "refused": 0}
    assert "Det finns inget att skriva." in again.text


def test_file_is_imported_and_published_by_the_command(client: Client, astrid: User) -> None:
    told = command(by="astrid", commit=True, publish=True)
    assert "Nya: 302" in told
    assert f"Ny gemensam överenskommelse: {SKANE}" in told
    check_register(client)
    assert "Oförändrade: 302" in command(by="astrid", commit=True, publish=True)
    assert (Agreement.objects.count(), JointAgreement.objects.count(), ImportRun.objects.count()) == (302, 3, 1)


def test_joint_agreements_are_undone_with_the_import(desk: Client) -> None:
    kept = JointAgreementFactory(title="Överenskommelse Norsjö och Skellefteå om unga")
    run = press(desk, preview(desk, joint_rows()), "_write")
    assert JointAgreement.objects.count() == 3
    assert "Importen är ångrad: 15 rader." in press(desk, run, "_undo").text
    assert not Agreement.objects.exists()
    assert list(JointAgreement.objects.all()) == [kept]


def test_joint_agreement_that_others_use_since_stops_the_undoing(desk: Client) -> None:
    run = press(desk, preview(desk, joint_rows()), "_write")
    with act("register", UserFactory()):
        AgreementFactory(joint_agreement=JointAgreement.objects.get(title=SKANE), draft=True)
    page = press(desk, run, "_undo")
    assert [str(message) for message in page.context["messages"]] == [
        f"Importen är inte ångrad. {SKANE} har fått överenskommelser sedan dess."
    ]
    assert Agreement.objects.published().count() == 15


def test_changed_agreement_is_given_a_new_joint_agreement_and_back(desk: Client) -> None:
    earlier = JointAgreementFactory(title="Tidigare")
    agreement = AgreementFactory(joint_agreement=earlier)
    content = f"public_id,joint_agreement\n{agreement.public_id},Senare\n".encode()
    page = desk.post(reverse(IMPORT), {"file": SimpleUploadedFile("a.csv", content), "new_rows": "draft"}, follow=True)
    assert "Ny gemensam överenskommelse: Senare" in page.text
    run = press(desk, page, "_write")
    assert Agreement.objects.get().joint_agreement.title == "Senare"  # type: ignore[union-attr]
    press(desk, run, "_undo")
    assert Agreement.objects.get().joint_agreement == earlier
    assert list(JointAgreement.objects.all()) == [earlier]
