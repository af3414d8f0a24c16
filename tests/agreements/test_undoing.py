"""An import is undone as one act, or not at all where somebody has changed its rows since."""

from __future__ import annotations

from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from agreements import proposals
from agreements.history import history_of
from agreements.imports import running
from agreements.imports.kinds import KINDS
from agreements.imports.undoing import undo
from agreements.models import Agreement, CollaborationLevel, ImportRun, Proposal
from tests.agreements.test_resources import NEW, csv
from tests.conftest import require_two_people
from tests.factories import AgreementFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def imported(by: User, *rows: dict[str, str], publish_new: bool = False) -> ImportRun:
    run, _headers = running.receive(
        csv(*rows), kind=KINDS["agreement"], file="svar.csv", by=by, publish_new=publish_new
    )
    running.work(run, commit=True)
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
    proposals.publish(Proposal.objects.undecided().get(), by=UserFactory())
    with pytest.raises(ValidationError, match="redan publicerad"):
        undo(run, by=registrar)
