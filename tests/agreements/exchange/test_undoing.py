"""An import is undone as one act, or not at all where somebody has changed its rows since."""

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
from agreements.exchange import runs
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
    run, _headers = runs.receive_import(
        csv(*rows), kind=IMPORT_KINDS["agreement"], file="svar.csv", by=by, publish_new=publish_new
    )
    runs.work(run, commit=True)
    run.refresh_from_db()
    assert run.state == "written", list(run.lines.values_list("content", flat=True))
    return run


def stored() -> list[Any]:
    """All that is stored of agreements, whenever it was written."""
    return [
        list(Agreement.objects.order_by("pk").values()),
        sorted(Agreement.levels.through._default_manager.values_list("agreement", "collaborationlevel")),
        sorted(Agreement.areas.through._default_manager.values_list("agreement", "cooperationarea")),
    ]


@pytest.mark.parametrize("publish_new", [False, True])
def test_what_it_made_goes_and_what_it_changed_is_as_before(registrar: User, publish_new: bool) -> None:
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
    """Over the page: what an import has done to public rows, those undo who may do it by hand."""

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

    def test_a_checker_undoes_a_change_of_what_is_public(self, greta: User, agreement: Agreement) -> None:
        run = imported(greta, {"public_id": agreement.public_id, "diary_number": "Af-2"})
        assert "Importen är ångrad: 1 rad." in self.press_undo(run, CheckerFactory())
        agreement.refresh_from_db()
        assert (agreement.diary_number, agreement.is_published) == ("Af-1", True)

    @pytest.mark.parametrize(
        ("cells", "is_new"), [({"diary_number": "Af-2"}, False), ({"published": "nej"}, False), ({}, True)]
    )
    def test_who_may_no_longer_publish_leaves_what_is_public(
        self, greta: User, agreement: Agreement, cells: dict[str, str], is_new: bool
    ) -> None:
        run = imported(greta, NEW if is_new else {"public_id": agreement.public_id, **cells}, publish_new=is_new)
        before = stored()
        greta.groups.set(Group.objects.filter(name="Registrator"))
        assert "Be en granskare att ångra den." in self.press_undo(run, greta)
        assert stored() == before

    @pytest.mark.parametrize("cells", [{"diary_number": "Af-2"}, {"levels": "operativ"}, {"published": "nej"}])
    def test_where_two_people_publish_nobody_undoes_it_alone(
        self, greta: User, agreement: Agreement, cells: dict[str, str]
    ) -> None:
        run = imported(greta, {"public_id": agreement.public_id, **cells})
        before = stored()
        require_two_people()
        for by in (greta, CheckerFactory()):
            told = self.press_undo(run, by)
            assert "så att någon annan granskar: 1280-1 Malmö." in told
        assert stored() == before

    def test_where_two_people_publish_what_it_published_is_taken_back(self, greta: User) -> None:
        run = imported(greta, NEW, publish_new=True)
        require_two_people()
        assert "Importen är ångrad: 1 rad." in self.press_undo(run, greta)
        assert not Agreement.objects.exists()

    def test_a_registrar_undoes_own_drafts_and_proposals(self, agreement: Agreement) -> None:
        require_two_people()
        rut = UserFactory(is_staff=True)
        rut.groups.set(Group.objects.filter(name="Registrator"))
        run = imported(rut, NEW, NEW | {"public_id": agreement.public_id, "municipality_code": "1280"})
        assert Proposal.objects.get().state == "open"
        assert "Importen är ångrad: 2 rader." in self.press_undo(run, rut)
        assert list(Agreement.objects.all()) == [agreement]
        assert Proposal.objects.get().state == "withdrawn"

    def test_two_answers_that_changed_places_are_put_back(self, greta: User) -> None:
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

    def test_a_document_that_another_agreement_needs_stays_public(self, greta: User) -> None:
        joint = JointAgreementFactory()
        document = DocumentFactory(agreement=None, joint_agreement=joint, draft=True)
        run = imported(greta, NEW | {"joint_agreement": joint.title}, publish_new=True)
        with pghistory.context(command="annat"):
            AgreementFactory(joint_agreement=joint)
        assert "Importen är ångrad" in self.press_undo(run, greta)
        document.refresh_from_db()
        assert document.is_published

    def test_a_document_changed_since_counts(self, greta: User) -> None:
        draft = AgreementFactory(draft=True)
        document = DocumentFactory(agreement=draft, draft=True)
        run = imported(greta, {"public_id": draft.public_id, "published": "ja"})
        with pghistory.context(command="annat"):
            Document.objects.filter(pk=document.pk).update(title="Ny")
        assert "Ny har ändrats sedan dess av annat" in self.press_undo(run, greta)
        assert Agreement.objects.published().exists()


def test_ids_are_not_given_again(registrar: User) -> None:
    undo(imported(registrar, NEW), by=registrar)
    imported(registrar, NEW)
    assert Agreement.objects.get().public_id == "0180-2"


def test_undone_once(registrar: User) -> None:
    run = imported(registrar, NEW)
    undo(run, by=registrar)
    with pytest.raises(ValidationError, match="Importen är ångrad, och kan inte ångras"):
        undo(run, by=registrar)


def test_a_row_changed_since_is_named_with_who_and_nothing_is_undone(registrar: User) -> None:
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


def test_levels_changed_since_count(registrar: User) -> None:
    run = imported(registrar, NEW | {"levels": "operativ"})
    with pghistory.context(command="annat"):
        Agreement.objects.get().levels.add(CollaborationLevel.objects.get(slug="strategisk"))
    with pytest.raises(ValidationError, match="har ändrats sedan dess"):
        undo(run, by=registrar)


def test_a_document_added_since_counts(registrar: User) -> None:
    run = imported(registrar, NEW)
    with pghistory.context(command="annat"):
        DocumentFactory(agreement=Agreement.objects.get())
    before = stored()
    with pytest.raises(ValidationError, match="0180-1 Stockholm har fått dokument sedan dess"):
        undo(run, by=registrar)
    assert stored() == before


def test_a_later_import_counts(registrar: User) -> None:
    first = imported(registrar, NEW)
    second = imported(registrar, {"public_id": "0180-1", "diary_number": "Af-2"})
    with pytest.raises(ValidationError, match="har ändrats sedan dess av Rut Registrator"):
        undo(first, by=registrar)
    undo(second, by=registrar)
    assert Agreement.objects.get().diary_number == ""


def test_what_it_proposed_is_withdrawn_unless_it_is_published(registrar: User) -> None:
    require_two_people()
    agreement = AgreementFactory(diary_number="Af-1", published_by=registrar)
    run = imported(registrar, {"public_id": agreement.public_id, "diary_number": "Af-2"})
    undo(run, by=registrar)
    assert Proposal.objects.get().state == "withdrawn"

    run = imported(registrar, {"public_id": agreement.public_id, "diary_number": "Af-3"})
    proposals.publish_proposal(Proposal.objects.undecided().get(), by=CheckerFactory())
    with pytest.raises(ValidationError, match="redan publicerad"):
        undo(run, by=registrar)
