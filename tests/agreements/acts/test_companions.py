"""Drafts with an accompanying end: publication changes what the checker's page showed and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from agreements.acts import proposals
from agreements.models import Agreement, Document, JointAgreement, Proposal
from tests.conftest import post_form, require_two_people
from tests.factories import AgreementFactory, DocumentFactory, FollowUpFactory, JointAgreementFactory
from tests.pages import AGREEMENTS, form_data, hidden_fields, member, open_publish_page, publish_chosen, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut(db: None) -> Client:
    return member("Registrator")


@pytest.fixture
def greta(db: None) -> Client:
    return member("Granskare", first_name="Greta", last_name="Granskare")


@pytest.fixture
def earlier(db: None) -> Agreement:
    return AgreementFactory(public_summary="Som det var")


@pytest.fixture
def draft(rut: Client, earlier: Agreement) -> Agreement:
    """Registered by Rut, with an accompanying end of the earlier agreement."""
    data = {
        "municipality": "1280",
        "status": "declined",
        "decided_on": "2025-01-01",
        "source_note": "Protokoll",
        **COMPARED,
    }
    send(rut, f"{AGREEMENTS}add/", **data, overlap="close", _save="")
    return Agreement.objects.drafts().get()


def page_of(row: Any) -> str:
    return f"/admin/agreements/{row._meta.model_name}/{row.pk}/change/"


def text(response: Any) -> str:
    return str(response.content.decode())


# Changes of the row with an accompanying end


def test_change_of_published_row_is_separate_proposal(
    rut: Client, greta: Client, earlier: Agreement, draft: Agreement
) -> None:
    assert "blir ett eget ändringsförslag" in text(rut.get(page_of(earlier)))
    send(rut, page_of(earlier), status="declined", public_summary="Inskrivet av Rut", _save="")
    end = earlier.proposals.get(accompanies=draft)
    own = earlier.proposals.get(accompanies=None)
    assert end.changes == {"valid_to": [None, "2024-12-31"]}
    assert own.changes == {"status": ["signed", "declined"], "public_summary": ["Som det var", "Inskrivet av Rut"]}
    send(greta, page_of(draft), _publish="")
    earlier.refresh_from_db()
    assert (earlier.status, earlier.public_summary) == ("signed", "Som det var")
    assert earlier.valid_to == datetime.date(2024, 12, 31)
    own.refresh_from_db()
    assert own.state == "open"


def test_desk_proposal_is_revised_beside_accompanying_end(rut: Client, earlier: Agreement, draft: Agreement) -> None:
    send(rut, page_of(earlier), public_summary="Första", _save="")
    assert form_data(rut, page_of(earlier))["public_summary"] == "Första"
    send(rut, page_of(earlier), public_summary="Andra", _save="")
    assert earlier.proposals.get(accompanies=None).changes["public_summary"] == ["Som det var", "Andra"]
    assert earlier.proposals.undecided().count() == 2


@pytest.mark.parametrize("changed", [{"valid_to": "2025-06-30"}, {"valid_to": "2025-06-30", "ending": "expired"}])
def test_second_end_is_refused_with_form_values_kept(
    rut: Client, earlier: Agreement, draft: Agreement, changed: dict[str, str]
) -> None:
    page = text(send(rut, page_of(earlier), public_summary="Det jag skrev", **changed, _save=""))
    assert f"Utkastet {draft} avslutar redan överenskommelsen, med 2024-12-31 som sista dag" in page
    assert "Det jag skrev" in page
    assert earlier.proposals.count() == 1


def test_end_and_renewal_are_blocked_by_accompanying_end(rut: Client, earlier: Agreement, draft: Agreement) -> None:
    for act in ("end", "renew"):
        page = text(rut.get(f"{AGREEMENTS}{earlier.pk}/{act}/", follow=True))
        assert "avslutar redan överenskommelsen" in page, act


def test_draft_cannot_end_agreement_that_desk_proposal_ends(rut: Client, earlier: Agreement) -> None:
    send(rut, page_of(earlier), valid_to="2025-06-30", _save="")
    data = {
        "municipality": "1280",
        "status": "declined",
        "decided_on": "2025-01-01",
        "source_note": "Protokoll",
        **COMPARED,
    }
    page = text(send(rut, f"{AGREEMENTS}add/", **data, overlap="close", _save=""))
    assert "ändrar redan hur länge 1280-1 Malmö gäller" in page
    assert 'value="close"' not in page
    assert not Agreement.objects.drafts().exists()
    send(rut, f"{AGREEMENTS}add/", **data, overlap="keep", _save="")
    assert Agreement.objects.drafts().exists()


def test_second_draft_cannot_end_same_agreement(rut: Client, earlier: Agreement, draft: Agreement) -> None:
    data = {
        "municipality": "1280",
        "status": "declined",
        "decided_on": "2025-02-01",
        "source_note": "Protokoll",
        **COMPARED,
    }
    page = text(send(rut, f"{AGREEMENTS}add/", **data, overlap="close", _save=""))
    assert "avslutar redan överenskommelsen" in page
    assert Agreement.objects.drafts().get() == draft


def test_accompanying_end_changes_end_fields_only(earlier: Agreement, draft: Agreement, registrar: User) -> None:
    end = earlier.proposals.get()
    with pytest.raises(ValidationError, match="kan bara avsluta"):
        proposals.revise(end, {"status": "declined"}, kind=Proposal.Act.CHANGE, by=registrar, reason="")


# Changes of the draft


def test_end_follows_first_day_of_draft(rut: Client, earlier: Agreement, draft: Agreement) -> None:
    page = text(send(rut, page_of(draft), decided_on="2025-03-01", valid_from="2025-03-01", _continue=""))
    assert earlier.proposals.get().changes["valid_to"] == [None, "2025-02-28"]
    assert "<ins>2025-02-28</ins>" in page
    send(rut, page_of(draft), status="signed", _continue="")
    assert earlier.proposals.get().changes["ending"] == ["", "replaced"]


def test_draft_that_begins_too_early_is_saved_and_names_obstacle(
    rut: Client, earlier: Agreement, draft: Agreement
) -> None:
    early = {"decided_on": "2023-01-01", "valid_from": "2023-01-01"}
    assert "från en senare dag än den gamla" in text(send(rut, page_of(draft), **early, _continue=""))
    page = text(send(rut, page_of(draft), **early, overlap="keep", _continue=""))
    assert "Utkastet är inte färdigt att publicera" in page
    draft.refresh_from_db()
    assert str(draft.valid_from) == "2023-01-01"


def test_accompanying_end_is_sent_back_with_its_draft(greta: Client, earlier: Agreement, draft: Agreement) -> None:
    end = earlier.proposals.get()
    page = greta.get(page_of(end)).content.decode()
    assert "_return" not in page
    answer = post_form(greta, page_of(end), {"_return": "", "because": "Fel dag"}, follow=True)
    assert "Skicka tillbaka utkastet i stället" in text(answer)
    assert earlier.proposals.get().state == "open"


# The checker's page


def test_page_shows_companions_by_field(greta: Client, earlier: Agreement, draft: Agreement) -> None:
    joint = JointAgreementFactory(title="Skåne tillsammans", public_summary="Om texten")
    Agreement.objects.filter(pk=draft.pk).update(joint_agreement=joint)
    DocumentFactory(agreement=None, joint_agreement=joint, title="Den gemensamma texten", draft=True)
    DocumentFactory(agreement=draft, title="Eget beslut", draft=True, url="https://example.org/beslut.pdf")
    FollowUpFactory(agreement=draft, findings="Det gick bra", draft=True)
    shown = ["<ins>2024-12-31</ins>", "Om texten", "Den gemensamma texten", "https://example.org/beslut.pdf"]
    for page in (greta.get(page_of(draft)), open_publish_page(greta, [draft.pk])):
        assert "Det här blir offentligt samtidigt" in text(page)
        assert [words for words in [*shown, "Det gick bra"] if words not in text(page)] == []
    assert "Protokoll" in text(open_publish_page(greta, [draft.pk]))
    publish_chosen(greta, [draft.pk])
    assert Document.objects.published().count() == 2
    assert JointAgreement.objects.public().exists()


def change_the_joint_text(draft: Agreement) -> None:
    JointAgreement.objects.update(public_summary="Inskrivet efteråt")


def add_a_document(draft: Agreement) -> None:
    DocumentFactory(agreement=draft, title="Tillagt efteråt", draft=True)


def add_a_joint_document(draft: Agreement) -> None:
    DocumentFactory(agreement=None, joint_agreement=draft.joint_agreement, title="Tillagt efteråt", draft=True)


def change_the_draft(draft: Agreement) -> None:
    Agreement.objects.filter(pk=draft.pk).update(public_summary="Inskrivet efteråt")


# What somebody ticks and writes who has compared the answer with its source today.
COMPARED = {"compared_today": "on", "own_function": "Handläggare"}
DECLINED = {
    "municipality": "1280", "status": "declined", "decided_on": "2025-01-01", "source_note": "Protokoll", **COMPARED,
}  # fmt: skip
MEANWHILE = [change_the_joint_text, add_a_document, add_a_joint_document, change_the_draft]


@pytest.fixture
def joint_draft(draft: Agreement) -> Agreement:
    draft.joint_agreement = JointAgreementFactory(public_summary="Om texten")
    draft.save()
    return draft


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda change: change.__name__)
def test_form_refuses_companions_entered_after_it_was_opened(
    greta: Client, joint_draft: Agreement, meanwhile: Any
) -> None:
    opened = form_data(greta, page_of(joint_draft))
    meanwhile(joint_draft)
    page = greta.post(page_of(joint_draft), opened | {"_publish": ""}, follow=True)
    assert not Agreement.objects.published().filter(pk=joint_draft.pk).exists()
    assert "efteråt" in text(page)
    assert "Läs igenom" in text(page)
    send(greta, page_of(joint_draft), _publish="")
    assert Agreement.objects.published().filter(pk=joint_draft.pk).exists()


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda change: change.__name__)
def test_list_action_refuses_companions_entered_after_page_was_shown(
    greta: Client, joint_draft: Agreement, meanwhile: Any
) -> None:
    shown = hidden_fields(text(open_publish_page(greta, [joint_draft.pk])))
    meanwhile(joint_draft)
    page = text(greta.post(AGREEMENTS, shown, follow=True))
    assert "visades inte så på sidan" in page
    assert not Agreement.objects.published().filter(pk=joint_draft.pk).exists()
    publish_chosen(greta, [joint_draft.pk])
    assert Agreement.objects.published().filter(pk=joint_draft.pk).exists()


def test_new_agreement_is_published_with_rows_of_its_form_only(greta: Client) -> None:
    joint = JointAgreementFactory(public_summary="Inskrivet av någon annan")
    data = {
        **DECLINED,
        "follow_ups-TOTAL_FORMS": 1, "follow_ups-0-year": 2025, "follow_ups-0-done_on": "2025-06-01",
    }  # fmt: skip
    send(greta, f"{AGREEMENTS}add/", **data, joint_agreement=joint.pk, _publish="")
    assert not Agreement.objects.published().exists()
    Agreement.objects.all().delete()
    send(greta, f"{AGREEMENTS}add/", **data, _publish="")
    assert Agreement.objects.published().get().follow_ups.published().exists()


# Four eyes


@pytest.fixture
def _four_eyes(db: None) -> None:
    require_two_people()


@pytest.mark.usefixtures("_four_eyes")
def test_four_eyes_covers_accompanying_end(rut: Client, greta: Client, earlier: Agreement) -> None:
    data = {
        "municipality": "1280",
        "status": "declined",
        "decided_on": "2025-01-01",
        "source_note": "Protokoll",
        **COMPARED,
    }
    send(rut, f"{AGREEMENTS}add/", **data, overlap="keep", _save="")
    draft = Agreement.objects.drafts().get()
    send(greta, page_of(draft), overlap="close", _save="")
    assert earlier.proposals.get().proposed_by == greta.user  # type: ignore[attr-defined]
    page = text(greta.get(page_of(draft)))
    assert "Du kan inte publicera utkastet själv" in page
    assert "_publish" not in page
    send(greta, page_of(draft), _publish="")
    assert "Du har själv" in text(publish_chosen(greta, [draft.pk]))
    assert not Agreement.objects.published().filter(pk=draft.pk).exists()
    publish_chosen(member("Granskare"), [draft.pk])
    assert Agreement.objects.published().filter(pk=draft.pk).exists()


@pytest.mark.usefixtures("_four_eyes")
def test_carry_out_checks_four_eyes_of_accompanying_proposal(rut: Client, earlier: Agreement, draft: Agreement) -> None:
    with pytest.raises(ValidationError, match="Du har själv"):
        proposals.carry_out(earlier.proposals.get(), by=rut.user)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_four_eyes")
def test_four_eyes_covers_joint_agreement_that_becomes_public(rut: Client, greta: Client, draft: Agreement) -> None:
    send(greta, "/admin/agreements/jointagreement/add/", title="Skåne tillsammans", public_summary="Av Greta", _save="")
    Agreement.objects.filter(pk=draft.pk).update(joint_agreement=JointAgreement.objects.get())
    assert "Du har själv registrerat eller ändrat Skåne tillsammans" in text(publish_chosen(greta, [draft.pk]))
    assert not Agreement.objects.published().filter(pk=draft.pk).exists()
    publish_chosen(member("Granskare"), [draft.pk])
    assert Agreement.objects.published().filter(pk=draft.pk).exists()


@pytest.mark.usefixtures("_four_eyes")
def test_registrar_submits_draft_with_document_and_accompanying_end(rut: Client, draft: Agreement) -> None:
    row = {"title": "Beslut", "language": "sv", "url": "https://example.org/a.pdf", "accept_warnings": "False"}
    document = {f"documents-0-{name}": value for name, value in row.items()}
    page = send(rut, page_of(draft), **document, **{"documents-TOTAL_FORMS": 1}, _submit="")
    assert "är lämnad för granskning" in text(page)


@pytest.mark.usefixtures("_four_eyes")
def test_four_eyes_covers_every_editor_of_proposal(rut: Client, greta: Client, earlier: Agreement) -> None:
    send(greta, page_of(earlier), public_summary="Av Greta", _save="")
    send(rut, page_of(earlier), diary_number="Af-1", _save="")
    proposal = earlier.proposals.get()
    assert "_approve" not in text(greta.get(page_of(proposal)))
    post_form(greta, page_of(proposal), {"_approve": ""})
    assert earlier.proposals.get().state == "open"


# A proposal that makes a joint agreement public


def test_proposal_page_shows_joint_agreement_that_it_makes_public(
    rut: Client, greta: Client, earlier: Agreement
) -> None:
    joint = JointAgreementFactory(title="Skåne tillsammans", public_summary="Om texten")
    send(rut, page_of(earlier), joint_agreement=joint.pk, _save="")
    proposal = earlier.proposals.get()
    assert "Om texten" in text(greta.get(page_of(proposal)))
    opened = hidden_fields(text(greta.get(page_of(proposal))))
    JointAgreement.objects.update(public_summary="Inskrivet efteråt")
    answer = greta.post(page_of(proposal), opened | {"_approve": ""}, follow=True)
    assert "visades inte så på sidan" in text(answer)
    greta.post(page_of(proposal), hidden_fields(text(greta.get(page_of(proposal)))) | {"_approve": ""})
    earlier.refresh_from_db()
    assert earlier.joint_agreement == joint
