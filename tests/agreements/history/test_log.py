"""The audit log: acts, filters, pages, permissions and export."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals, publication
from agreements.days.imprecise import OPEN_PAST
from agreements.history import log, log_export
from agreements.history.latest import latest_changes
from agreements.history.log import LoggedAct, TouchedRow
from agreements.history.verification import faults
from agreements.models import Agreement, CollaborationLevel, HistoryEntry, Proposal, TargetGroup
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    CheckerFactory,
    DialogueMeetingFactory,
    PartyFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LOG = "/admin/agreements/historyentry/"
FEBRUARY = datetime.date(2016, 2, 29)


@pytest.fixture
def since() -> int:
    """The last position of the log before the test."""
    connection.check_constraints()
    return HistoryEntry.objects.count()


def latest(since: int) -> list[LoggedAct]:
    connection.check_constraints()
    return log.latest_acts(HistoryEntry.objects.filter(position__gt=since))[0]


def fields(row: TouchedRow) -> dict[str, tuple[str, str]]:
    return {change.name: (change.before, change.after) for change in row.changes}


def test_act_has_user_act_origin_reason_and_rows(registrar: User, since: int) -> None:
    agreement = AgreementFactory(draft=True, diary_number="")
    with pghistory.context(user=registrar.pk, url="/admin/agreements/agreement/1/end/"):
        agreement_acts.end(
            agreement,
            last_day=datetime.date(2024, 12, 31),
            ending=agreement_acts.Ending.TERMINATED,
            by=registrar,
            reason="Kommunen sade upp den",
        )
        agreement.levels.add(CollaborationLevel.objects.get(slug="strategisk"))
    act = latest(since)[0]
    assert (act.who, act.how, act.where, act.url, act.why) == (
        "Rut Registrator",
        "Avslut",
        "Formulär",
        "/admin/agreements/agreement/1/end/",
        "Kommunen sade upp den",
    )
    [row] = act.rows
    assert (row.kind, row.name, row.what) == ("Överenskommelse", str(agreement), "Ändrad")
    assert fields(row) == {
        "Gäller till": ("–", "2024-12-31"),
        "Hur den upphör": ("–", "sades upp"),
        "Samverkansnivåer": ("–", "Strategisk nivå"),
    }
    assert row.history == f"/admin/agreements/agreement/{agreement.pk}/history/"


def test_imprecise_day_is_one_change_in_words(since: int) -> None:
    agreement = AgreementFactory(draft=True, valid_from=FEBRUARY, valid_from_earliest=OPEN_PAST)
    [row] = latest(since)[0].rows
    assert fields(row)["Gäller från"] == ("–", "senast 2016-02")
    assert not [name for name in fields(row) if "tidigast" in name or "senast," in name]
    for earliest, before, after in (
        (datetime.date(2016, 2, 1), "senast 2016-02", "2016-02"),
        (None, "2016-02", "2016-02-29"),
    ):
        with pghistory.context(command=after):
            Agreement.objects.filter(pk=agreement.pk).update(valid_from_earliest=earliest)
        [row] = latest(since)[0].rows
        assert fields(row) == {"Gäller från": (before, after)}
    latest_by = latest_changes(Agreement, agreement.pk, ["valid_from"])
    assert latest_by["valid_from"].who == "Kommandot 2016-02-29"


def test_links_and_sources_of_an_agreement_are_in_its_log(since: int) -> None:
    later, earlier, party = AgreementFactory(draft=True), AgreementFactory(draft=True), PartyFactory()
    connection.check_constraints()
    start = HistoryEntry.objects.count()
    with pghistory.context(command="a"):
        later.also_replaces.add(earlier)
        later.parties.add(party)
        later.target_groups.add(TargetGroup.objects.get(slug="unga"))
        source = SourceFactory(agreement=later, published_on=FEBRUARY, published_on_earliest=OPEN_PAST)
        AgreementRevisionFactory(agreement=later)
    act, *_ = latest(start)
    rows = {row.kind: row for row in act.rows}
    assert fields(rows["Överenskommelse"]) == {
        "Ersätter också": ("–", str(earlier)),
        "Fler parter": ("–", "Region Skåne"),
        "Målgrupper": ("–", "Unga"),
    }
    assert fields(rows["Källa"])["Utgiven"] == ("–", "senast 2016-02")
    entries = HistoryEntry.objects.filter(position__gt=start)
    assert entries.count() == 5
    assert not entries.exclude(agreement_id=later.pk, municipality="1280").exists()
    assert faults() == []
    assert source.pk


def test_proposal_to_replace_names_the_agreements(registrar: User, since: int) -> None:
    later, earlier = AgreementFactory(published_by=registrar), AgreementFactory(draft=True)
    proposals.propose(later, {"also_replaces": [earlier.public_id]}, kind=Proposal.Act.CHANGE, by=registrar)
    [row] = latest(since)[0].rows
    assert fields(row)["Ersätter också"] == ("–", str(earlier))


def test_latest_act_is_first_and_links_belong_to_their_row(since: int) -> None:
    meeting = DialogueMeetingFactory()
    with pghistory.context(command="a"):
        meeting.municipalities.set(["1280", "0180"])
    with pghistory.context(command="b"):
        meeting.municipalities.remove("1280")
    removed, added, *_made = latest(since)
    assert (removed.who, added.who) == ("Kommandot b", "Kommandot a")
    assert fields(removed.rows[0]) == {"Kommuner": ("Malmö", "–")}
    assert fields(added.rows[0]) == {"Kommuner": ("–", "Malmö, Stockholm")}
    assert added.count == 2


def test_deleted_row_keeps_its_name(since: int) -> None:
    draft = AgreementFactory(draft=True)
    with pghistory.context(command="rensa"):
        draft.delete()
    act = latest(since)[0]
    assert [(row.what, row.name, row.changes) for row in act.rows] == [
        ("Borttagen", f"{draft.public_id} (borttagen)", [])
    ]


def test_large_act_shows_first_rows_and_count(since: int) -> None:
    with pghistory.context(command="stor"):
        for _ in range(12):
            AgreementFactory(draft=True)
    act = latest(since)[0]
    assert (act.count, act.hidden_count, len(act.rows)) == (12, 4, 8)
    its = HistoryEntry.objects.of_context(act.context)
    [page], more = log.act_rows(its, limit=10)
    assert (len(page.rows), page.count) == (10, 12)
    [rest], end = log.act_rows(its, after=more or 0, limit=10)
    assert (len(rest.rows), end) == (2, None)


def test_pages_have_no_gap(since: int) -> None:
    agreement = AgreementFactory(draft=True)
    for number in range(30):
        with pghistory.context(command=f"c{number}"):
            Agreement.objects.filter(pk=agreement.pk).update(diary_number=str(number))
    connection.check_constraints()
    entries = HistoryEntry.objects.filter(position__gt=since, metadata__has_key="command")
    first, more = log.latest_acts(entries)
    rest, end = log.latest_acts(entries, before=more)
    assert [act.who for act in first + rest] == [f"Kommandot c{number}" for number in reversed(range(30))]
    assert end is None


def test_query_count_does_not_grow_with_log(admin: Client, registrar: User) -> None:
    counts = []
    admin.get(LOG)
    for length in (5, 60):
        for number in range(length):
            with pghistory.context(user=registrar.pk, number=number):
                AgreementFactory(draft=True, municipality_id="1280")
        connection.check_constraints()
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(LOG, {"slag": "agreement"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


@pytest.fixture
def two_acts(registrar: User) -> dict[str, Agreement]:
    other = CheckerFactory(username="nils", first_name="Nils", last_name="Ny")
    made = {}
    for person, code in ((registrar, "1280"), (other, "0180")):
        with pghistory.context(user=person.pk, url="/admin/agreements/agreement/add/"):
            made[code] = AgreementFactory(draft=True, municipality_id=code)
    publication.publish(Agreement.objects.filter(pk=made["0180"].pk), by=other)
    connection.check_constraints()
    return made


def rows(client: Client, **filters: object) -> list[str]:
    acts = client.get(LOG, filters).context["acts"]
    agreements = [(act.who, row) for act in acts for row in act.rows if row.kind == "Överenskommelse"]
    return [f"{who}: {row.what} {row.name}" for who, row in agreements]


def test_log_filters(admin: Client, two_acts: dict[str, Agreement], registrar: User) -> None:
    malmo = f"Rut Registrator: Skapad {two_acts['1280']}"
    stockholm = [f"Nils Ny: Ändrad {two_acts['0180']}", f"Nils Ny: Skapad {two_acts['0180']}"]
    today = timezone.localdate()
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    assert rows(admin, kommun="1280") == [malmo]
    assert rows(admin, kommun="0180") == stockholm
    assert rows(admin, person=registrar.pk) == [malmo]
    assert rows(admin, handling="publish") == stockholm[:1]
    assert rows(admin, slag="agreement") == [*stockholm, malmo]
    assert rows(admin, slag="document") == []
    assert rows(admin, slag="agreement", fran=today.isoformat(), till=today.isoformat()) == [*stockholm, malmo]
    assert rows(admin, slag="agreement", till=yesterday) == []
    assert rows(admin, overenskommelse=two_acts["1280"].pk) == [malmo]


@pytest.mark.parametrize(
    "query",
    [{"fran": "igår"}, {"kommun": "9999"}, {"person": "x"}, {"handelse": "x"}, {"slag": "x"}],
)
def test_invalid_filter_shows_error(admin: Client, query: dict[str, str]) -> None:
    for path in (LOG, f"{LOG}csv/"):
        answer = admin.get(path, query)
        assert answer.status_code == 400
        assert "Rätta filtret" in answer.content.decode()


@pytest.mark.parametrize("turned", ["x", "-1", "9" * 40])
def test_any_position_is_accepted(admin: Client, turned: str) -> None:
    assert admin.get(LOG, {"vidare": turned}).status_code == 200


def test_unknown_act_is_empty(admin: Client) -> None:
    answer = admin.get(LOG, {"handelse": "00000000-0000-0000-0000-000000000000"})
    assert "Ingenting i loggen motsvarar det." in answer.content.decode()


def test_every_role_reads_log_and_none_changes_it(two_acts: dict[str, Agreement]) -> None:
    entry = HistoryEntry.objects.latest("position")
    for role in ("Läsare", "Registrator", "Granskare", "Administratör"):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        assert client.get(LOG).status_code == 200
        assert client.get(f"{LOG}csv/").status_code == 200
        assert entry.digest in client.get(f"{LOG}{entry.position}/change/").content.decode()
        assert client.post(f"{LOG}{entry.position}/change/", {"label": "x"}).status_code == 403
        assert client.post(f"{LOG}{entry.position}/delete/", {"post": "yes"}).status_code == 403
        assert not any(user.has_perm(f"agreements.{act}_historyentry") for act in ("add", "change", "delete"))


def test_log_requires_permission() -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(LOG).status_code == client.get(f"{LOG}csv/").status_code == 403


def exported(client: Client, **query: Any) -> list[dict[str, str]]:
    answer = client.get(f"{LOG}csv/", query)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_export_has_line_for_each_field(admin: Client, registrar: User) -> None:
    agreement = AgreementFactory(draft=True)
    with pghistory.context(user=registrar.pk, url="/admin/x/", reason="=fel"):
        Agreement.objects.filter(pk=agreement.pk).update(diary_number="-17", internal_note="två\nrader")
    connection.check_constraints()
    lines = [line for line in exported(admin, overenskommelse=agreement.pk) if line["change"] == "update"]
    entry = HistoryEntry.objects.filter(agreement_id=agreement.pk).latest("position")
    assert {line["field"]: (line["before"], line["after"]) for line in lines} == {
        "Arbetsförmedlingens diarienummer": ("–", "-17"),
        "Intern anteckning": ("–", "två\nrader"),
    }
    for line in lines:
        assert list(line) == log_export.LOG_COLUMNS
        assert (line["position"], line["digest"]) == (str(entry.position), entry.digest)
        assert (line["person"], line["how"], line["where"], line["reason"]) == (
            "Rut Registrator", "Formulär", "Formulär", "=fel"
        )  # fmt: skip
        assert (line["kind"], line["key"], line["municipality_code"]) == ("agreement", str(agreement.pk), "1280")
        assert datetime.datetime.fromisoformat(line["time"]) == entry.happened_at


def test_export_for_excel_disarms_formulas(admin: Client) -> None:
    with pghistory.context(command="x", reason="=1+1"):
        AgreementFactory(draft=True)
    connection.check_constraints()
    content = b"".join(admin.get(f"{LOG}csv/", {"variant": "excel"}).streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbfposition;time;")
    assert b";'=1+1;" in content


def test_export_has_every_entry_over_several_batches(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.check_constraints()
    monkeypatch.setattr(log_export, "EXPORT_BATCH_SIZE", 37)
    positions = [int(line["position"]) for line in exported(admin)]
    assert sorted(set(positions)) == list(range(1, HistoryEntry.objects.count() + 1))
    assert positions == sorted(positions)


def test_query_count_of_export_is_constant_for_each_batch(admin: Client) -> None:
    counts = []
    for length in (3, 40):
        for number in range(length):
            with pghistory.context(command=f"c{length}-{number}"):
                AgreementFactory(draft=True)
        connection.check_constraints()
        with CaptureQueriesContext(connection) as queries:
            exported(admin, slag="agreement")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_columns_of_the_export_are_in_the_data_dictionary(settings: Any) -> None:
    text = (settings.BASE_DIR / "docs/data-dictionary.md").read_text()
    text = text[text.index("## The log") :]
    assert [column for column in log_export.LOG_COLUMNS if f"| `{column}` |" not in text] == []
