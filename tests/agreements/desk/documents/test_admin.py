"""Documents and their files at the desk."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.documents.care import withhold
from agreements.documents.store import store, stored_path
from agreements.models import Agreement, Document, StoredFile
from tests import pdfs
from tests.conftest import post_form, require_two_people
from tests.factories import AgreementFactory, DocumentFactory, JointAgreementFactory, ProposalFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/agreements/document/add/"


def client_of(role: str) -> Client:
    client = Client()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def change(row: Any) -> str:
    return f"/admin/agreements/{row._meta.model_name}/{row.pk}/change/"


def stored_file(title: str = "") -> StoredFile:
    return store(pdfs.upload(pdfs.pdf(title=title), f"{title or 'avtal'}.pdf"), by=None)


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def received(response: Any) -> str:
    [token] = re.findall(r'name="[\w-]*upload-received" value="([^"]+)"', response.content.decode())
    return token


@pytest.fixture
def agreement() -> Agreement:
    return AgreementFactory()


def given(agreement: Agreement, **data: Any) -> dict[str, Any]:
    return {"title": "Avtalet", "language": "sv", "agreement": agreement.pk, "accept_warnings": "False"} | data


def test_uploaded_pdf_becomes_file_of_unpublished_document(
    admin: Client, registrar: User, agreement: Agreement
) -> None:
    response = post_form(admin, ADD, given(agreement, upload=pdfs.upload(pdfs.pdf(3), "Avtal.pdf")))
    assert response.status_code == 302
    document = Document.objects.get()
    assert document.file
    assert (document.file.pages, document.file.name, document.file.stored_by) == (3, "Avtal.pdf", registrar)
    assert (document.is_published, document.url) == (False, "")
    assert stored_path(document.file).exists()


def test_document_requires_file_or_address(admin: Client, agreement: Agreement) -> None:
    response = post_form(admin, ADD, given(agreement))
    assert response.context["errors"] == [["Ladda upp en fil eller ange adressen där dokumentet finns."]]
    assert list(response.context["adminform"].form.errors) == ["upload"]
    assert post_form(admin, ADD, given(agreement, url="https://example.org/a.pdf")).status_code == 302
    assert post_form(admin, ADD, given(agreement, file=stored_file().pk)).status_code == 302


@pytest.mark.parametrize("content", [pdfs.encrypted, lambda: b"\x89PNG" + bytes(2000), lambda: pdfs.pdf()[:300]])
def test_unsound_pdf_is_refused_at_its_field(admin: Client, agreement: Agreement, settings: Any, content: Any) -> None:
    response = post_form(admin, ADD, given(agreement, upload=pdfs.upload(content())))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["upload"]
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert [path for path in Path(settings.DOCUMENTS_DIR).rglob("*") if path.is_file()] == []


def test_warning_is_accepted_without_new_upload(admin: Client, agreement: Agreement) -> None:
    asked = admin.get(ADD)
    assert 'type="hidden" name="accept_warnings"' in text(asked)
    response = post_form(admin, ADD, given(agreement, upload=pdfs.upload(pdfs.with_script(), "Skript.pdf")))
    assert list(response.context["adminform"].form.errors) == ["accept_warnings"]
    assert "innehåller skript" in text(response)
    assert 'type="checkbox" name="accept_warnings"' in text(response)
    assert "Vald: Skript.pdf" in text(response)
    assert StoredFile.objects.count() == 0
    data = {"upload-received": received(response)}
    assert post_form(admin, ADD, given(agreement, **data)).status_code == 200
    assert post_form(admin, ADD, given(agreement, accept_warnings="on", **data)).status_code == 302
    assert Document.objects.get().file.has_script  # type: ignore[union-attr]


def test_uploaded_file_is_kept_after_other_error(admin: Client, agreement: Agreement) -> None:
    response = post_form(admin, ADD, given(agreement, upload=pdfs.upload(pdfs.pdf(2)), dated_on="i går"))
    assert list(response.context["adminform"].form.errors) == ["dated_on"]
    assert StoredFile.objects.count() == 0
    token = received(response)
    assert post_form(admin, ADD, given(agreement, **{"upload-received": token})).status_code == 302
    assert Document.objects.get().file.pages == 2  # type: ignore[union-attr]
    response = post_form(admin, ADD, given(agreement, **{"upload-received": token}))
    assert "Välj den igen" in text(response)


def test_stored_file_is_selectable_unless_withheld(admin: Client, registrar: User, agreement: Agreement) -> None:
    file, hidden = stored_file("ett"), stored_file("två")
    withhold(hidden, because="Fel", by=registrar)
    assert list(post_form(admin, ADD, given(agreement, file=hidden.pk)).context["adminform"].form.errors) == ["file"]
    both = post_form(admin, ADD, given(agreement, file=file.pk, upload=pdfs.upload(pdfs.pdf())))
    assert list(both.context["adminform"].form.errors) == ["file"]
    query = {"app_label": "agreements", "model_name": "document", "field_name": "file"}
    found = admin.get("/admin/autocomplete/", query | {"term": ".pdf"}).json()["results"]
    assert [row["id"] for row in found] == [str(file.pk)]


def test_file_page_lists_its_documents(admin: Client, registrar: User) -> None:
    file = stored_file()
    joint = JointAgreementFactory()
    DocumentFactory(file=file, url="", agreement=AgreementFactory(municipality_id="0180"), draft=True)
    DocumentFactory(file=file, url="", agreement=None, joint_agreement=joint)
    replaced = DocumentFactory(file=file, url="", agreement=AgreementFactory(municipality_id="1480"), title="Ersatt")
    Document.objects.filter(pk=replaced.pk).update(file=stored_file("ny"))
    ProposalFactory(agreement=replaced.agreement, document=file)
    page = text(admin.get(change(file)))
    assert "1480-1 Göteborg: ändring</a> (väntar på granskning)" in page
    assert "0180-1 Stockholm: Överenskommelse</a> (utkast)" in page
    assert f"{joint}: Överenskommelse</a> (publicerat)" in page
    assert "1480-1 Göteborg: Ersatt</a> (historik)" in page
    row = admin.get("/admin/agreements/storedfile/").content.decode()
    assert '<td class="field-documents_with_it">2</td>' in row


def inlines(agreement: Agreement, *documents: Document, **data: Any) -> dict[str, Any]:
    """The form data of the joint agreement's documents."""
    found = {
        "title": agreement.joint_agreement.title,  # type: ignore[union-attr]
        "diary_number": "",
        "public_summary": "",
        "kind": "change",
        "documents-TOTAL_FORMS": str(len(documents)),
        "documents-INITIAL_FORMS": str(len(documents)),
        **{
            f"{name}-{count}_FORMS": "0"
            for name in ("sources", "revisions", "follow_ups")
            for count in ("TOTAL", "INITIAL")
        },
    }
    for number, document in enumerate(documents):
        found |= {
            f"documents-{number}-id": str(document.pk),
            f"documents-{number}-joint_agreement": str(document.joint_agreement_id),
            f"documents-{number}-title": document.title,
            f"documents-{number}-language": document.language,
            f"documents-{number}-url": document.url,
            f"documents-{number}-file": str(document.file_id or ""),
            f"documents-{number}-accept_warnings": "False",
        }
    return found | data


