"""The history of one row in words."""

from __future__ import annotations

import datetime

import pghistory
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals, publication
from agreements.history.row import Entry, history_of
from agreements.history.words import origin_in_words
from agreements.models import Agreement, CollaborationLevel, DialogueMeeting, Ending, Proposal
from agreements.models.links import LINKS
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory, DialogueMeetingFactory

pytestmark = pytest.mark.django_db


def changes(entry: Entry) -> dict[str, tuple[str, str]]:
    return {change.name: (change.before, change.after) for change in entry.changes}


def test_registration_shows_first_values_in_words(registrar: User, headline: object) -> None:
    agreement = agreement_acts.register(
        municipality=Municipality.objects.get(code="1280"),
        type=headline,  # type: ignore[arg-type]
        status=Status.SIGNED,
        by=registrar,
        decided_on=datetime.date(2023, 3, 1),
        valid_from=datetime.date(2023, 3, 1),
        levels=CollaborationLevel.objects.filter(slug="strategisk"),
    )
    [entry] = history_of(Agreement, agreement.pk)
    assert (entry.what, entry.who, entry.how, entry.is_first) == (
        "Skapad",
        "Rut Registrator",
        "Registrering",
        True,
    )
    shown = changes(entry)
    assert shown["Kommun"] == ("–", "Malmö")
    assert shown["Status"] == ("–", "tecknad")
    assert shown["Gäller från"] == ("–", "2023-03-01")
    assert shown["Samverkansnivåer"] == ("–", "Strategisk nivå")
    assert "Gäller till" not in shown


def test_entries_have_act_names_and_changed_fields(registrar: User) -> None:
    agreement = AgreementFactory(draft=True)
    own = Agreement.objects.filter(pk=agreement.pk)
    agreement_acts.end(own.get(), last_day=datetime.date(2024, 12, 31), ending=Ending.TERMINATED, by=registrar)
    publication.publish(own, by=registrar)
    publication.unpublish(own, by=registrar)
    unpublished, published, ended, _created = history_of(Agreement, agreement.pk)
    assert [entry.how for entry in (unpublished, published, ended)] == ["Avpublicering", "Publicering", "Avslut"]
    assert changes(ended) == {"Gäller till": ("–", "2024-12-31"), "Hur den upphör": ("–", "sades upp")}
    assert changes(published)["Publicerad av"] == ("–", "Rut Registrator")
    assert set(changes(unpublished)) == {"Publicerad", "Publicerad av"}
    assert [entry.version for entry in (unpublished, published, ended, _created)] == [4, 3, 2, 1]


def proposed(agreement: Agreement, registrar: User) -> Proposal:
    return proposals.propose(
        agreement,
        {"diary_number": "2024/17", "levels": ["operativ"]},
        kind=Proposal.Act.CORRECTION,
        by=registrar,
        reason="Fel diarienummer",
    )


def test_history_includes_proposals(registrar: User) -> None:
    agreement = AgreementFactory()
    proposal = proposed(agreement, registrar)
    proposals.send_back_proposal(proposal, because="Vilken källa?", by=registrar)
    returned, waiting, _created = history_of(Agreement, agreement.pk)
    assert waiting.what == "Ändringsförslag, rättelse av ett fel: väntar på granskning"
    assert changes(waiting) == {"Arbetsförmedlingens diarienummer": ("–", "2024/17"), "Samverkansnivåer": (
        "–", "Operativ nivå"
    )}  # fmt: skip
    assert (returned.what, returned.changes, returned.version) == (
        "Ändringsförslag, rättelse av ett fel: skickad tillbaka", [], None
    )  # fmt: skip
    assert (waiting.why, returned.why) == ("Fel diarienummer", "Vilken källa?")


