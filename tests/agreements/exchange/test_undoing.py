"""An import is undone as one act, or not at all if somebody has changed its rows since."""

from __future__ import annotations

import datetime
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agreements.acts import proposals
from agreements.exchange import run_files, runs
from agreements.exchange.kinds import IMPORT_KINDS
from agreements.exchange.undoing import undo
from agreements.history.row import history_of
from agreements.models import Agreement, CollaborationLevel, Document, ImportRun, Proposal
from tests.agreements.exchange.resources.test_agreements import NEW, csv
from tests.conftest import require_two_people
from tests.factories import AgreementFactory, CheckerFactory, DocumentFactory, JointAgreementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def imported(by: User, *rows: dict[str, str], publish_new: bool = False) -> ImportRun:
    run, _headers = run_files.receive_import(
        csv(*rows), kind=IMPORT_KINDS["agreement"], file="svar.csv", by=by, publish_new=publish_new
    )
    runs.start_import(run, commit=True)
    run.refresh_from_db()
    assert run.state == "written", list(run.lines.values_list("content", flat=True))
    return run


def stored() -> list[Any]:
    """All rows of agreements, without times."""
    return [
        list(Agreement.objects.order_by("pk").values()),
        sorted(Agreement.levels.through._default_manager.values_list("agreement", "collaborationlevel")),
        sorted(Agreement.areas.through._default_manager.values_list("agreement", "cooperationarea")),
    ]


@pytest.mark.parametrize("publish_new", [False, True])
def test_undo_deletes_new_rows_and_restores_changed_rows(registrar: User, publish_new: bool) -> None:
    changed = AgreementFactory(diary_number="Af-1", published_by=registrar)
    changed.levels.set(CollaborationLevel.objects.filter(slug="operativ"))
    before = stored()
    run = imported(
        registrar,
        NEW | {"levels": "operativ"},
        NEW
        | {"public_id": changed.public_id, "municipality_code": "1280", "diary_number": "Af-2"}
        | {"levels": "strategisk", "areas": "enklare-service"},
        publish_new=publish_new,
    )
    assert stored() != before
    assert undo(run, by=registrar) == 2
    assert stored() == before
    run.refresh_from_db()
    assert (run.state, run.undone_by) == ("undone", registrar)
    assert history_of(Agreement, changed.pk)[0].how == "Ångrad import"


class TestRights:
    """Over HTTP: undoing requires the permissions that the same changes by hand require."""

    @pytest.fixture
    def greta(self, db: None) -> User:
        return CheckerFactory(username="greta")

    @pytest.fixture
    def agreement(self, db: None) -> Agreement:
        return AgreementFactory(diary_number="Af-1")

    def press_undo(self, run: ImportRun, by: User) -> str:
        client = Client()
        client.force_login(User.objects.get(pk=by.pk))
        page = reverse("admin:agreements_agreement_import_run", args=[run.key])
        return client.post(page, {"_undo": ""}, follow=True).text

    def test_checker_undoes_change_of_public_row(self, greta: User, agreement: Agreement) -> None:
        run = imported(greta, {"public_id": agreement.public_id, "diary_number": "Af-2"})
        assert "Importen är ångrad: 1 rad." in self.press_undo(run, CheckerFactory())
        agreement.refresh_from_db()
        assert (agreement.diary_number, agreement.is_published) == ("Af-1", True)

    @pytest.mark.parametrize(
        ("cells", "is_new"), [({"diary_number": "Af-2"}, False), ({"published": "nej"}, False), ({}, True)]
    )
    def test_undo_of_public_rows_requires_publish_permission(
        self, greta: User, agreement: Agreement, cells: dict[str, str], is_new: bool
    ) -> None:
        run = imported(greta, NEW if is_new else {"public_id": agreement.public_id, **cells}, publish_new=is_new)
        before = stored()
        greta.groups.set(Group.objects.filter(name="Registrator"))
        assert "Be en granskare att ångra den." in self.press_undo(run, greta)
        assert stored() == before

    @pytest.mark.parametrize("cells", [{"diary_number": "Af-2"}, {"levels": "operativ"}, {"published": "nej"}])
    def test_four_eyes_forbids_undo_of_public_change(
        self, greta: User, agreement: Agreement, cells: dict[str, str]
    ) -> None:
        run = imported(greta, {"public_id": agreement.public_id, **cells})
        before = stored()
        require_two_people()
        for by in (greta, CheckerFactory()):
            told = self.press_undo(run, by)
            assert "så att någon annan granskar: 1280-1 Malmö." in told
        assert stored() == before

    def test_four_eyes_allows_undo_of_publication(self, greta: User) -> None:
        run = imported(greta, NEW, publish_new=True)
        require_two_people()
        assert "Importen är ångrad: 1 rad." in self.press_undo(run, greta)
        assert not Agreement.objects.exists()

    def test_registrar_undoes_own_drafts_and_proposals(self, agreement: Agreement) -> None:
        require_two_people()
        rut = UserFactory(is_staff=True)
        rut.groups.set(Group.objects.filter(name="Registrator"))
        run = imported(rut, NEW, NEW | {"public_id": agreement.public_id, "municipality_code": "1280"})
        assert Proposal.objects.get().state == "open"
        assert "Importen är ångrad: 2 rader." in self.press_undo(run, rut)
        assert list(Agreement.objects.all()) == [agreement]
        assert Proposal.objects.get().state == "withdrawn"

    def test_swapped_answers_are_restored(self, greta: User) -> None:
        first = AgreementFactory(municipality_id="0180", valid_to=datetime.date(2023, 12, 31))
        second = AgreementFactory(municipality_id="0180", decided_on=datetime.date(2024, 1, 1))
        before = stored()
        run = imported(
            greta,
            {"public_id": second.public_id, "valid_from": "2025-01-01", "valid_to": ""},
            {"public_id": first.public_id, "valid_from": "2023-03-01", "valid_to": "2024-12-31"},
        )
        assert stored() != before
        assert "Importen är ångrad: 2 rader." in self.press_undo(run, greta)
        assert stored() == before

    def test_document_shared_with_public_agreement_stays_public(self, greta: User) -> None:
        joint = JointAgreementFactory()
        document = DocumentFactory(agreement=None, joint_agreement=joint, draft=True)
        run = imported(greta, NEW | {"joint_agreement": joint.title}, publish_new=True)
        with pghistory.context(command="annat"):
            AgreementFactory(joint_agreement=joint)
        assert "Importen är ångrad" in self.press_undo(run, greta)
        document.refresh_from_db()
        assert document.is_published

    def test_document_changed_since_blocks_undo(self, greta: User) -> None:
        draft = AgreementFactory(draft=True)
        document = DocumentFactory(agreement=draft, draft=True)
        run = imported(greta, {"public_id": draft.public_id, "published": "ja"})
        with pghistory.context(command="annat"):
            Document.objects.filter(pk=document.pk).update(title="Ny")
        assert "Ny har ändrats sedan dess av annat" in self.press_undo(run, greta)
        assert Agreement.objects.published().exists()


