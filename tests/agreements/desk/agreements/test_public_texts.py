"""Public rows are changed by those who may publish, or by a proposal that one of them publishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from agreements.history.row import history_of
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    DialogueMeeting,
    DialogueRound,
    JointAgreement,
    Proposal,
    Register,
)
from municipalities.models import County, Municipality
from tests.conftest import post_form, require_two_people
from tests.factories import AgreementFactory, DialogueMeetingFactory, DialogueRoundFactory, JointAgreementFactory
from tests.pages import form_data, hidden_fields, member, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut(db: None) -> Client:
    return member("Registrator")


@pytest.fixture
def greta(db: None) -> Client:
    return member("Granskare", first_name="Greta", last_name="Granskare")


def joint() -> JointAgreement:
    return AgreementFactory(joint_agreement=JointAgreementFactory(public_summary="Som det var")).joint_agreement


def dialogue_round() -> DialogueRound:
    return DialogueMeetingFactory(round=DialogueRoundFactory(description="Som det var")).round


TEXTS = [(joint, "public_summary"), (dialogue_round, "description")]
texts = pytest.mark.parametrize(("make", "field"), TEXTS, ids=["joint agreement", "round"])


def page_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def text(response: Any) -> str:
    return str(response.content.decode())


def field_text(row: Model, field: str) -> str:
    row.refresh_from_db()
    return str(getattr(row, field))


@texts
def test_registrars_change_of_public_row_is_proposed(rut: Client, greta: Client, make: Any, field: str) -> None:
    row = make()
    page = text(rut.get(page_of(row)))
    assert "Föreslå ändringen" in page
    assert "_publish" not in page
    answer = send(rut, page_of(row), **{field: "Inskrivet av Rut"}, _publish="", _save="")
    assert "Ändringen väntar på granskning" in text(answer)
    assert field_text(row, field) == "Som det var"
    assert "Inskrivet av Rut" in text(answer)
    proposal = row.proposals.get()
    page = text(greta.get("/admin/agreements/proposal/?lista=vantar"))
    assert str(row) in page
    assert page_of(proposal) in page
    page = text(greta.get(page_of(proposal)))
    assert "<ins>Inskrivet av Rut</ins>" in page
    greta.post(page_of(proposal), hidden_fields(page) | {"_approve": ""})
    assert field_text(row, field) == "Inskrivet av Rut"
    assert "Ändringsförslag, ändring: väntar på granskning" in [entry.what for entry in history_of(type(row), row.pk)]


def test_public_page_shows_old_text_until_publication(client: Client, rut: Client, greta: Client) -> None:
    text_of_many = joint()
    address = f"/overenskommelser/{Agreement.objects.get().public_id}/"
    send(rut, page_of(text_of_many), public_summary="Inskrivet av Rut", _save="")
    assert "Inskrivet av Rut" not in text(client.get(address))
    proposal = text_of_many.proposals.get()
    post_form(greta, page_of(proposal), {"_approve": ""})
    cache.clear()  # The test is one transaction, and so one revision.
    assert "Inskrivet av Rut" in text(client.get(address))


@texts
def test_registrar_revises_returned_proposal(rut: Client, greta: Client, make: Any, field: str) -> None:
    row = make()
    send(rut, page_of(row), **{field: "Första"}, _save="")
    proposal = row.proposals.get()
    post_form(greta, page_of(proposal), {"_return": "", "because": "Stavfel"})
    assert "Stavfel" in text(rut.get(page_of(row)))
    assert form_data(rut, page_of(row))[field] == "Första"
    send(rut, page_of(row), **{field: "Andra"}, _save="")
    assert row.proposals.get().changes == {field: ["Som det var", "Andra"]}
    assert row.proposals.get().state == "open"


@texts
def test_checker_publishes_change_at_once_without_four_eyes(greta: Client, make: Any, field: str) -> None:
    row = make()
    send(greta, page_of(row), **{field: "Av Greta"}, _publish="")
    assert field_text(row, field) == "Av Greta"


@texts
@pytest.mark.parametrize("role", ["Granskare", "Administratör"])
def test_four_eyes_makes_every_change_a_proposal(make: Any, field: str, role: str) -> None:
    require_two_people()
    row, alone = make(), member(role)
    assert "_publish" not in text(alone.get(page_of(row)))
    send(alone, page_of(row), **{field: "Av en ensam"}, _publish="")
    proposal = row.proposals.get()
    assert "_approve" not in text(alone.get(page_of(proposal)))
    post_form(alone, page_of(proposal), {"_approve": ""})
    assert field_text(row, field) == "Som det var"
    post_form(member("Granskare"), page_of(proposal), {"_approve": ""})
    assert field_text(row, field) == "Av en ensam"


@texts
def test_row_that_is_not_public_is_changed_directly(rut: Client, make: Any, field: str) -> None:
    row = make()
    for model in (Agreement, DialogueMeeting):
        model._default_manager.update(published_at=None, published_by=None)
    send(rut, page_of(row), **{field: "Av Rut"}, _save="")
    assert field_text(row, field) == "Av Rut"
    assert not Proposal.objects.exists()


@texts
def test_invalid_proposal_shows_error_and_keeps_form_values(rut: Client, make: Any, field: str) -> None:
    row = make()
    page = text(send(rut, page_of(row), **{field: "Det jag skrev"}, kind="correction", _save=""))
    assert "Skriv vad som var fel." in page
    assert "Det jag skrev" in page
    assert not Proposal.objects.exists()


@texts
def test_restoring_public_row_is_proposed(rut: Client, greta: Client, make: Any, field: str) -> None:
    row = make()
    send(greta, page_of(row), **{field: "Nyare"}, _publish="")
    address = page_of(row).replace("change/", "history/1/restore/")
    rut.post(address, hidden_fields(text(rut.get(address))) | {"reason": "Den var rätt"})
    assert field_text(row, field) == "Nyare"
    assert row.proposals.undecided().get().changes == {field: ["Nyare", "Som det var"]}


@pytest.mark.parametrize("role", ["Registrator", "Granskare"])
def test_import_of_public_round_creates_proposals(role: str) -> None:
    require_two_people()
    row, client = dialogue_round(), member(role)
    address = reverse("admin:agreements_dialogueround_import")
    file = SimpleUploadedFile("omgangar.csv", f"slug,description\n{row.slug},Inläst\n".encode())
    preview = client.post(address, {"file": file, "new_rows": "draft"}, follow=True)
    assert "blir ändringsförslag att granska" in text(preview)
    client.post(preview.request["PATH_INFO"], {"_write": ""}, follow=True)
    assert field_text(row, "description") == "Som det var"
    assert row.proposals.get().changes == {"description": ["Som det var", "Inläst"]}


def test_four_eyes_covers_round_that_becomes_public(greta: Client) -> None:
    require_two_people()
    send(greta, "/admin/agreements/dialogueround/add/", name="Turnén", slug="turnen", starts_on="2022-09-01", _save="")
    meeting = DialogueMeetingFactory(round=DialogueRound.objects.get(), draft=True)
    meeting.municipalities.add("1280")
    publish = {"action": "publish", "_selected_action": [meeting.pk]}
    answer = greta.post("/admin/agreements/dialoguemeeting/", publish, follow=True)
    assert "Du har själv registrerat eller ändrat Turnén" in text(answer)
    assert not DialogueMeeting.objects.published().exists()
    member("Granskare").post("/admin/agreements/dialoguemeeting/", publish)
    assert DialogueMeeting.objects.published().exists()


# Terms and settings

OWN = [AgreementType, CollaborationLevel, CooperationArea, Register, Municipality, County]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["Läsare", "Registrator", "Granskare", "Administratör"])
def test_only_administrator_changes_terms_and_settings(role: str, model: type[Model]) -> None:
    client, row = member(role), model._default_manager.first()
    assert row is not None
    before = model._default_manager.values().get(pk=row.pk)
    name = "publisher" if model is Register else "name"
    data = {field.name: getattr(row, field.attname) or "" for field in model._meta.fields if field.editable}
    client.post(page_of(row), data | {name: "Ändrat"})
    if role == "Administratör":
        assert "_save" in text(client.get(page_of(row)))
        send(client, page_of(row), **{name: "Ändrat"}, _save="")
    changed = model._default_manager.values().get(pk=row.pk) != before
    assert changed == (role == "Administratör")
