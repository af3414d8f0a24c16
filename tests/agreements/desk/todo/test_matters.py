"""The matters: rows at and just outside each condition, counts and permissions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.acts import agreements as agreement_acts
from agreements.acts import proposals, publication
from agreements.acts.act import act
from agreements.days import months_before
from agreements.desk.todo.matter import Matter, MatterGroup, count_rows
from agreements.desk.todo.matters import MATTERS
from agreements.models import Agreement, Proposal
from agreements.positions import Position, Status
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    ConfirmationRequestFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    LinkCheckFactory,
    ProposalFactory,
    ReportedTotalFactory,
    SourceFactory,
    UserFactory,
    fill,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
BY_SLUG = {matter.slug: matter for matter in MATTERS}
DAYS = datetime.timedelta(days=1)


def with_role(name: str, **fields: Any) -> User:
    person: User = UserFactory(is_staff=True, **fields)
    person.groups.add(Role.objects.get(name=name))
    return person


def rows(slug: str, by: User, today: datetime.date = TODAY) -> set[str]:
    return {str(row) for row in BY_SLUG[slug].rows(by, today)}


def entered(by: User, **fields: Any) -> Agreement:
    with act("register", by):
        draft: Agreement = AgreementFactory(draft=True, **fields)
    return draft


def test_slugs_are_unique_and_every_group_has_matters() -> None:
    assert len(BY_SLUG) == len(MATTERS)
    assert {matter.group for matter in MATTERS} == set(MatterGroup)


# Each matter: a row that meets the condition, and one that just does not.


def test_draft_moves_from_author_to_checker_and_back(registrar: User) -> None:
    draft, other = entered(registrar), UserFactory()
    assert (rows("mina-utkast", registrar), rows("mina-utkast", other)) == ({str(draft)}, set())
    agreement_acts.submit(Agreement.objects.all(), by=registrar)
    assert (rows("mina-utkast", registrar), rows("granska", other)) == (set(), {str(draft)})
    draft.refresh_from_db()
    agreement_acts.send_back_draft(draft, because="Fel dag.", by=other)
    assert (rows("granska", other), rows("tillbaka", registrar), rows("tillbaka", other)) == (
        set(), {str(draft)}, set(),
    )  # fmt: skip
    assert rows("mina-utkast", registrar) == set()


def test_proposal_moves_from_checker_back_to_author(registrar: User) -> None:
    checker = UserFactory()
    proposal = proposals.propose(
        AgreementFactory(), {"diary_number": "2024/17"}, kind=Proposal.Act.CHANGE, by=registrar
    )
    assert rows("andringar", checker) == {str(proposal)}
    proposals.send_back_proposal(proposal, because="Fel nummer.", by=checker)
    assert rows("andringar", checker) == set()
    assert (rows("andringar-tillbaka", registrar), rows("andringar-tillbaka", checker)) == ({str(proposal)}, set())


def test_accompanying_proposal_is_no_matter(registrar: User) -> None:
    ProposalFactory(end=True, accompanies=AgreementFactory(draft=True, municipality_id="0180"))
    assert rows("andringar", registrar) == set()


def test_municipality_proposals_are_separate_matter(registrar: User) -> None:
    proposal = ProposalFactory(proposed_by=None, on_behalf_of="Arbetsmarknadsenheten")
    assert (rows("fran-kommuner", registrar), rows("andringar", registrar)) == ({str(proposal)}, set())


@pytest.mark.parametrize(("days", "is_there"), [(-1, False), (0, True), (90, True), (91, False)])
def test_lapsing_within_ninety_days_inclusive(registrar: User, days: int, is_there: bool) -> None:
    agreement = AgreementFactory(valid_to=TODAY + days * DAYS)
    AgreementFactory(municipality_id="0180", status=Status.DECLINED, valid_to=TODAY + days * DAYS)
    assert rows("upphor-snart", registrar) == ({str(agreement)} if is_there else set())


def test_agreement_with_successor_is_not_lapsing(registrar: User) -> None:
    agreement = AgreementFactory(valid_to=TODAY + 30 * DAYS)
    AgreementFactory(draft=True, decided_on=TODAY, valid_from=TODAY + 31 * DAYS)
    assert rows("upphor-snart", registrar) == {str(agreement)}
    AgreementFactory(decided_on=TODAY, valid_from=TODAY + 31 * DAYS)
    assert rows("upphor-snart", registrar) == set()


def test_lapsed_municipality_is_listed_until_dialogue_begins(registrar: User) -> None:
    AgreementFactory(valid_to=TODAY - DAYS)
    AgreementFactory(municipality_id="0180", valid_to=TODAY)
    assert rows("utan-efterfoljare", registrar) == {"Malmö"}
    assert "Malmö" not in rows("utan-svar", registrar)
    AgreementFactory(in_dialogue=True)
    assert rows("utan-efterfoljare", registrar) == set()


def test_municipalities_without_answer_match_public_figure(registrar: User) -> None:
    AgreementFactory(municipality_id="0180", status=Status.DECLINED)
    AgreementFactory(in_dialogue=True)
    found = rows("utan-svar", registrar)
    assert (len(found), "Malmö" in found, "Stockholm" in found) == (289, True, False)


@pytest.mark.parametrize(("days", "is_there"), [(1, False), (0, True), (-30, True)])
def test_follow_up_is_due_from_its_day_until_done(registrar: User, days: int, is_there: bool) -> None:
    due = TODAY + days * DAYS
    agreement = AgreementFactory(next_follow_up_on=due)
    FollowUpFactory(agreement=agreement, year=2020, done_on=due - DAYS)
    assert rows("uppfoljning", registrar) == ({str(agreement)} if is_there else set())
    FollowUpFactory(agreement=agreement, year=2021, done_on=due)
    assert rows("uppfoljning", registrar) == set()


def test_dialogue_of_exactly_six_months_is_not_listed(registrar: User) -> None:
    today, first = datetime.date(2025, 8, 31), datetime.date(2025, 2, 28)
    AgreementFactory(in_dialogue=True, valid_from=first)
    longer = AgreementFactory(in_dialogue=True, municipality_id="0180", valid_from=first - DAYS)
    # Ended, or perhaps begun later: not in dialogue for six months for certain.
    AgreementFactory(in_dialogue=True, municipality_id="0114", valid_from=first - DAYS, valid_to=today - DAYS)
    AgreementFactory(in_dialogue=True, municipality_id="0115", valid_from=first, valid_from_earliest=first - 300 * DAYS)
    assert rows("lang-dialog", registrar, today) == {str(longer)}


def test_dialogue_is_to_be_ended_when_the_municipality_has_answered(registrar: User) -> None:
    dialogue = AgreementFactory(in_dialogue=True)
    assert rows("dialog-utan-slut", registrar) == set()
    AgreementFactory(decided_on=dialogue.valid_from + DAYS)
    assert rows("dialog-utan-slut", registrar) == {str(dialogue)}
    ended = AgreementFactory(in_dialogue=True, municipality_id="0180", valid_to=dialogue.valid_from)
    AgreementFactory(municipality_id="0180", decided_on=ended.valid_from + DAYS)
    assert rows("dialog-utan-slut", registrar) == {str(dialogue)}


def test_answer_with_an_open_first_day_is_to_be_made_certain(registrar: User) -> None:
    day = datetime.date(2016, 2, 29)
    open_day = AgreementFactory(decided_on=None, valid_from=day, valid_from_earliest=datetime.date.min)
    AgreementFactory(municipality_id="0180", decided_on=None, valid_from=day, valid_from_earliest=day - 28 * DAYS)
    assert rows("osaker-dag", registrar) == {str(open_day)}


@pytest.mark.usefixtures("incomplete")
def test_municipality_that_is_not_known_is_not_without_answer(registrar: User) -> None:
    AgreementFactory(municipality_id="0180")
    assert (len(rows("uppgift-saknas", registrar)), rows("utan-svar", registrar)) == (289, set())


def test_sources_and_revisions_wait_unless_published_with_their_agreement(registrar: User) -> None:
    for agreement in (AgreementFactory(), AgreementFactory(draft=True, municipality_id="0180")):
        SourceFactory(draft=True, agreement=agreement, title=agreement.public_id)
        AgreementRevisionFactory(draft=True, agreement=agreement)
    SourceFactory(draft=True, agreement=None, round=DialogueRoundFactory(), title="Om turnén")
    assert rows("opublicerade-kallor", registrar) == {"1280-1", "Om turnén"}
    assert {row[:6] for row in rows("opublicerade-revideringar", registrar)} == {"1280-1"}


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2025-08-31", 6, "2025-02-28"), ("2024-08-31", 6, "2024-02-29"), ("2025-03-15", 6, "2024-09-15")],
)
def test_months_before_stays_within_month(day: str, months: int, before: str) -> None:
    assert months_before(datetime.date.fromisoformat(day), months).isoformat() == before


def test_missing_fields_of_published_agreements(registrar: User) -> None:
    LinkCheckFactory(url="https://example.org/borta", is_alive=False, status=404)
    incomplete = AgreementFactory(verified_on=TODAY - 366 * DAYS)
    dead = AgreementFactory(
        municipality_id="0180", source_url="https://example.org/borta", diary_number="1", verified_on=TODAY - 365 * DAYS
    )
    document = DocumentFactory(agreement=dead, url="https://example.org/borta")
    AgreementFactory(draft=True, municipality_id="1480")
    for slug in ("saknar-dokument", "saknar-kalla", "saknar-diarienummer", "inte-kontrollerade"):
        assert rows(slug, registrar) == {str(incomplete)}, slug
    assert rows("svarar-inte", registrar) == {str(dead)}
    assert rows("dokument-svarar-inte", registrar) == {str(document)}


def test_published_total_that_differs_is_listed(registrar: User) -> None:
    agreed = ReportedTotalFactory(total=1, reported_on=datetime.date(2024, 1, 1), publisher="Den ena")
    other = ReportedTotalFactory(total=2, reported_on=datetime.date(2024, 1, 1), publisher="Den andra")
    ReportedTotalFactory(draft=True, total=3, reported_on=datetime.date(2024, 1, 1), publisher="Den tredje")
    unknown = ReportedTotalFactory(total=5, reported_on=datetime.date(2000, 1, 1))
    AgreementFactory(decided_on=datetime.date(2023, 3, 1))
    found = set(BY_SLUG["stammer-inte"].rows(registrar, TODAY))
    assert other in found
    assert not {agreed, unknown} & found


def test_other_drafts_that_wait_for_publication(registrar: User) -> None:
    shared = JointAgreementFactory()
    draft = AgreementFactory(draft=True, municipality_id="0180", joint_agreement=shared)
    for agreement in (AgreementFactory(), draft):
        FollowUpFactory(draft=True, agreement=agreement)
        DocumentFactory(draft=True, agreement=agreement, title=agreement.municipality.name)
    DocumentFactory(draft=True, agreement=None, joint_agreement=shared, title="Gemensam")
    meeting = DialogueMeetingFactory(draft=True)
    total = ReportedTotalFactory(draft=True, position=Position.DECLINED, publisher="SKR")
    assert rows("opublicerade-uppfoljningar", registrar) == {"1280-1 2024"}
    assert rows("opublicerade-dokument", registrar) == {"Malmö"}
    assert rows("opublicerade-moten", registrar) == {str(meeting)}
    assert rows("opublicerade-siffror", registrar) == {str(total)}
    publication.publish(Agreement.objects.filter(pk=draft.pk), by=registrar)
    DocumentFactory(draft=True, agreement=None, joint_agreement=shared, title="En till")
    assert rows("opublicerade-dokument", registrar) == {"Malmö", "En till"}


# Counts match lists


@pytest.fixture
def something_of_everything(registrar: User) -> None:
    fill(12)
    LinkCheckFactory(url="https://example.org/borta", is_alive=False)
    spare = iter(["0114", "0115", "0117", "0120", "0123", "0125", "0126", "0127", "0128", "0136", "0138", "0139"])
    taken = set(Agreement.objects.values_list("municipality", flat=True))
    codes = (code for code in ["2580", "2581", "2582", "2583", "2584", "2560", "2523", "2521", *spare])
    free = (code for code in codes if code not in taken)
    entered(registrar, municipality_id=next(free))
    entered(registrar, municipality_id=next(free), returned_because="Fel dag.")
    AgreementFactory(draft=True, municipality_id=next(free), submitted_at=timezone.now())
    AgreementFactory(municipality_id=next(free), valid_to=TODAY + 3 * DAYS)
    AgreementFactory(municipality_id=next(free), valid_to=TODAY - 3 * DAYS, next_follow_up_on=TODAY)
    AgreementFactory(
        municipality_id=next(free), in_dialogue=True, valid_from=TODAY - 300 * DAYS,
        source_url="https://example.org/borta",
    )  # fmt: skip
    published = Agreement.objects.published()
    DocumentFactory(agreement=published[0], url="https://example.org/borta")
    DocumentFactory(agreement=published[1], draft=True)
    FollowUpFactory(agreement=published[1], draft=True)
    AgreementFactory(municipality=published[2].municipality, in_dialogue=True, valid_from=datetime.date(2020, 1, 1))
    AgreementFactory(
        municipality_id=next(free), decided_on=None, valid_from=TODAY + DAYS, valid_from_earliest=datetime.date.min
    )
    SourceFactory(agreement=published[1], draft=True)
    AgreementRevisionFactory(agreement=published[1], draft=True)
    DialogueMeetingFactory(draft=True)
    ReportedTotalFactory(total=7, reported_on=TODAY)
    ReportedTotalFactory(draft=True, publisher="SKR")
    ProposalFactory(agreement=published[0])
    ProposalFactory(agreement=published[0], proposed_by=None, on_behalf_of="Arbetsmarknadsenheten")
    ConfirmationRequestFactory(answer="correct", answered_at=timezone.now(), answered_by="Enheten")
    ProposalFactory(
        agreement=published[1], proposed_by=registrar, state="returned", returned_because="Fel.",
        decided_by=registrar, decided_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.usefixtures("something_of_everything")
def test_list_matches_count_of_first_page(admin: Client, registrar: User) -> None:
    counts = count_rows(MATTERS, registrar, TODAY)
    assert [slug for slug, number in counts.items() if not number] == []
    page = admin.get("/admin/").content.decode()
    for matter in MATTERS:
        response = admin.get(matter.url)
        assert response.status_code == 200
        listed = response.context["cl"]
        assert listed.result_count == counts[matter.slug] == matter.rows(registrar, TODAY).count(), matter.slug
        assert {row.pk for row in listed.queryset} == {row.pk for row in matter.rows(registrar, TODAY)}
        assert f'href="{matter.url}"' in page
        assert str(matter.what_to_do) in response.content.decode()


@pytest.mark.usefixtures("something_of_everything")
@pytest.mark.parametrize("slug", ["tillbaka", "andringar-tillbaka"])
def test_returned_rows_show_reason_in_list(admin: Client, slug: str) -> None:
    assert "Fel" in admin.get(BY_SLUG[slug].url).content.decode()


def test_unknown_matter_is_ignored(admin: Client) -> None:
    AgreementFactory()
    response = admin.get("/admin/agreements/agreement/?arende=finns-inte")
    assert response.context["cl"].result_count == 1


# Permissions

SEEN: dict[str, Callable[[Matter], bool]] = {
    "Läsare": lambda matter: matter.group == MatterGroup.WATCH,
    "Registrator": lambda matter: matter.permission != "agreements.publish_agreement",
    "Granskare": lambda matter: True,
    "Administratör": lambda matter: True,
}


@pytest.mark.parametrize("role", SEEN)
def test_matters_by_role(role: str) -> None:
    person = with_role(role)
    assert [matter.slug for matter in MATTERS if matter.is_seen_by(person)] == [
        matter.slug for matter in MATTERS if SEEN[role](matter)
    ]


def test_query_count_does_not_grow_with_rows(registrar: User) -> None:
    numbers = []
    for size in (10, 290):
        fill(size)
        with CaptureQueriesContext(connection) as queries:
            count_rows(MATTERS, registrar, TODAY)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