def test_published_correction_is_one_entry(registrar: User) -> None:
    agreement = AgreementFactory()
    proposals.publish_proposal(proposed(agreement, registrar), by=registrar)
    corrected, waiting, created = history_of(Agreement, agreement.pk)
    assert (corrected.what, corrected.how, corrected.why) == ("Ändrad", "Publicering", "Fel diarienummer")
    assert (corrected.is_correction, waiting.is_correction, created.is_correction) == (True, True, False)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"url": "/admin/agreements/agreement/add/", "user": 1}, "Formulär"),
        ({"url": "/admin/agreements/agreement/import/", "user": 1}, "Import"),
        ({"url": "/bekrafta/x/"}, "Länk utan inloggning"),
        ({"command": "load_demo"}, "Kommandot load_demo"),
        ({"database_user": "postgres"}, "SQL"),
        ({}, "Okänt"),
    ],
)
def test_origin_in_words(metadata: dict[str, object], expected: str) -> None:
    assert origin_in_words(metadata) == expected


def test_renewal_is_in_history_of_both_agreements(registrar: User) -> None:
    old = AgreementFactory()
    day = datetime.date(2024, 5, 1)
    new = agreement_acts.renew(
        old, decided_on=day, valid_from=day, by=registrar, source_note="Protokoll", verified_on=day
    )
    assert history_of(Agreement, new.pk)[0].how == "Förnyelse"
    assert history_of(Proposal, old.proposals.get().pk)[0].how == "Förnyelse"
    assert changes(history_of(Agreement, new.pk)[0])["Ersätter"] == ("–", f"{old.public_id} Malmö")


def test_origin_distinguishes_sql_bulk_update_and_command() -> None:
    agreement = AgreementFactory()
    with connection.cursor() as cursor:
        # A transaction of its own begins with this.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("UPDATE agreements_agreement SET internal_note = 'rättad' WHERE id = %s", [agreement.pk])
    with pghistory.context(command="import_agreements"):
        Agreement.objects.filter(pk=agreement.pk).update(diary_number="Af-2023/1")
    with pghistory.context(user=None, url="/admin/agreements/agreement/process_import/"):
        Agreement.objects.filter(pk=agreement.pk).update(diary_number="Af-2023/2")
    imported, command, sql, _created = history_of(Agreement, agreement.pk)
    assert (imported.how, imported.who) == ("Import", "Okänd")
    assert changes(imported) == {"Arbetsförmedlingens diarienummer": ("Af-2023/1", "Af-2023/2")}
    assert (command.how, command.who) == ("Kommandot import_agreements", "Kommandot import_agreements")
    assert sql.who.startswith("Direkt i databasen (SQL) av ")
    assert changes(sql) == {"Intern anteckning": ("–", "rättad")}


def test_deleted_row_keeps_its_history(registrar: User) -> None:
    draft = AgreementFactory(draft=True)
    key = draft.pk
    with pghistory.context(user=registrar.pk, url="/admin/"):
        draft.delete()
    removed, _created = history_of(Agreement, key)
    assert (removed.what, removed.who, removed.how) == ("Borttagen", "Rut Registrator", "Formulär")


def test_reference_to_deleted_row_is_marked() -> None:
    level = CollaborationLevel.objects.create(slug="ny", name="Ny nivå", name_en="New")
    agreement = AgreementFactory()
    with pghistory.context(command="a"):
        agreement.levels.add(level)
    key = level.pk
    with pghistory.context(command="b"):
        level.delete()
    assert f"borttagen ({key})" in [
        change.after for entry in history_of(Agreement, agreement.pk) for change in entry.changes
    ]


def test_history_includes_municipalities_of_meeting() -> None:
    meeting = DialogueMeetingFactory()
    with pghistory.context(command="a"):
        meeting.municipalities.set(["1280", "0180"])
    with pghistory.context(command="b"):
        meeting.municipalities.remove("1280")
    assert changes(history_of(DialogueMeeting, meeting.pk)[0]) == {"Kommuner": ("Malmö, Stockholm", "Stockholm")}


def test_query_count_does_not_grow_with_history() -> None:
    counts = []
    for length in (2, 40):
        agreement = AgreementFactory(municipality_id=f"01{14 if length == 2 else 80}")
        for number in range(length):
            with pghistory.context(command=f"c{number}"):
                Agreement.objects.filter(pk=agreement.pk).update(
                    municipality_diary_number=str(number), published_by=agreement.published_by
                )
        with CaptureQueriesContext(connection) as queries:
            assert len(history_of(Agreement, agreement.pk)) == length + 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5 + len(LINKS[Agreement])
