"""Restoring earlier versions of rows."""

from __future__ import annotations

import datetime

import pghistory
import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import Client

from agreements.acts import proposals
from agreements.days.imprecise import OPEN_PAST
from agreements.history import restoring
from agreements.history.row import history_of
from agreements.models import Agreement, CollaborationLevel, DialogueMeeting, Document, Proposal, TargetGroup
from tests.conftest import post_form
from tests.factories import AgreementFactory, DialogueMeetingFactory, DocumentFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db


def changed(agreement: Agreement, **values: object) -> Agreement:
    with pghistory.context(command="ändra"):
        Agreement.objects.filter(pk=agreement.pk).update(**values)
        agreement.levels.set(CollaborationLevel.objects.filter(slug="operativ"))
    return Agreement.objects.get(pk=agreement.pk)


def first(row: object) -> restoring.Step:
    found = restoring.version_of(row, 1)  # type: ignore[arg-type]
    assert found
    return found


def test_draft_is_restored(registrar: User) -> None:
    draft = changed(AgreementFactory(draft=True, diary_number="A"), diary_number="B", notice_months=3)
    events = draft.events.count()
    assert {
        change.name: (change.before, change.after) for change in restoring.version_differences(draft, first(draft))
    } == {
        "Arbetsförmedlingens diarienummer": ("B", "A"),
        "Uppsägningstid i månader": ("3", "–"),
        "Samverkansnivåer": ("Operativ nivå", "–"),
    }
    assert restoring.restore(draft, first(draft), reason="Fel kommun", by=registrar) is None
    draft.refresh_from_db()
    assert (draft.diary_number, draft.notice_months, list(draft.levels.all())) == ("A", None, [])
    assert draft.events.count() == events + 1
    entry = history_of(Agreement, draft.pk)[0]
    assert (entry.how, entry.why, entry.who) == ("Återställning", "Fel kommun", "Rut Registrator")


def test_restoring_published_agreement_is_proposed(registrar: User) -> None:
    agreement = changed(AgreementFactory(diary_number="A"), diary_number="B")
    proposal = restoring.restore(agreement, first(agreement), reason="Fel", by=registrar)
    assert proposal
    assert (proposal.act, proposal.changes) == (
        Proposal.Act.RESTORE,
        {"diary_number": ["B", "A"], "levels": [["operativ"], []]},
    )
    agreement.refresh_from_db()
    assert agreement.diary_number == "B"
    proposals.publish_proposal(proposal, by=registrar)
    agreement.refresh_from_db()
    assert (agreement.diary_number, agreement.is_published) == ("A", True)
    with pytest.raises(ValidationError, match="ingenting att återställa"):
        restoring.restore(agreement, first(agreement), reason="Igen", by=registrar)


NOT_LATER_THAN_FEBRUARY = {"valid_from": datetime.date(2016, 2, 29), "valid_from_earliest": OPEN_PAST}
SOME_DAY_OF_2024 = {"valid_to": datetime.date(2024, 1, 1), "valid_to_latest": datetime.date(2024, 12, 31)}
EXACT = {
    "valid_from": datetime.date(2016, 2, 29),
    "valid_from_earliest": None,
    "valid_to": None,
    "valid_to_latest": None,
}


def days_of(agreement: Agreement) -> dict[str, object]:
    return {name: getattr(agreement, name) for name in EXACT}


def test_imprecise_days_are_restored_exactly(registrar: User) -> None:
    imprecise = NOT_LATER_THAN_FEBRUARY | SOME_DAY_OF_2024
    draft = changed(AgreementFactory(draft=True, decided_on=None, **imprecise), **EXACT)
    found = restoring.version_differences(draft, first(draft))
    differences = {change.name: (change.before, change.after) for change in found}
    assert differences == {
        "Samverkansnivåer": ("Operativ nivå", "–"),
        "Gäller från": ("2016-02-29", "senast 2016-02"),
        "Gäller till": ("–", "2024"),
    }
    restoring.restore(draft, first(draft), reason="Dagen är inte känd", by=registrar)
    draft.refresh_from_db()
    assert days_of(draft) == imprecise
    restored = restoring.version_of(draft, 2)
    assert restored
    restoring.restore(draft, restored, reason="Dagen är känd", by=registrar)
    draft.refresh_from_db()
    assert days_of(draft) == EXACT


def test_imprecise_days_of_a_published_agreement_are_proposed_as_they_were(registrar: User) -> None:
    agreement = changed(AgreementFactory(decided_on=None, **NOT_LATER_THAN_FEBRUARY), **EXACT)
    proposal = restoring.restore(agreement, first(agreement), reason="Fel", by=registrar)
    assert proposal
    assert proposal.changes["valid_from"] == ["2016-02-29", "../2016-02"]
    proposals.publish_proposal(proposal, by=registrar)
    agreement.refresh_from_db()
    assert days_of(agreement) == EXACT | NOT_LATER_THAN_FEBRUARY


def test_parties_target_groups_and_replacements_are_restored(registrar: User) -> None:
    draft, earlier, party = AgreementFactory(draft=True), AgreementFactory(draft=True), PartyFactory()
    group = TargetGroup.objects.earliest("pk")
    links = {"parties": party, "target_groups": group, "also_replaces": earlier}
    with pghistory.context(command="a"):
        for name, other in links.items():
            getattr(draft, name).add(other)
    with pghistory.context(command="b"):
        for name in links:
            getattr(draft, name).clear()
    version = restoring.version_of(draft, 2)
    assert version
    restoring.restore(draft, version, reason="Fel", by=registrar)
    assert {name: list(getattr(draft, name).all()) for name in links} == {name: [row] for name, row in links.items()}


