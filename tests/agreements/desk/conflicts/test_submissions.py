"""A form is saved once: repeated, changed after saving, or sent concurrently."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from agreements.acts.act import act
from agreements.desk.conflicts import submissions
from agreements.desk.conflicts.submissions import FIELD
from agreements.models import Agreement, CollaborationLevel, Document, JointAgreement, Submission
from tests.conftest import form_token
from tests.factories import AgreementFactory, SubmissionFactory, UserFactory

ADD = "/admin/agreements/agreement/add/"


def new_agreement(client: Client, **more: Any) -> dict[str, Any]:
    return {
        FIELD: form_token(client, ADD),
        "municipality": "1280",
        "type": "1",
        "status": "signed",
        "decided_on": "2023-03-01",
        **{
            f"{prefix}-{name}_FORMS": "0"
            for prefix in ("sources", "documents", "follow_ups", "revisions")
            for name in ("TOTAL", "INITIAL")
        },
        **more,
    }


def messages(response: Any) -> str:
    return " ".join(str(message) for message in response.wsgi_request._messages)


@pytest.mark.django_db
class TestOnce:
    def test_repeated_form_redirects_to_created_row(self, admin: Client) -> None:
        sent = new_agreement(admin, type=headline_key())
        first = admin.post(ADD, sent)
        assert first.status_code == 302
        again = admin.post(ADD, sent | {"_addanother": "1"})
        made = Agreement.objects.get()
        assert again.url == f"/admin/agreements/agreement/{made.pk}/change/"  # type: ignore[attr-defined]
        assert "redan sparat" in messages(again)

    def test_refused_form_can_be_sent_again(self, admin: Client) -> None:
        sent = new_agreement(admin, type=headline_key())
        assert admin.post(ADD, sent | {"decided_on": "2023-13-13"}).status_code == 200
        assert admin.post(ADD, sent).status_code == 302
        assert Agreement.objects.count() == 1

    def test_changed_form_after_saving_is_refused_with_values_kept(self, admin: Client) -> None:
        sent = new_agreement(admin, type=headline_key())
        admin.post(ADD, sent)
        response = admin.post(ADD, sent | {"municipality": "0180"})
        assert response.status_code == 200
        assert "är redan sparat" in response.content.decode()
        assert response.context["adminform"].form["municipality"].value() == "0180"
        assert Agreement.objects.count() == 1
        again = sent | {"municipality": "0180", FIELD: response.context["guard"]["seal"]}
        assert admin.post(ADD, again).status_code == 302
        assert Agreement.objects.count() == 2

    def test_same_content_in_new_form_needs_confirmation(self, admin: Client) -> None:
        """The browser refills a form after going back, or a user enters the same twice."""
        admin.post(ADD, new_agreement(admin, type=headline_key()))
        sent = new_agreement(admin, type=headline_key())
        response = admin.post(ADD, sent)
        assert response.status_code == 200
        assert "samma uppgifter är redan sparade" in response.content.decode()
        assert Agreement.objects.count() == 1
        assert admin.post(ADD, sent | {FIELD: response.context["guard"]["seal"]}).status_code == 302
        assert Agreement.objects.count() == 2

    def test_repeated_form_adds_document_once(self, admin: Client) -> None:
        agreement = AgreementFactory(draft=True)
        address = f"/admin/agreements/agreement/{agreement.pk}/change/"
        sent = new_agreement(admin) | {
            FIELD: form_token(admin, address),
            "type": agreement.type_id,
            "documents-TOTAL_FORMS": "1",
            "documents-0-title": "Avtalet",
            "documents-0-url": "https://example.org/avtal",
            "documents-0-language": "sv",
            "source_note": agreement.source_note,
            "verified_on": "2024-01-15",
            "valid_from": "2023-03-01",
        }
        assert [admin.post(address, sent).status_code for _ in range(2)] == [302, 302]
        assert Document.objects.count() == 1

    def test_act_is_carried_out_once(self, admin: Client) -> None:
        address = f"/admin/agreements/agreement/{AgreementFactory(draft=True).pk}/renew/"
        sent = {FIELD: form_token(admin, address), "decided_on": "2024-03-01", "source_note": "Protokoll"}
        first, again = admin.post(address, sent), admin.post(address, sent)
        assert first.url == again.url  # type: ignore[attr-defined]
        assert Agreement.objects.count() == 2
        assert "redan sparat" in messages(again)

    def test_act_on_changed_row_is_refused_with_form_values(self, admin: Client) -> None:
        agreement = AgreementFactory(draft=True)
        address = f"/admin/agreements/agreement/{agreement.pk}/end/"
        sent = {FIELD: form_token(admin, address), "valid_to": "2024-12-31", "ending": "expired", "reason": "Löpte ut"}
        with act("change", UserFactory(first_name="Gun", last_name="Granskare")):
            Agreement.objects.update(decided_on=datetime.date(2023, 2, 1))
        response = admin.post(address, sent)
        assert response.status_code == 200
        page = response.content.decode()
        assert "Ingenting är gjort" in page
        assert "Gun Granskare" in page
        assert 'value="2024-12-31"' in page
        agreement.refresh_from_db()
        assert agreement.valid_to is None
        again = sent | {FIELD: response.context["guard"]["seal"]}
        assert admin.post(address, again).status_code == 302

    def test_act_on_row_with_changed_levels_is_refused(self, admin: Client) -> None:
        agreement = AgreementFactory(draft=True)
        address = f"/admin/agreements/agreement/{agreement.pk}/renew/"
        sent = {FIELD: form_token(admin, address), "decided_on": "2024-03-01", "source_note": "Protokoll"}
        with act("change", UserFactory(first_name="Gun", last_name="Granskare")):
            agreement.levels.set(CollaborationLevel.objects.all()[:1])
        response = admin.post(address, sent)
        page = response.content.decode()
        assert "Ingenting är gjort" in page
        assert "Gun Granskare" in page
        assert 'value="2024-03-01"' in page
        assert Agreement.objects.count() == 1
        assert admin.post(address, sent | {FIELD: response.context["guard"]["seal"]}).status_code == 302
        assert Agreement.objects.exclude(pk=agreement.pk).get().levels.count() == 1

    def test_act_with_seal_of_earlier_release_is_carried_out(self, admin: Client, registrar: User) -> None:
        """Earlier releases signed only the row's version, and 0 for a page without a row."""
        agreement = AgreementFactory(draft=True)
        agreement.levels.set(CollaborationLevel.objects.all()[:1])
        for address, more in (
            (f"/admin/agreements/agreement/{agreement.pk}/end/", {"valid_to": "2024-12-31", "reason": "Löpte ut"}),
            ("/admin/agreements/agreement/joint/", {}),
        ):
            content = signing.loads(form_token(admin, address), salt=submissions.SUBMISSION_SALT)
            content["values"] = {"version": content["values"].get("version", 0)}
            seal = signing.dumps(content, salt=submissions.SUBMISSION_SALT, compress=True)
            response = admin.post(address, {FIELD: seal, "ending": "expired", **more})
            assert "Ingenting är gjort" not in response.content.decode()
            assert not messages(response) or "Avslutad" in messages(response)

    @pytest.mark.parametrize("seal", ["", "påhittad"])
    def test_act_without_valid_token_is_refused(self, admin: Client, seal: str) -> None:
        agreement = AgreementFactory(draft=True)
        address = f"/admin/agreements/agreement/{agreement.pk}/end/"
        response = admin.post(address, {FIELD: seal, "valid_to": "2024-12-31", "ending": "expired"})
        assert "utan uppgiften om vad det visade" in response.content.decode()
        agreement.refresh_from_db()
        assert agreement.valid_to is None

    def test_form_older_than_a_day_is_refused(self, admin: Client, registrar: User) -> None:
        sent = new_agreement(admin, type=headline_key())
        content = signing.loads(sent[FIELD], salt=submissions.SUBMISSION_SALT)
        content["at"] -= submissions.LIFETIME.total_seconds() + 1
        sent[FIELD] = signing.dumps(content, salt=submissions.SUBMISSION_SALT)
        response = admin.post(ADD, sent)
        assert "mer än ett dygn sedan" in response.content.decode()
        assert not Agreement.objects.exists()

    def test_submission_is_deleted_after_a_day(self, admin: Client) -> None:
        old = SubmissionFactory()
        Submission.objects.update(saved_at=timezone.now() - datetime.timedelta(days=1, hours=2))
        recent = SubmissionFactory()
        admin.post(ADD, new_agreement(admin, type=headline_key()))
        kept = set(Submission.objects.values_list("pk", flat=True))
        assert old.pk not in kept
        assert recent.pk in kept
        assert len(kept) == 2