@pytest.fixture
def joint() -> Agreement:
    return AgreementFactory(joint_agreement=JointAgreementFactory())


def shared_document(joint: Agreement, **fields: Any) -> Document:
    return DocumentFactory(agreement=None, joint_agreement=joint.joint_agreement, **fields)


def test_replaced_file_is_listed_as_earlier_file(admin: Client, joint: Agreement) -> None:
    old = stored_file("gammal")
    document = shared_document(joint, file=old, url="", draft=True)
    new = {"documents-0-upload": pdfs.upload(pdfs.pdf(1), "ny.pdf")}
    response = post_form(admin, change(joint.joint_agreement), inlines(joint, document, **new))
    assert response.status_code == 302, response.context["errors"]
    document.refresh_from_db()
    assert document.file
    assert document.file.name == "ny.pdf"
    for page in (admin.get(change(joint.joint_agreement)), admin.get(change(document))):
        assert f'<a href="/admin/agreements/storedfile/{old.pk}/innehall/">gammal.pdf</a>' in text(page)
    content: Any = admin.get(f"/admin/agreements/storedfile/{old.pk}/innehall/")
    assert b"".join(content) == pdfs.pdf(title="gammal")


def test_inline_adds_document_with_file(admin: Client, joint: Agreement, registrar: User) -> None:
    new = {
        "documents-TOTAL_FORMS": "1",
        "documents-0-title": "Ny text",
        "documents-0-language": "sv",
        "documents-0-upload": pdfs.upload(pdfs.pdf(4)),
    }
    assert 'enctype="multipart/form-data"' in text(admin.get(change(joint.joint_agreement)))
    assert post_form(admin, change(joint.joint_agreement), inlines(joint, **new)).status_code == 302
    document = Document.objects.get()
    assert document.file
    assert (document.file.pages, document.file.stored_by, document.is_published) == (4, registrar, False)


