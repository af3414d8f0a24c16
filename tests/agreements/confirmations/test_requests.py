"""Confirmation requests: link, page, answers, mail and command."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pghistory.models import Context

from agreements.confirmations import requests, snapshots
from agreements.models import Agreement, ConfirmationRequest, Document, Proposal, StoredFile
from config.background import letters
from municipalities.models import Municipality
from tests import pdfs
from tests.factories import AgreementFactory, ConfirmationRequestFactory
from tests.mail_servers import silent_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    malmo = Municipality.objects.get(code="1280")
    malmo.contact_function, malmo.contact_email = "Arbetsmarknadsenheten", "arbetsmarknad@malmo.example"
    malmo.save()
    return AgreementFactory(municipality=malmo)


@pytest.fixture
def request_link(agreement: Agreement) -> tuple[ConfirmationRequest, str]:
    return requests.ask(agreement.municipality, by=None)


def events() -> int:
    return Agreement.pgh_event_model.objects.count() + ConfirmationRequest.pgh_event_model.objects.count()  # type: ignore[attr-defined]


def no_secret_is_logged(token: str) -> None:
    """The history stores the address of a request, which contains the secret here."""
    secret = token.split(".")[1]
    assert [context.metadata for context in Context.objects.all() if secret in str(context.metadata)] == []


def fingerprint_of(agreement: Agreement) -> str:
    return snapshots.page_fingerprint(snapshots.municipality_snapshot(agreement.municipality))


def send_confirmation(client: Client, token: str, agreement: Agreement, **data: str) -> Any:
    return client.post(f"/bekrafta/{token}/", {"function": "Enheten", "shown": fingerprint_of(agreement)} | data)


def correction(agreement: Agreement, **data: Any) -> dict[str, Any]:
    snapshot = snapshots.municipality_snapshot(agreement.municipality)[agreement.public_id]
    names = ["decided_on", "valid_from", "valid_to", "levels", "areas", "municipality_diary_number"]
    fields = {f"{agreement.public_id}-{name}": "" if snapshot[name] is None else snapshot[name] for name in names}
    return {"function": "Enheten", "shown": fingerprint_of(agreement)} | fields | data


def test_get_shows_the_agreements_and_writes_nothing(client: Client, agreement: Agreement, request_link: Any) -> None:
    before = events()
    for address in (
        f"/bekrafta/{request_link[1]}/",
        f"/bekrafta/{request_link[1]}/ratta/",
        f"/en/bekrafta/{request_link[1]}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert agreement.public_id in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
        assert not answer.cookies
    assert events() == before
    assert "Stämmer uppgifterna om Malmö?" in client.get(f"/bekrafta/{request_link[1]}/").content.decode()
    assert '<html lang="en">' in client.get(f"/en/bekrafta/{request_link[1]}/").content.decode()


def test_confirmation_waits_for_the_desk_and_is_in_the_history(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    request, token = request_link
    assert send_confirmation(client, token, agreement).status_code == 303
    before = agreement.verified_on
    agreement.refresh_from_db()
    assert (agreement.verified_on, agreement.verified_by) == (before, "")
    request.refresh_from_db()
    assert (request.answer, request.answered_by, request.reviewed_at) == ("correct", "Enheten", None)
    event = ConfirmationRequest.pgh_event_model.objects.filter(pgh_obj=request).latest("pgh_id")  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["act"] == "confirm"
    assert event.pgh_context.metadata["confirmation"] == request.pk
    assert event.pgh_context.metadata.get("user") is None
    no_secret_is_logged(token)
    later = client.get(f"/bekrafta/{token}/")
    assert later.status_code == 200
    assert "uppgifterna stämmer. Registret läser svaret" in later.content.decode()


def test_link_is_answered_once(client: Client, agreement: Agreement, request_link: Any) -> None:
    send_confirmation(client, request_link[1], agreement)
    assert send_confirmation(client, request_link[1], agreement, function="En annan").status_code == 409
    assert ConfirmationRequest.objects.get().answered_by == "Enheten"


def test_agreement_changed_after_the_page_is_not_verified(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    before = fingerprint_of(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(diary_number="2026/99")
    answer = send_confirmation(client, request_link[1], agreement, shown=before)
    assert answer.status_code == 400
    assert "har ändrats sedan" in answer.content.decode()
    assert Agreement.objects.get(pk=agreement.pk).verified_on == agreement.verified_on
    # The form is rendered again with the current fingerprint.
    assert fingerprint_of(agreement) in answer.content.decode()


@pytest.mark.parametrize("function", ["", "  ", "namn@malmo.se", "x" * 195])
def test_empty_personal_or_long_function_is_refused(
    client: Client, agreement: Agreement, request_link: Any, function: str
) -> None:
    answer = send_confirmation(client, request_link[1], agreement, function=function)
    assert answer.status_code == 400
    assert ConfirmationRequest.objects.get().answered_at is None


def test_altered_link_is_not_found(client: Client, agreement: Agreement, request_link: Any) -> None:
    request, token = request_link
    number, secret, signature = token.split(".")
    wrong = [token[:-1], token + "x", f"{number}.{'0' * 32}.{signature}", f"{number}1.{secret}.{signature}", "x"]
    for broken in wrong:
        assert client.get(f"/bekrafta/{broken}/").status_code == 404, broken
    assert client.get("/bekrafta/%00/").status_code == 400
    assert requests.find_request(requests.link_signer.sign(f"{request.pk}.{'0' * 32}")) is None
    assert secret not in str(ConfirmationRequest.objects.values().get())
    assert "secret_hash" not in {field.name for field in ConfirmationRequest.pgh_event_model._meta.fields}  # type: ignore[attr-defined]


def test_link_shows_and_changes_its_municipality_only(client: Client, agreement: Agreement, request_link: Any) -> None:
    Municipality.objects.filter(code="0114").update(contact_function="Enheten", contact_email="e@vasby.example")
    other = AgreementFactory(municipality_id="0114")
    _request, token = requests.ask(other.municipality, by=None)
    assert agreement.public_id not in client.get(f"/bekrafta/{token}/").content.decode()
    assert send_confirmation(client, token, agreement).status_code == 400
    assert Agreement.objects.get(pk=agreement.pk).verified_on == agreement.verified_on


def test_link_expires_after_its_days(client: Client, agreement: Agreement, request_link: Any) -> None:
    request, token = request_link
    second = datetime.timedelta(seconds=1)
    assert request.state_at(request.expires_at - second) == "open"
    assert request.state_at(request.expires_at) == "expired"
    past = timezone.now() - second
    ConfirmationRequest.objects.update(asked_at=past - second, expires_at=past)
    answer = send_confirmation(client, token, agreement)
    assert answer.status_code == 410
    assert "har gått ut" in answer.content.decode()
    assert Agreement.objects.get(pk=agreement.pk).verified_on == agreement.verified_on


def test_link_is_revoked_by_a_person_or_by_a_new_request(
    client: Client, agreement: Agreement, request_link: Any, registrar: User
) -> None:
    _next, token = requests.ask(agreement.municipality, by=registrar)
    assert client.get(f"/bekrafta/{request_link[1]}/").status_code == 410
    assert client.get(f"/bekrafta/{token}/").status_code == 200
    requests.revoke(_next, by=registrar)
    assert send_confirmation(client, token, agreement).status_code == 410
    with pytest.raises(ValidationError, match="redan"):
        requests.revoke(_next, by=registrar)


def test_correction_becomes_a_proposal_and_the_public_page_is_unchanged(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    data = correction(agreement, document=pdfs.upload(pdfs.pdf(2)))
    data |= {f"{agreement.public_id}-decided_on": "2023-02-28", f"{agreement.public_id}-comment": "Fel dag"}
    answer = client.post(f"/bekrafta/{request_link[1]}/ratta/", data)
    assert answer.status_code == 303
    proposal = Proposal.objects.get()
    assert proposal.changes == {"decided_on": ["2023-03-01", "2023-02-28"]}
    assert (proposal.proposed_by, proposal.on_behalf_of, proposal.reason) == (None, "Enheten, Malmö kommun", "Fel dag")
    no_secret_is_logged(request_link[1])
    assert proposal.document == StoredFile.objects.get(stored_by=None)
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "1 mars 2023" in page
    assert "28 februari 2023" not in page
    assert ConfirmationRequest.objects.get().answer == "proposal"


def test_message_alone_is_a_proposal_and_empty_form_is_refused(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    address = f"/bekrafta/{request_link[1]}/ratta/"
    empty = client.post(address, correction(agreement))
    assert (empty.status_code, Proposal.objects.count()) == (400, 0)
    assert client.post(address, correction(agreement, message="En saknas")).status_code == 303
    assert Proposal.objects.get().reason == "En saknas"


def test_invalid_correction_is_refused_and_kept_in_the_form(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    data = correction(agreement, message="Så här är det")
    answer = client.post(
        f"/bekrafta/{request_link[1]}/ratta/", data | {f"{agreement.public_id}-valid_to": "2020-01-01"}
    )
    assert answer.status_code == 400
    assert "Så här är det" in answer.content.decode()
    assert ConfirmationRequest.objects.get().answered_at is None


@pytest.mark.parametrize("content", [b"inte en pdf", pdfs.with_script()])
def test_unsafe_pdf_is_refused_with_a_message(
    client: Client, agreement: Agreement, request_link: Any, content: bytes
) -> None:
    data = correction(agreement, message="Se bilagan", document=pdfs.upload(content))
    answer = client.post(f"/bekrafta/{request_link[1]}/ratta/", data)
    assert answer.status_code == 400
    assert "Underlag som PDF:" in answer.content.decode()
    assert (StoredFile.objects.count(), Proposal.objects.count()) == (0, 0)
    assert ConfirmationRequest.objects.get().answered_at is None


def test_new_answer_of_a_municipality_becomes_a_draft(client: Client, agreement: Agreement) -> None:
    Municipality.objects.filter(code="0114").update(contact_function="Enheten", contact_email="e@vasby.example")
    _request, token = requests.ask(Municipality.objects.get(code="0114"), by=None)
    address = client.get(f"/bekrafta/{token}/")["Location"]
    assert client.get(address).status_code == 200
    answer = client.post(
        address,
        {
            "function": "Enheten",
            "type": agreement.type_id,
            "status": "declined",
            "decided_on": "2024-05-06",
            "valid_from": "2024-05-06",
            "document": pdfs.upload(pdfs.pdf(1)),
        },
    )
    assert answer.status_code == 303
    draft = Agreement.objects.get(municipality="0114")
    assert (draft.published_at, draft.submitted_at, draft.status) == (None, None, "declined")
    assert "Enheten" in draft.internal_note
    assert Document.objects.get(agreement=draft).published_at is None


@pytest.fixture
def _public_url(settings: Any) -> None:
    settings.PUBLIC_URL = "https://register.example.se"


def test_command_sends_nothing_without_send(agreement: Agreement, capsys: Any) -> None:
    AgreementFactory(municipality_id="0114")
    call_command("ask_for_confirmation")
    output = capsys.readouterr().out
    assert "1280 Malmö: arbetsmarknad@malmo.example" in output
    assert "Saknar e-postadress till en funktion: 0114 Upplands Väsby." in output
    assert (mail.outbox, ConfirmationRequest.objects.count()) == ([], 0)
    with pytest.raises(CommandError, match="PUBLIC_URL"):
        call_command("ask_for_confirmation", "--send")


@pytest.mark.usefixtures("_public_url")
def test_mail_lists_the_agreements_and_links_to_the_page(client: Client, agreement: Agreement) -> None:
    call_command("ask_for_confirmation", "--send")
    [letter] = mail.outbox
    assert letter.to == ["arbetsmarknad@malmo.example"]
    assert "Malmö kommun" in letter.subject
    for words in (
        "Arbetsmarknadsenheten, Malmö kommun",
        agreement.public_id,
        "1 mars 2023",
        "inget konto",
        "gäller till den",
    ):
        assert words in letter.body
    link = next(line for line in letter.body.splitlines() if line.startswith("https://register.example.se/bekrafta/"))
    assert client.get(link.removeprefix("https://register.example.se")).status_code == 200


@pytest.mark.usefixtures("_public_url")
def test_municipality_is_not_asked_again_within_the_days(agreement: Agreement) -> None:
    call_command("ask_for_confirmation", "--send")
    call_command("ask_for_confirmation", "--send")
    assert len(mail.outbox) == 1
    ConfirmationRequest.objects.update(sent_at=timezone.now() - datetime.timedelta(days=61))
    call_command("ask_for_confirmation", "--send")
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("_public_url")
def test_failed_mail_is_sent_at_the_next_run(agreement: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        with pytest.raises(CommandError, match="Malmö"):
            call_command("ask_for_confirmation", "--send")
    call_command("ask_for_confirmation", "--send")
    assert len(mail.outbox) == 1
    assert ConfirmationRequest.objects.exclude(sent_at=None).get().state_at(timezone.now()) == "open"


def test_recently_verified_are_left_out_without_all(agreement: Agreement, capsys: Any) -> None:
    Agreement.objects.update(verified_on=timezone.localdate() - datetime.timedelta(days=365))
    call_command("ask_for_confirmation")
    assert "0 kommuner" in capsys.readouterr().out
    call_command("ask_for_confirmation", "--all")
    assert "1 kommuner" in capsys.readouterr().out


def test_page_takes_the_same_queries_for_many_agreements(
    client: Client, agreement: Agreement, request_link: Any
) -> None:
    counts = []
    for year in (2010, 2012):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/bekrafta/{request_link[1]}/")
        counts.append(len(queries))
        AgreementFactory(decided_on=datetime.date(year, 1, 1), valid_to=datetime.date(year, 12, 31))
    assert counts[0] == counts[1]


def test_desk_lists_and_revokes_requests(admin: Client) -> None:
    row = ConfirmationRequestFactory()
    address = "/admin/agreements/confirmationrequest/"
    assert "öppen" in admin.get(address + "?lage=open").content.decode()
    assert admin.get(f"{address}{row.pk}/change/").status_code == 200
    admin.post(address, {"action": "revoke", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.revoked_by is not None
    assert "Malmö" in admin.get(address + "?lage=revoked").content.decode()


def test_desk_sends_requests_to_the_selected_municipalities(admin: Client, agreement: Agreement) -> None:
    selection = {"action": "ask_for_confirmation", "_selected_action": ["1280", "0114"]}
    answer = admin.post("/admin/municipalities/municipality/", selection, follow=True)
    assert "Upplands Väsby" in answer.content.decode()
    assert "1 fråga skickas nu" in answer.content.decode()
    letters.tasks.join()
    assert len(mail.outbox) == 1
    assert ConfirmationRequest.objects.get().asked_by is not None


def test_desk_does_not_wait_for_the_mail_server(admin: Client, agreement: Agreement, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with silent_server() as server:
        settings.EMAIL_PORT = server.port
        chosen = {"action": "ask_for_confirmation", "_selected_action": ["1280"]}
        assert admin.post("/admin/municipalities/municipality/", chosen).status_code == 302
        assert server.connected.wait(10)
        assert letters.tasks.unfinished_tasks == 1
    letters.tasks.join()
    assert ConfirmationRequest.objects.get().sent_at is None