def headline_key() -> int:
    from agreements.models import AgreementType

    return AgreementType.objects.get(is_headline=True).pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("different", [False, True], ids=["sent-twice", "by-two"])
def test_concurrent_forms_are_saved_once(different: bool) -> None:
    """In two transactions: the same form is saved once, and of two changes of one field one is refused."""
    call_command("load_fixtures", verbosity=0)
    clients = []
    for name in ("ett", "två"):
        client = Client()
        client.force_login(UserFactory(username=name, is_staff=True, is_superuser=True))
        clients.append(client)
    joint = JointAgreement.objects.create(title="Gemensam")
    if different:
        address = f"/admin/agreements/jointagreement/{joint.pk}/change/"
        forms = [(client, {FIELD: form_token(client, address), "title": f"Ny {n}"}) for n, client in enumerate(clients)]
    else:
        address = "/admin/agreements/jointagreement/add/"
        sent = {FIELD: form_token(clients[0], address), "title": "Ny"}
        forms = [(clients[0], sent), (clients[0], sent)]
    start = threading.Barrier(2)
    found: list[Any] = []

    def send(client: Client, data: dict[str, Any]) -> None:
        names = ("documents", "sources", "follow_ups", "revisions")
        management = {f"{name}-{count}_FORMS": "0" for name in names for count in ("TOTAL", "INITIAL")}
        try:
            start.wait(10)
            found.append(client.post(address, data | management))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=form) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 2
    statuses = sorted(response.status_code for response in found)
    if different:
        assert statuses == [200, 302]
        refused = next(response for response in found if response.status_code == 200)
        [conflict] = refused.context["guard"]["conflicts"]
        assert conflict.now == JointAgreement.objects.get().title
    else:
        assert statuses == [302, 302]
        assert JointAgreement.objects.filter(title="Ny").count() == 1