def test_published_document_is_changed_by_publishers_only(joint: Agreement) -> None:
    document = shared_document(joint, url="https://example.org/a.pdf")
    registrator, publisher = client_of("Registrator"), client_of("Granskare")
    for address in (change(joint.joint_agreement), change(document)):
        assert "Be en granskare att" in text(registrator.get(address))
        assert "Be en granskare att" not in text(publisher.get(address))
    changed = {"documents-0-title": "Ändrad", "documents-0-upload": pdfs.upload(pdfs.pdf())}
    post_form(
        registrator, change(joint.joint_agreement), inlines(joint, document, **changed, **{"documents-0-DELETE": "on"})
    )
    document.refresh_from_db()
    assert (document.title, document.file) == ("Överenskommelse", None)
    own = given(joint, title="Ändrad", url=document.url)
    assert post_form(registrator, change(document), own).status_code == 403
    assert registrator.post(f"/admin/agreements/document/{document.pk}/delete/", {"post": "yes"}).status_code == 403
    changed["documents-0-upload"].seek(0)
    assert post_form(publisher, change(joint.joint_agreement), inlines(joint, document, **changed)).status_code == 302
    document.refresh_from_db()
    assert document.title == "Ändrad"
    assert document.file


def test_four_eyes_locks_published_document(joint: Agreement) -> None:
    require_two_people()
    document = shared_document(joint, url="https://example.org/a.pdf")
    publisher = client_of("Granskare")
    post_form(publisher, change(joint.joint_agreement), inlines(joint, document, **{"documents-0-title": "Ändrad"}))
    document.refresh_from_db()
    assert document.title == "Överenskommelse"
    Document.objects.update(published_at=None, published_by=None)
    post_form(publisher, change(joint.joint_agreement), inlines(joint, document, **{"documents-0-title": "Ändrad"}))
    document.refresh_from_db()
    assert document.title == "Ändrad"


def test_query_count_of_inline_does_not_grow_with_documents(admin: Client, joint: Agreement) -> None:
    counts = []
    for number in (1, 8):
        for other in range(number):
            shared_document(joint, file=stored_file(f"{number} {other}"), url="")
        admin.get(change(joint.joint_agreement))
        with CaptureQueriesContext(connection) as queries:
            admin.get(change(joint.joint_agreement))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_file_content_requires_view_permission(admin: Client) -> None:
    file = stored_file()
    address = f"/admin/agreements/storedfile/{file.pk}/innehall/"
    response: Any = client_of("Läsare").get(address)
    assert b"".join(response) == pdfs.pdf(title="")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"].startswith("private, no-store")
    nobody = Client()
    assert nobody.get(address).status_code == 302
    nobody.force_login(UserFactory(is_staff=True))
    assert nobody.get(address).status_code == 403
    assert admin.get("/admin/agreements/storedfile/0/innehall/").status_code == 404


def test_publisher_withholds_file_and_shows_it_again() -> None:
    file = stored_file()
    address = f"/admin/agreements/storedfile/{file.pk}/undanhall/"
    assert client_of("Registrator").post(address, {"because": "x"}).status_code == 403
    publisher = client_of("Granskare")
    assert "Undanhåll" in text(publisher.get(change(file)))
    assert "Skriv varför" in text(post_form(publisher, address, {"because": ""}))
    file.refresh_from_db()
    assert file.withheld_at is None
    page = text(post_form(publisher, address, {"because": "Personuppgifter"}, follow=True))
    assert "Filen avtal.pdf är undanhållen." in page
    assert "Personuppgifter" in page
    assert "Visa igen" in page
    assert "Undanhållande" in text(publisher.get(f"/admin/agreements/storedfile/{file.pk}/history/"))
    post_form(publisher, address, {})
    file.refresh_from_db()
    assert (file.withheld_at, file.withheld_because) == (None, "")


@pytest.mark.parametrize("kind", ["skript", "bilagor", "undanhallna", "oanvanda", "okant"])
def test_list_filters_by_kind(admin: Client, registrar: User, kind: str) -> None:
    script = store(pdfs.upload(pdfs.with_script(), "s.pdf"), by=None, accept_warnings=True)
    enclosed = store(pdfs.upload(pdfs.with_attachment(), "b.pdf"), by=None, accept_warnings=True)
    hidden = stored_file("h")
    withhold(hidden, because="Fel", by=registrar)
    for file in (script, enclosed, hidden):
        DocumentFactory(file=file, agreement=None, joint_agreement=JointAgreementFactory())
    unused = stored_file("o")
    expected = {"skript": [script], "bilagor": [enclosed], "undanhallna": [hidden], "oanvanda": [unused]}
    response = admin.get("/admin/agreements/storedfile/", {"slag": kind})
    found = {row.pk for row in response.context["cl"].result_list}
    assert found == {row.pk for row in expected.get(kind, [script, enclosed, hidden, unused])}


def test_files_cannot_be_deleted(admin: Client) -> None:
    file = stored_file()
    assert admin.post(f"/admin/agreements/storedfile/{file.pk}/delete/", {"post": "yes"}).status_code == 403
    assert StoredFile.objects.filter(pk=file.pk).exists()
