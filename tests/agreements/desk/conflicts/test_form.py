"""Two users in one form: both changes are kept, and a field that both changed needs a choice."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.acts.act import act
from agreements.desk.conflicts.submissions import FIELD
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    DialogueMeeting,
    Document,
    FollowUp,
    JointAgreement,
)
from municipalities.models import Municipality
from tests import pdfs
from tests.factories import (
    AgreementFactory,
    AgreementTypeFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REFUSED = "Ingenting är sparat"


@pytest.fixture
def colleague(db: None) -> User:
    return UserFactory(username="kollega", first_name="Gun", last_name="Granskare")


@pytest.fixture
def agreement(db: None) -> Agreement:
    return AgreementFactory(draft=True, diary_number="2023/1")


def address(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def form_data(response: Any) -> dict[str, Any]:
    """The data that a browser sends for the form."""
    context = response.context
    sent: dict[str, Any] = {FIELD: context["guard"]["seal"]}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field, "queryset"):
                value = bound.field.prepare_value(value)
            if value is not None and value is not False and value != []:
                sent[bound.html_name] = "on" if value is True else value
    return sent


def open_form(client: Client, row: Any) -> dict[str, Any]:
    return form_data(client.get(address(row)))


def save(client: Client, row: Any, sent: dict[str, Any], **changed: Any) -> Any:
    return client.post(address(row), sent | {"_continue": "1"} | changed)


def save_and_expect_redirect(client: Client, row: Any, sent: dict[str, Any], **changed: Any) -> Any:
    response = save(client, row, sent, **changed)
    if response.status_code == 302:
        return response
    forms = [inline.formset for inline in response.context["inline_admin_formsets"]]
    errors = [response.context["adminform"].form.errors, *(form.errors for form in forms)]
    raise AssertionError(f"Not saved: {errors}")


def others_change(row: Any, by: User, **values: Any) -> None:
    with act("change", by):
        many = {name: values.pop(name) for name in list(values) if row._meta.get_field(name).many_to_many}
        type(row).objects.filter(pk=row.pk).update(**values)
        for name, value in many.items():
            getattr(row, name).set(value)


def value_of(row: Any, name: str) -> Any:
    row = type(row).objects.get(pk=row.pk)
    found = getattr(row, name)
    return sorted(str(one.pk) for one in found.all()) if hasattr(found, "all") else found


def messages(response: Any) -> str:
    return " ".join(str(message) for message in response.wsgi_request._messages)


# Each kind of field: the other user's value and mine.
KINDS: dict[str, tuple[Any, Any, str, str]] = {
    "diary_number": ("2023/2", "2023/3", "2023/2", "2023/3"),
    "internal_note": ("En rad\nen till", "Min egen", "En rad", "Min egen"),
    "valid_to": (datetime.date(2025, 1, 31), "2026-02-28", "2025-01-31", "2026-02-28"),
    "notice_months": (3, "6", "3", "6"),
    "status": ("declined", "", "avböjd", "–"),
    "source_url": ("https://example.org/a", "https://example.org/b", "example.org/a", "example.org/b"),
}


@pytest.mark.parametrize("name", KINDS)
def test_other_users_change_of_untouched_field_is_merged(
    admin: Client, agreement: Agreement, colleague: User, name: str
) -> None:
    sent = open_form(admin, agreement)
    theirs = KINDS[name][0]
    others_change(agreement, colleague, **{name: theirs})
    response = save(admin, agreement, sent, municipality_diary_number="KS 7")
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert value_of(agreement, name) == theirs
    assert value_of(agreement, "municipality_diary_number") == "KS 7"
    told = messages(response)
    assert "Ändrat sedan du öppnade formuläret" in told
    assert "Gun Granskare" in told


@pytest.mark.parametrize("name", KINDS)
def test_field_changed_by_both_is_refused_with_difference(
    admin: Client, agreement: Agreement, colleague: User, name: str
) -> None:
    theirs, mine, in_words, mine_in_words = KINDS[name]
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, **{name: theirs})
    response = save(admin, agreement, sent, **{name: mine, "municipality_diary_number": "KS 7"})
    assert response.status_code == 200
    assert value_of(agreement, name) == theirs
    assert value_of(agreement, "municipality_diary_number") == ""
    [conflict] = response.context["guard"]["conflicts"]
    assert conflict.name == name
    assert in_words in conflict.now
    assert mine_in_words in conflict.mine
    assert "Gun Granskare" in str(conflict.change)
    assert REFUSED in str(response.context["adminform"].form.non_field_errors())
    assert name in response.context["adminform"].form.errors
    kept = form_data(response)
    assert kept["municipality_diary_number"] == "KS 7"
    assert kept.get(name, "") == mine


def test_same_change_by_both_is_saved(admin: Client, agreement: Agreement, colleague: User) -> None:
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, diary_number="2023/2")
    save_and_expect_redirect(admin, agreement, sent, diary_number="2023/2")


def test_browser_line_breaks_are_no_change(admin: Client, agreement: Agreement, colleague: User) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(internal_note="En\ntvå \n")
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, internal_note="Tre")
    save_and_expect_redirect(admin, agreement, sent, internal_note="En\r\ntvå\r\n")
    assert value_of(agreement, "internal_note") == "Tre"


@pytest.mark.parametrize(("choice", "left"), [("theirs", "2023/2"), ("mine", "2023/3")])
def test_chosen_value_is_saved(admin: Client, agreement: Agreement, colleague: User, choice: str, left: str) -> None:
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, diary_number="2023/2")
    response = save(admin, agreement, sent, diary_number="2023/3", municipality_diary_number="KS 7")
    again = form_data(response)
    [conflict] = response.context["guard"]["conflicts"]
    # Without a choice it is refused again, with the original value.
    unchosen = save(admin, agreement, again)
    assert [(conflict.before, conflict.now) for conflict in unchosen.context["guard"]["conflicts"]] == [
        ("2023/1", "2023/2")
    ]
    response = save(admin, agreement, form_data(unchosen), **{conflict.choice: choice})
    assert response.status_code == 302
    assert value_of(agreement, "diary_number") == left
    assert value_of(agreement, "municipality_diary_number") == "KS 7"


def test_conflict_is_shown_again_if_value_changes_again(admin: Client, agreement: Agreement, colleague: User) -> None:
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, diary_number="2023/2")
    response = save(admin, agreement, sent, diary_number="2023/3")
    others_change(agreement, colleague, diary_number="2023/4")
    response = save(admin, agreement, form_data(response), **{"_choice:diary_number": "mine"})
    [conflict] = response.context["guard"]["conflicts"]
    assert (conflict.before, conflict.now, conflict.mine) == ("2023/1", "2023/4", "2023/3")
    assert value_of(agreement, "diary_number") == "2023/4"


def test_foreign_key_conflict(admin: Client, agreement: Agreement, colleague: User) -> None:
    first, second = JointAgreementFactory(title="Den ena"), JointAgreementFactory(title="Den andra")
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, joint_agreement=first)
    save_and_expect_redirect(admin, agreement, sent, diary_number="7")
    assert value_of(agreement, "joint_agreement") == first
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, joint_agreement=second)
    [conflict] = save(admin, agreement, sent, joint_agreement="").context["guard"]["conflicts"]
    assert (conflict.before, conflict.now, conflict.mine) == ("Den ena", "Den andra", "–")


def test_levels_conflict(admin: Client, agreement: Agreement, colleague: User) -> None:
    strategic, operative = CollaborationLevel.objects.order_by("order")[:2]
    agreement.levels.set([strategic])
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, levels=[operative])
    response = save(admin, agreement, sent, diary_number="7")
    assert response.status_code == 302
    assert value_of(agreement, "levels") == [str(operative.pk)]
    assert "Gun Granskare" in messages(response)

    sent = open_form(admin, agreement)
    others_change(agreement, colleague, levels=[strategic, operative])
    response = save(admin, agreement, sent, levels=[])
    [conflict] = response.context["guard"]["conflicts"]
    assert (conflict.before, conflict.mine) == (str(operative), "–")
    assert strategic.name in conflict.now
    response = save(admin, agreement, form_data(response), **{"_choice:levels": "mine"})
    assert response.status_code == 302
    assert value_of(agreement, "levels") == []


def test_meeting_municipalities_conflict(admin: Client, colleague: User) -> None:
    meeting = DialogueMeetingFactory(draft=True)
    meeting.municipalities.set(["1280"])
    sent = open_form(admin, meeting)
    others_change(meeting, colleague, municipalities=["1280", "0180"])
    response = save(admin, meeting, sent, title="Nytt namn")
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert value_of(meeting, "municipalities") == ["0180", "1280"]
    assert DialogueMeeting.objects.get().title == "Nytt namn"
    sent = open_form(admin, meeting)
    others_change(meeting, colleague, municipalities=["1280"])
    [conflict] = save(admin, meeting, sent, municipalities=["0180"]).context["guard"]["conflicts"]
    assert (conflict.now, conflict.mine) == ("Malmö", "Stockholm")
    assert value_of(meeting, "municipalities") == ["1280"]


def test_check_box_conflict(admin: Client, colleague: User) -> None:
    AgreementType.objects.update(is_headline=False)
    kind = AgreementTypeFactory(order=9)
    sent = open_form(admin, kind)
    others_change(kind, colleague, is_headline=True)
    save_and_expect_redirect(admin, kind, sent, name="Nytt namn")
    assert value_of(kind, "is_headline") is True
    sent = open_form(admin, kind)
    others_change(kind, colleague, is_headline=False, name="Deras namn")
    [conflict] = save(admin, kind, sent, name="Mitt namn").context["guard"]["conflicts"]
    assert conflict.name == "name"
    assert value_of(kind, "is_headline") is False


# Inline rows


@pytest.fixture
def document(agreement: Agreement) -> Document:
    return DocumentFactory(agreement=agreement, draft=True, title="Avtalet")


def test_inline_row_conflict(admin: Client, agreement: Agreement, document: Document, colleague: User) -> None:
    sent = open_form(admin, agreement)
    others_change(document, colleague, dated_on=datetime.date(2023, 3, 1))
    response = save(admin, agreement, sent, **{"documents-0-title": "Bilagan"})
    assert response.status_code == 302
    document.refresh_from_db()
    assert (document.title, document.dated_on) == ("Bilagan", datetime.date(2023, 3, 1))
    assert "Dokument Avtalet: Daterat" in messages(response)

    sent = open_form(admin, agreement)
    others_change(document, colleague, title="Deras bilaga")
    response = save(admin, agreement, sent, **{"documents-0-title": "Min bilaga"})
    [conflict] = response.context["guard"]["conflicts"]
    assert (conflict.before, conflict.now, conflict.mine) == ("Bilagan", "Deras bilaga", "Min bilaga")
    document.refresh_from_db()
    assert document.title == "Deras bilaga"
    save_and_expect_redirect(admin, agreement, form_data(response), **{conflict.choice: "mine"})
    document.refresh_from_db()
    assert document.title == "Min bilaga"


def test_inline_row_deleted_by_other_and_untouched_stays_deleted(
    admin: Client, agreement: Agreement, document: Document, colleague: User
) -> None:
    other = DocumentFactory(agreement=agreement, draft=True, title="En till")
    sent = open_form(admin, agreement)
    with act("change", colleague):
        document.delete()
    new = {"documents-TOTAL_FORMS": "3", "documents-2-title": "Ny", "documents-2-url": "https://example.org/ny"}
    new["documents-2-language"] = "sv"
    response = save(admin, agreement, sent, **new)
    assert response.status_code == 302, [inline.formset.errors for inline in response.context["inline_admin_formsets"]]
    assert sorted(Document.objects.values_list("title", flat=True)) == ["En till", "Ny"]
    assert "Dokument Avtalet, borttagen (Gun Granskare" in messages(response)
    assert Document.objects.filter(pk=other.pk).exists()


def test_upload_follows_new_row_after_other_user_deleted_row(
    admin: Client, agreement: Agreement, document: Document, colleague: User
) -> None:
    sent = open_form(admin, agreement)
    with act("change", colleague):
        document.delete()
    new = {"documents-TOTAL_FORMS": "2", "documents-1-title": "Ny", "documents-1-language": "sv"}
    save_and_expect_redirect(admin, agreement, sent, **new, **{"documents-1-upload": pdfs.upload(pdfs.pdf())})
    added = Document.objects.get()
    assert (added.title, bool(added.file)) == ("Ny", True)


def test_inline_row_deleted_by_other_and_changed_becomes_new_row(
    admin: Client, agreement: Agreement, document: Document, colleague: User
) -> None:
    sent = open_form(admin, agreement)
    with act("change", colleague):
        document.delete()
    response = save(admin, agreement, sent, **{"documents-0-title": "Ändrat"})
    assert response.status_code == 200
    assert "Dokument Avtalet, borttagen" in str(response.context["adminform"].form.non_field_errors())
    assert not Document.objects.exists()
    save_and_expect_redirect(admin, agreement, form_data(response))
    assert Document.objects.get().title == "Ändrat"


@pytest.mark.parametrize(("choice", "is_left"), [("theirs", True), ("mine", False)])
def test_deleting_row_changed_by_other_needs_choice(
    admin: Client, agreement: Agreement, colleague: User, choice: str, is_left: bool
) -> None:
    follow_up = FollowUpFactory(agreement=agreement, draft=True)
    sent = open_form(admin, agreement)
    others_change(follow_up, colleague, findings="Deras ord")
    response = save(admin, agreement, sent, **{"follow_ups-0-DELETE": "on"})
    [conflict] = response.context["guard"]["conflicts"]
    assert "Deras ord" in conflict.now
    assert FollowUp.objects.exists()
    again = form_data(response) | {"follow_ups-0-DELETE": "on"}
    assert save(admin, agreement, again).context["guard"]["conflicts"]
    save_and_expect_redirect(admin, agreement, again, **{conflict.choice: choice})
    assert [row.findings for row in FollowUp.objects.all()] == (["Deras ord"] if is_left else [])


def test_row_changed_by_other_and_not_deleted_keeps_their_change(
    admin: Client, agreement: Agreement, colleague: User
) -> None:
    follow_up = FollowUpFactory(agreement=agreement, draft=True)
    sent = open_form(admin, agreement)
    others_change(follow_up, colleague, findings="Deras ord")
    response = save(admin, agreement, sent, **{"follow_ups-0-DELETE": "on"})
    kept = form_data(response)
    kept.pop("follow_ups-0-DELETE")
    save_and_expect_redirect(admin, agreement, kept)
    assert FollowUp.objects.get().findings == "Deras ord"


def test_invalid_choice_is_reported(admin: Client, agreement: Agreement, colleague: User) -> None:
    DocumentFactory(agreement=agreement, draft=True)
    sent = open_form(admin, agreement)
    others_change(agreement, colleague, type=AgreementTypeFactory(order=9))
    response = save(admin, agreement, sent, type="abc", **{"documents-0-id": "abc"})
    assert response.status_code == 200
    assert "type" in response.context["adminform"].form.errors


def test_row_added_by_other_is_kept(admin: Client, agreement: Agreement) -> None:
    sent = open_form(admin, agreement)
    DocumentFactory(agreement=agreement, draft=True)
    save_and_expect_redirect(admin, agreement, sent, diary_number="7")
    assert Document.objects.count() == 1


# The seal


@pytest.mark.parametrize("seal", ["", "påhittad", "eyJhIjoxfQ:1abc:def"])
def test_form_without_valid_seal_is_refused_with_values_kept(admin: Client, agreement: Agreement, seal: str) -> None:
    sent = open_form(admin, agreement) | {FIELD: seal}
    response = save(admin, agreement, sent, diary_number="Mitt")
    assert response.status_code == 200
    assert "utan uppgiften om vad det visade" in response.content.decode()
    [conflict] = response.context["guard"]["conflicts"]
    assert (conflict.before, conflict.now, conflict.mine) == ("okänt", "2023/1", "Mitt")
    assert value_of(agreement, "diary_number") == "2023/1"
    again = save(admin, agreement, form_data(response), **{conflict.choice: "mine"})
    assert again.status_code == 302
    assert value_of(agreement, "diary_number") == "Mitt"


def test_seal_of_another_row_or_user_is_invalid(admin: Client, agreement: Agreement) -> None:
    other = AgreementFactory(draft=True, municipality_id="0180")
    stolen = open_form(admin, other)[FIELD]
    assert save(admin, agreement, open_form(admin, agreement) | {FIELD: stolen}).status_code == 200
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert save(client, agreement, open_form(admin, agreement)).status_code == 200


def test_deleted_row_is_reported_with_form_values(admin: Client, colleague: User) -> None:
    joint = JointAgreementFactory()
    sent = open_form(admin, joint)
    with act("change", colleague):
        JointAgreement.objects.all().delete()
    response = save(admin, joint, sent, public_summary="Långt skrivet")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Långt skrivet" in page
    assert "Gun Granskare" in page
    assert not JointAgreement.objects.exists()


def test_readonly_fields_are_not_compared(admin: Client, agreement: Agreement) -> None:
    sent = open_form(admin, agreement)
    Municipality.objects.filter(pk="1280").update(official_name="Malmö stad")
    save_and_expect_redirect(admin, agreement, sent, diary_number="7")


def test_query_count_of_comparison_does_not_grow_with_rows(admin: Client, agreement: Agreement) -> None:
    counts = []
    for number in (1, 8):
        for _ in range(number):
            DocumentFactory(agreement=agreement, draft=True)
        sent = open_form(admin, agreement)
        with CaptureQueriesContext(connection) as queries:
            save_and_expect_redirect(admin, agreement, sent, diary_number=f"nr {number}")
        # Django reads each row once more by its key to validate it.
        own = [query for query in queries if not re.search(r'"id" = \d+ LIMIT 21', query["sql"])]
        counts.append(len(own))
    assert counts[0] == counts[1]