def test_ids_are_not_reused(registrar: User) -> None:
    undo(imported(registrar, NEW), by=registrar)
    imported(registrar, NEW)
    assert Agreement.objects.get().public_id == "0180-2"


def test_import_is_undone_once(registrar: User) -> None:
    run = imported(registrar, NEW)
    undo(run, by=registrar)
    with pytest.raises(ValidationError, match="Importen är ångrad, och kan inte ångras"):
        undo(run, by=registrar)


def test_row_changed_since_blocks_undo_and_is_named(registrar: User) -> None:
    run = imported(registrar, NEW, NEW | {"municipality_code": "0114"})
    greta = UserFactory(first_name="Greta", last_name="Granskare")
    with pghistory.context(user=greta.pk):
        Agreement.objects.filter(public_id="0114-1").update(diary_number="Af-9")
    before = stored()
    with pytest.raises(ValidationError) as refusal:
        undo(run, by=registrar)
    [reason] = refusal.value.messages
    assert reason.startswith("0114-1 Upplands Väsby har ändrats sedan dess av Greta Granskare ")
    assert stored() == before


def test_levels_changed_since_block_undo(registrar: User) -> None:
    run = imported(registrar, NEW | {"levels": "operativ"})
    with pghistory.context(command="annat"):
        Agreement.objects.get().levels.add(CollaborationLevel.objects.get(slug="strategisk"))
    with pytest.raises(ValidationError, match="har ändrats sedan dess"):
        undo(run, by=registrar)


def test_document_added_since_blocks_undo(registrar: User) -> None:
    run = imported(registrar, NEW)
    with pghistory.context(command="annat"):
        DocumentFactory(agreement=Agreement.objects.get())
    before = stored()
    with pytest.raises(ValidationError, match="0180-1 Stockholm har fått dokument sedan dess"):
        undo(run, by=registrar)
    assert stored() == before


def test_later_import_blocks_undo(registrar: User) -> None:
    first = imported(registrar, NEW)
    second = imported(registrar, {"public_id": "0180-1", "diary_number": "Af-2"})
    with pytest.raises(ValidationError, match="har ändrats sedan dess av Rut Registrator"):
        undo(first, by=registrar)
    undo(second, by=registrar)
    assert Agreement.objects.get().diary_number == ""


def test_undo_withdraws_undecided_proposals(registrar: User) -> None:
    require_two_people()
    agreement = AgreementFactory(diary_number="Af-1", published_by=registrar)
    run = imported(registrar, {"public_id": agreement.public_id, "diary_number": "Af-2"})
    undo(run, by=registrar)
    assert Proposal.objects.get().state == "withdrawn"

    run = imported(registrar, {"public_id": agreement.public_id, "diary_number": "Af-3"})
    proposals.publish_proposal(Proposal.objects.undecided().get(), by=CheckerFactory())
    with pytest.raises(ValidationError, match="redan publicerad"):
        undo(run, by=registrar)
