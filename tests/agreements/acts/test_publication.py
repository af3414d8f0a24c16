"""Publication and unpublication of every kind of row."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.acts import agreements as agreement_acts
from agreements.acts import publication
from agreements.acts.act import act
from agreements.models import Agreement, DialogueMeeting, Document, FollowUp, ReportedTotal
from municipalities.models import Municipality
from tests.factories import (
    AgreementFactory,
    CheckerFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    UserFactory,
)
from tests.pages import publish_chosen

pytestmark = pytest.mark.django_db


def meeting(**fields: Any) -> DialogueMeeting:
    made = DialogueMeetingFactory(**{"draft": True, **fields})
    made.municipalities.add(Municipality.objects.get(code="1280"))
    return made


def test_published_row_has_time_and_user(registrar: User) -> None:
    agreement = AgreementFactory()
    follow_up, document = (make(draft=True, agreement=agreement) for make in (FollowUpFactory, DocumentFactory))
    rows = [meeting(), follow_up, document, ReportedTotalFactory(draft=True)]
    for row in rows:
        chosen = type(row)._default_manager.filter(pk=row.pk)
        assert publication.publish(chosen, by=registrar) == 1
        row.refresh_from_db()
        assert row.published_at is not None
        assert row.published_by == registrar
        [entered, published] = type(row).pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id")
        assert entered.published_at is None
        assert published.pgh_context.metadata["act"] == "publish"
        assert published.pgh_context.metadata["user"] == registrar.pk


def test_publish_skips_published_rows(registrar: User) -> None:
    total = ReportedTotalFactory()
    assert publication.publish(ReportedTotal.objects.filter(pk=total.pk), by=registrar) == 0
    assert ReportedTotal.objects.get(pk=total.pk).published_by == total.published_by


def test_unpublish_clears_time_and_user(registrar: User) -> None:
    meeting(title="Utkast")
    public = meeting(draft=False)
    assert publication.unpublish(DialogueMeeting.objects.all(), by=registrar) == 1
    public.refresh_from_db()
    assert not public.is_published
    assert public.published_by is None
    last = DialogueMeeting.pgh_event_model.objects.filter(pgh_obj=public.pk).latest("pgh_id")  # type: ignore[attr-defined]
    assert last.pgh_context.metadata["act"] == "unpublish"


def test_publish_is_all_or_none_with_errors_by_row(registrar: User) -> None:
    ready = FollowUpFactory(draft=True)
    waiting = FollowUpFactory(draft=True, agreement=AgreementFactory(municipality_id="0180", draft=True))
    with pytest.raises(ValidationError) as refusal:
        publication.publish(FollowUp.objects.all(), by=registrar)
    [message] = refusal.value.messages
    public_id = waiting.agreement.public_id
    assert message.startswith(f"{public_id} 2024: Publicera först överenskommelsen {public_id}, så")
    ready.refresh_from_db()
    assert not ready.is_published


def test_document_is_not_published_before_its_agreement(registrar: User) -> None:
    DocumentFactory(draft=True, agreement=AgreementFactory(draft=True))
    with pytest.raises(ValidationError, match="Publicera först överenskommelsen"):
        publication.publish(Document.objects.all(), by=registrar)


def test_joint_document_needs_one_published_agreement(registrar: User) -> None:
    joint = JointAgreementFactory()
    DocumentFactory(draft=True, agreement=None, joint_agreement=joint)
    agreement = AgreementFactory(joint_agreement=joint, draft=True)
    with pytest.raises(ValidationError, match="som hör till Gemensam överenskommelse i Östergötland"):
        publication.publish(Document.objects.all(), by=registrar)
    Agreement.objects.filter(pk=agreement.pk).update(published_at=timezone.now(), published_by=registrar)
    assert publication.publish(Document.objects.all(), by=registrar) == 1


def test_meeting_without_municipalities_is_not_published(registrar: User) -> None:
    DialogueMeetingFactory(draft=True)
    with pytest.raises(ValidationError, match="Välj kommunerna"):
        publication.publish(DialogueMeeting.objects.all(), by=registrar)


def test_publishing_agreement_publishes_its_attachments(registrar: User) -> None:
    draft = AgreementFactory(draft=True)
    FollowUpFactory(draft=True, agreement=draft)
    DocumentFactory(draft=True, agreement=draft)
    other = FollowUpFactory(draft=True, agreement=AgreementFactory(municipality_id="0180"))
    publication.publish(Agreement.objects.filter(pk=draft.pk), by=registrar)
    assert [row.agreement_id for row in FollowUp.objects.published()] == [draft.pk]
    assert Document.objects.published().count() == 1
    other.refresh_from_db()
    assert not other.is_published


@pytest.mark.usefixtures("two_people")
class TestFourEyes:
    def test_author_does_not_publish(self, registrar: User) -> None:
        with act("enter", registrar):
            ReportedTotalFactory(draft=True)
        with pytest.raises(ValidationError, match="Du har själv registrerat"):
            publication.publish(ReportedTotal.objects.all(), by=registrar)
        assert publication.publish(ReportedTotal.objects.filter(published_at=None), by=CheckerFactory()) == 1

    def test_editor_of_meeting_municipalities_does_not_publish_it(self, registrar: User) -> None:
        row = DialogueMeetingFactory(draft=True)
        with act("enter", registrar):
            row.municipalities.add(Municipality.objects.get(code="1280"))
        with pytest.raises(ValidationError, match="Du har själv registrerat"):
            publication.publish(DialogueMeeting.objects.all(), by=registrar)
        assert publication.publish(DialogueMeeting.objects.all(), by=CheckerFactory()) == 1

    def test_author_of_follow_up_does_not_publish_its_agreement(self, registrar: User) -> None:
        draft = AgreementFactory(draft=True)
        with act("enter", registrar):
            FollowUpFactory(draft=True, agreement=draft)
        with pytest.raises(ValidationError, match="Du har själv registrerat"):
            publication.publish(Agreement.objects.filter(pk=draft.pk), by=registrar)
        draft.refresh_from_db()
        assert not draft.is_published

    def test_registrar_submits_own_draft(self) -> None:
        rut = UserFactory()
        draft = AgreementFactory(draft=True)
        with act("enter", rut):
            DocumentFactory(draft=True, agreement=draft)
        assert agreement_acts.submit(Agreement.objects.filter(pk=draft.pk), by=rut) == 1


def test_publish_and_unpublish_require_permission(db: None) -> None:
    draft, public = AgreementFactory(draft=True), AgreementFactory(municipality_id="0180")
    nobody = UserFactory()
    for kind in (publication.publish, publication.unpublish):
        with pytest.raises(ValidationError, match="Rut Registrator får inte publicera"):
            kind(Agreement.objects.all(), by=nobody)
    assert publication.publish_each(Agreement.objects.filter(pk=draft.pk), by=nobody).keys() == {draft.pk}
    assert list(Agreement.objects.published()) == [public]


def test_query_count_does_not_grow_with_number_of_drafts(admin: Client) -> None:
    def queries(size: int) -> int:
        codes = Municipality.objects.filter(agreements=None).values_list("code", flat=True)[:size]
        drafts = [AgreementFactory(draft=True, municipality_id=code) for code in codes]
        for draft in drafts:
            DocumentFactory(draft=True, agreement=draft)
        with CaptureQueriesContext(connection) as captured:
            publish_chosen(admin, [draft.pk for draft in drafts])
        assert Agreement.objects.published().filter(pk__in=[draft.pk for draft in drafts]).count() == size
        return len(captured)

    queries(1)
    assert queries(5) == queries(40)


def test_each_unpublishable_row_of_many_is_named(registrar: User) -> None:
    codes = list(Municipality.objects.values_list("code", flat=True)[:9])
    drafts = [AgreementFactory(draft=True, municipality_id=code) for code in codes]
    AgreementFactory(municipality_id=codes[3])
    AgreementFactory(draft=True, municipality_id=codes[6], source_note="", valid_from=None)
    with pytest.raises(ValidationError) as refusal:
        publication.publish(Agreement.objects.all(), by=registrar)
    told = refusal.value.messages
    assert [message.split(":")[0] for message in told] == [
        str(drafts[3]), *[str(Agreement.objects.get(public_id=f"{codes[6]}-2"))] * (len(told) - 1)
    ]  # fmt: skip
    assert "redan ett publicerat svar" in told[0]
    assert any("källa" in message for message in told[1:])
    assert any("första dagen" in message for message in told[1:])
    assert Agreement.objects.published().count() == 1
