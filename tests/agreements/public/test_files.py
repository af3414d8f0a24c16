"""The stored PDFs on the public pages."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import FileResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.documents.care import show_again, withhold
from agreements.documents.store import store, stored_path
from agreements.models import Document, Revision, StoredFile
from tests import pdfs
from tests.agreements.history.test_as_known import known_since
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    DocumentFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    SourceFactory,
)
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

UNKNOWN = "/dokument/" + "0" * 64 + "/"
THEN = timezone.localdate() - datetime.timedelta(days=5)
NAME = "Avtal i Malmö.pdf"


def stored_file(content: bytes | None = None, name: str = NAME) -> StoredFile:
    return store(pdfs.upload(content or pdfs.pdf(3), name), by=None, accept_warnings=True)


def document(file: StoredFile, **fields: Any) -> Document:
    return DocumentFactory(**{"file": file, "url": "", "title": "Avtalet"} | fields)


def get_file(client: Client, address: str, **headers: str) -> Any:
    """The response, with its content as `body`."""
    response: Any = client.get(address, headers=headers)
    response.body = b"".join(response)
    return response


def status(client: Client, address: str) -> int:
    return get_file(client, address).status_code


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


def test_the_file_of_a_published_document_is_shown_with_safe_headers(client: Client) -> None:
    content = pdfs.pdf(3)
    address = document(stored_file(content)).address
    with CaptureQueriesContext(connection) as queries:
        response = get_file(client, address)
    assert len(queries) <= 3
    assert response.status_code == 200
    assert isinstance(response, FileResponse)
    assert response.body == content
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(content))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    kind, name = headers["Content-Disposition"].split("; ")
    assert (kind, unquote(name)) == ("inline", f"filename*=utf-8''{NAME}")
    assert "s-maxage" in headers["Cache-Control"]
    assert "Set-Cookie" not in headers
    again = client.get(address, headers={"if-none-match": headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head: Any = client.head(address)
    assert (head.headers["Content-Length"], b"".join(head)) == (str(len(content)), b"")
    # The test client closes a response after reading; this one has no content.
    for close in head._resource_closers:
        close()
    assert status(client, f"/en{address}") == 200
    assert client.post(address).status_code == 405


def test_pdf_is_not_compressed(client: Client) -> None:
    address = document(stored_file()).address
    response = get_file(client, address, **{"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("content", [pdfs.with_script, pdfs.with_attachment])
def test_pdf_with_scripts_or_attachments_is_sent_as_a_download(client: Client, content: Any) -> None:
    headers = get_file(client, document(stored_file(content())).address).headers
    assert headers["Content-Disposition"].startswith("attachment; ")


def test_unpublished_file_is_answered_like_an_unknown_one(client: Client) -> None:
    file = stored_file()
    never = client.get(UNKNOWN)
    assert never.status_code == 404

    def is_hidden() -> bool:
        response = client.get(file.address)
        return response.status_code == 404 and response.content == never.content.replace(
            b"0" * 64, file.sha256.encode()
        )

    assert is_hidden()
    of_draft = document(file, agreement=AgreementFactory(draft=True))
    assert is_hidden()
    draft = document(file, agreement=AgreementFactory(municipality_id="0180"), draft=True)
    assert is_hidden()
    joint = JointAgreementFactory()
    document(file, agreement=None, joint_agreement=joint)
    assert is_hidden()
    AgreementFactory(municipality_id="1480", joint_agreement=joint, draft=True)
    assert is_hidden()
    AgreementFactory(municipality_id="1481", joint_agreement=joint)
    assert status(client, file.address) == 200
    Document.objects.exclude(pk__in=[of_draft.pk, draft.pk]).delete()
    assert is_hidden()
    Document.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    assert status(client, file.address) == 200


@pytest.mark.parametrize("address", [UNKNOWN[:-2] + "/", UNKNOWN.replace("0", "G"), "/dokument/", "/dokument/../x/"])
def test_malformed_file_address_is_not_found(client: Client, address: str) -> None:
    assert status(client, address) == 404


def test_withheld_file_hides_its_reason_today_and_as_known(client: Client, registrar: User) -> None:
    file = stored_file()
    agreement = document(file).agreement
    hidden = stored_file(pdfs.pdf(title="Annan"))
    known_since(days=10)
    etag = get_file(client, file.address).headers["ETag"]
    Revision.objects.update(transaction=0)  # as in a separate transaction
    for each in (file, hidden):
        withhold(each, because="Personuppgift om Kalle", by=registrar)
    for address in (file.address, f"{file.address}?enligt={THEN}"):
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code == 410, address
        assert "visas inte längre" in response.content.decode()
        assert "Kalle" not in response.content.decode()
        assert "ETag" not in response.headers
    assert status(client, hidden.address) == 404
    page = text(client, agreement.get_absolute_url())
    assert "Avtalet" in page
    assert "filen visas inte längre" in page
    assert file.sha256 not in page
    show_again(file, by=registrar)
    assert status(client, file.address) == 200


def test_withheld_file_keeps_the_link_to_its_web_address(client: Client, registrar: User) -> None:
    file = stored_file()
    agreement = document(file, url="https://example.org/avtal.pdf").agreement
    withhold(file, because="Fel fil", by=registrar)
    page = text(client, agreement.get_absolute_url())
    assert "https://example.org/avtal.pdf" in page
    assert "filen visas inte längre" not in page


def test_a_replaced_file_is_read_as_the_register_knew_it(client: Client) -> None:
    old = stored_file()
    shown_document = document(old)
    known_since(days=10)
    new = stored_file(pdfs.pdf(2, title="Rättad"))
    Document.objects.filter(pk=shown_document.pk).update(file=new)
    assert status(client, new.address) == 200
    assert status(client, old.address) == 404
    past = get_file(client, f"{old.address}?enligt={THEN}")
    assert past.status_code == 200
    assert past.body == pdfs.pdf(3)
    assert status(client, f"{new.address}?enligt={THEN}") == 404
    for address in (shown_document.agreement.get_absolute_url(), "/kommuner/1280/", "/jamfor/?kommun=1280"):
        joined = "&" if "?" in address else "?"
        page = text(client, f"{address}{joined}enligt={THEN}")
        assert f"{old.address}?enligt={THEN}" in page, address
        assert new.sha256 not in page, address


def test_missing_file_is_not_found_and_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    file = stored_file()
    shown_document = document(file)
    stored_path(file).unlink()
    assert status(client, shown_document.address) == 404
    assert "check_documents" in caplog.text


PAGES = ["/overenskommelser/1280-1/", "/kommuner/1280/", "/jamfor/?kommun=1280", "/en/overenskommelser/1280-1/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_links_to_the_file_with_pages_and_size(client: Client, address: str) -> None:
    file = stored_file()
    StoredFile.objects.filter(pk=file.pk).update(size=1_258_291)
    document(file, agreement=AgreementFactory(), dated_on=datetime.date(2023, 3, 1), url="https://example.org/x.pdf")
    page = text(client, address)
    prefix = "/en" if address.startswith("/en") else ""
    assert f'href="{prefix}/dokument/{file.sha256}/"' in page
    assert prefix or "PDF, 3 sidor, 1,2 MB" in page
    assert "https://example.org/x.pdf" not in page


@pytest.mark.parametrize("address", PAGES)
def test_pages_with_files_take_the_same_queries(client: Client, address: str) -> None:
    agreement = AgreementFactory()
    counts = []
    for number in (1, 10):
        for other in range(number):
            file = stored_file(pdfs.pdf(1, title=f"{number} {other}"))
            document(file, agreement=agreement, dated_on=datetime.date(2023, 3, 1) if other % 2 else None)
        client.get(address)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            assert status(client, address) == 200
        counts.append(len(queries))
    assert 1 < counts[0] == counts[1] <= 6


def test_a_document_without_a_day_leads_to_its_file_beside_the_timeline(client: Client) -> None:
    file = stored_file()
    document(file, agreement=AgreementFactory())
    page = text(client, "/kommuner/1280/")
    assert page.count(file.address) == 1
    assert "Dokument utan datum" in page


def test_one_file_is_shared_by_many_agreements(client: Client) -> None:
    file = stored_file()
    for code in ("1280", "0180", "1480"):
        document(file, agreement=AgreementFactory(municipality_id=code))
        assert file.address in text(client, f"/overenskommelser/{code}-1/")
    assert StoredFile.objects.count() == 1


def kept_copies() -> dict[str, dict[str, Any]]:
    """For each kind of owner of a source: the fields of a source with a published owner, and with one that is not."""
    joint, meeting = JointAgreementFactory(), DialogueMeetingFactory()
    AgreementFactory(joint_agreement=joint)
    return {
        "agreement": {"public": AgreementFactory(municipality_id="1281"), "draft": AgreementFactory(draft=True)},
        "joint_agreement": {"public": joint, "draft": JointAgreementFactory()},
        "reported_total": {
            "public": ReportedTotalFactory(),
            "draft": ReportedTotalFactory(draft=True, publisher="SKR"),
        },
        "round": {"public": meeting.round, "draft": DialogueRoundFactory()},
    }


def test_kept_copy_is_shown_where_the_source_and_its_owner_are_public(client: Client) -> None:
    for number, (kind, owners) in enumerate(kept_copies().items(), start=1):
        file = stored_file(pdfs.pdf(number))
        source = SourceFactory(**{"agreement": None, kind: owners["public"]}, file=file, draft=True)
        SourceFactory(**{"agreement": None, kind: owners["draft"]}, file=file)
        assert status(client, file.address) == 404, kind
        source.published_at = timezone.now()
        source.save()
        assert status(client, file.address) == 200, kind


def test_withheld_kept_copy_is_gone_and_has_no_link(client: Client, registrar: User) -> None:
    source = SourceFactory(file=stored_file())
    assert source.file.address in text(client, source.agreement.get_absolute_url())
    withhold(source.file, because="Personuppgifter.", by=registrar)
    forget_pages()
    assert source.file.address not in text(client, source.agreement.get_absolute_url())
    assert status(client, source.file.address) == 410