def test_restoring_beside_undecided_proposal_is_refused(registrar: User) -> None:
    agreement = changed(AgreementFactory(diary_number="A"), diary_number="B")
    restoring.restore(agreement, first(agreement), reason="Fel", by=registrar)
    with pytest.raises(ValidationError, match="redan ett ändringsförslag"):
        restoring.restore(agreement, first(agreement), reason="Fel", by=registrar)


def test_restoring_requires_reason(registrar: User) -> None:
    draft = changed(AgreementFactory(draft=True, diary_number="A"), diary_number="B")
    with pytest.raises(ValidationError, match="Skriv varför"):
        restoring.restore(draft, first(draft), reason=" ", by=registrar)


def test_version_that_breaks_rule_is_refused(registrar: User) -> None:
    document = DocumentFactory()
    with pghistory.context(command="x"):
        Document.objects.filter(pk=document.pk).update(title="Ny")
    version = first(Document.objects.get(pk=document.pk))
    version.state[Document._meta.get_field("title")] = ""
    document.refresh_from_db()
    with pytest.raises(ValidationError):
        restoring.restore(document, version, reason="Fel", by=registrar)
    assert Document.objects.get(pk=document.pk).title == "Ny"


def test_municipalities_of_meeting_are_restored(registrar: User) -> None:
    meeting = DialogueMeetingFactory(title="A")
    with pghistory.context(command="a"):
        meeting.municipalities.set(["1280", "0180"])
    with pghistory.context(command="b"):
        DialogueMeeting.objects.filter(pk=meeting.pk).update(title="B")
        meeting.municipalities.set(["0180"])
    version = restoring.version_of(meeting, 2)
    assert version
    restoring.restore(DialogueMeeting.objects.get(pk=meeting.pk), version, reason="Fel", by=registrar)
    meeting.refresh_from_db()
    assert (meeting.title, {one.pk for one in meeting.municipalities.all()}) == ("A", {"1280", "0180"})


def address(agreement: Agreement, version: int = 1) -> str:
    return f"/admin/agreements/agreement/{agreement.pk}/history/{version}/restore/"


def test_page_shows_difference_and_restores(admin: Client) -> None:
    draft = changed(AgreementFactory(draft=True, diary_number="A-1"), diary_number="B-2")
    history = f"/admin/agreements/agreement/{draft.pk}/history/"
    assert f'href="{address(draft)}"' in admin.get(history).content.decode()
    page = admin.get(address(draft)).content.decode()
    assert "A-1" in page
    assert "B-2" in page
    refused = post_form(admin, address(draft), {"reason": ""})
    assert "Skriv varför du återställer" in refused.content.decode()
    assert Agreement.objects.get(pk=draft.pk).diary_number == "B-2"
    assert post_form(admin, address(draft), {"reason": "Fel"}).headers["Location"] == history
    assert Agreement.objects.get(pk=draft.pk).diary_number == "A-1"


def test_page_shows_obstacle(admin: Client, registrar: User) -> None:
    agreement = changed(AgreementFactory(diary_number="A"), diary_number="B")
    post_form(admin, address(agreement), {"reason": "Fel"})
    answer = post_form(admin, address(agreement), {"reason": "Mitt skäl"}).content.decode()
    assert "redan ett ändringsförslag" in answer
    assert "Mitt skäl" in answer
    assert Proposal.objects.count() == 1


def test_error_names_field(admin: Client) -> None:
    draft = AgreementFactory(draft=True, valid_to=datetime.date(2024, 1, 31))
    draft = changed(draft, valid_to=None)
    with pghistory.context(command="b"):
        Agreement.objects.filter(pk=draft.pk).update(valid_from=datetime.date(2025, 1, 1))
    assert post_form(admin, address(draft), {"reason": "Fel"}).status_code == 302


@pytest.mark.parametrize("version", [0, 99, 2])
def test_missing_version_redirects_to_history(admin: Client, version: int) -> None:
    draft = AgreementFactory(draft=True)
    answer = admin.get(address(draft, version))
    assert answer.headers["Location"].endswith("/history/")


def test_reader_cannot_restore() -> None:
    draft = changed(AgreementFactory(draft=True, diary_number="A"), diary_number="B")
    reader = UserFactory(is_staff=True)
    reader.groups.add(Group.objects.get(name="Läsare"))
    client = Client()
    client.force_login(reader)
    assert "restore" not in client.get(f"/admin/agreements/agreement/{draft.pk}/history/").content.decode()
    assert client.post(address(draft), {"reason": "Fel"}).status_code == 403
    assert Agreement.objects.get(pk=draft.pk).diary_number == "B"


def test_deleted_row_and_proposal_cannot_be_restored(admin: Client, registrar: User) -> None:
    draft = AgreementFactory(draft=True)
    key = draft.pk
    draft.delete()
    draft.pk = key
    assert admin.get(address(draft)).status_code == 302
    proposal = proposals.propose(AgreementFactory(), {"diary_number": "9"}, kind=Proposal.Act.CHANGE, by=registrar)
    assert admin.get(f"/admin/agreements/proposal/{proposal.pk}/history/1/restore/").status_code == 403
