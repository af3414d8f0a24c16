"""Rows of publishable models are public from their publication only."""

from __future__ import annotations

import csv
import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.acts import publication
from agreements.models import (
    Agreement,
    AgreementRevision,
    DialogueMeeting,
    Document,
    FollowUp,
    Naming,
    ReportedTotal,
    Source,
)
from agreements.models.publishing import Publishable
from tests.agreements.history.test_as_known import known_since
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
    ReportedTotalFactory,
    SourceFactory,
)
from tests.pages import forget_pages

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
KINDS: list[type[Publishable]] = [DialogueMeeting, FollowUp, ReportedTotal, Document, AgreementRevision, Source]
# The pages that show each kind, and a text that identifies it.
MARK = "Kännemärket"
WHERE = {
    DialogueMeeting: ["/kommuner/1280/", "/kommuner/1281/", "/en/kommuner/1280/"],
    FollowUp: ["/kommuner/1280/", "/overenskommelser/1280-1/", "/jamfor/?kommun=1280&kommun=1281"],
    ReportedTotal: ["/", "/en/", "/kommuner/1280/"],
    AgreementRevision: ["/kommuner/1280/", "/overenskommelser/1280-1/"],
    Source: ["/kommuner/1280/", "/overenskommelser/1280-1/"],
    Document: ["/kommuner/1280/", "/overenskommelser/1280-1/", "/jamfor/?kommun=1280&kommun=1281"],
}
ELSEWHERE = [
    "/kommuner/",
    "/lan/12/",
    "/overenskommelser/",
    "/forandringar/?from=2020-01-01",
    "/forandringar/atom/",
    "/lan/12/atom/",
    "/statistik/",
    "/statistik/kvalitet/",
    "/kommuner/csv/",
    "/overenskommelser/csv/",
    "/forandringar/csv/?from=2020-01-01",
]


@pytest.fixture(autouse=True)
def _drafts(db: None) -> None:
    """A draft of each kind for Malmö, which has a published agreement; the meeting is for Lund too."""
    agreement = AgreementFactory(decided_on=datetime.date(2023, 3, 1))
    meeting = DialogueMeetingFactory(draft=True, title=MARK, held_on=datetime.date(2022, 10, 12))
    meeting.municipalities.set(["1280", "1281"])
    FollowUpFactory(draft=True, agreement=agreement, findings=MARK)
    DocumentFactory(draft=True, agreement=agreement, title=MARK, dated_on=datetime.date(2023, 3, 1))
    AgreementRevisionFactory(draft=True, agreement=agreement, changes=MARK)
    SourceFactory(draft=True, agreement=agreement, title=MARK)
    total = ReportedTotalFactory(
        draft=True, source_note=MARK, publisher=MARK, reported_on=datetime.date(2024, 3, 16), naming=Naming.THOSE
    )
    total.municipalities.set(["1280"])


def read(client: Client, url: str) -> str:
    # A test is one transaction, which raises the revision of the cache key only once.
    forget_pages()
    response = client.get(url)
    assert response.status_code == 200, url
    return b"".join(response).decode()


def test_draft_of_each_kind_is_on_no_page(client: Client) -> None:
    for url in [*ELSEWHERE, *{url for urls in WHERE.values() for url in urls}]:
        assert MARK not in read(client, url), url


@pytest.mark.parametrize("kind", KINDS)
def test_published_row_is_on_its_pages(client: Client, registrar: User, kind: type[Publishable]) -> None:
    for url in WHERE[kind]:
        assert MARK not in read(client, url)
    publication.publish(kind._default_manager.filter(published_at=None), by=registrar)
    for url in WHERE[kind]:
        assert MARK in read(client, url), url
    publication.unpublish(kind._default_manager.all(), by=registrar)
    for url in WHERE[kind]:
        assert MARK not in read(client, url), url


@pytest.mark.parametrize("kind", KINDS)
def test_published_row_is_known_from_its_publication_day(
    client: Client, registrar: User, kind: type[Publishable]
) -> None:
    known_since(days=10)
    publication.publish(kind._default_manager.filter(published_at=None), by=registrar)
    for url in WHERE[kind]:
        sign = "&" if "?" in url else "?"
        assert MARK not in read(client, f"{url}{sign}enligt={TODAY - 5 * DAY}")
        assert MARK in read(client, url)
    publication.unpublish(kind._default_manager.all(), by=registrar)
    assert MARK not in read(client, WHERE[kind][0])


def test_only_published_meetings_count_in_the_time_to_signature(client: Client, registrar: User) -> None:
    drafts = read(client, "/statistik/")
    publication.publish(DialogueMeeting.objects.all(), by=registrar)
    # From 2022-10-12 to 2023-03-01.
    assert "140" not in drafts
    assert "140" in read(client, "/statistik/")


def test_the_overview_has_no_day_of_a_draft_total(client: Client, registrar: User) -> None:
    assert "2024-03-16" not in read(client, "/")
    publication.publish(ReportedTotal.objects.filter(published_at=None), by=registrar)
    assert "2024-03-16" in read(client, "/")


def test_a_meeting_is_on_the_page_of_each_of_its_municipalities_and_no_other(client: Client, registrar: User) -> None:
    publication.publish(DialogueMeeting.objects.all(), by=registrar)
    assert MARK not in read(client, "/kommuner/0180/")
    DialogueMeeting.objects.get().municipalities.remove("1281")
    assert MARK not in read(client, "/kommuner/1281/")


def test_a_page_takes_as_many_queries_for_many_meetings_as_for_one(client: Client) -> None:
    counts = []
    for size in (1, 12):
        for number in range(size):
            DialogueMeetingFactory(title=f"Möte {size} {number}").municipalities.set(["1280"])
        read(client, "/kommuner/1280/")
        with CaptureQueriesContext(connection) as queries:
            read(client, "/kommuner/1280/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_draft_answer_is_no_position(client: Client) -> None:
    AgreementFactory(municipality_id="0180", draft=True, decided_on=datetime.date(2023, 3, 1))
    content = b"".join(client.get("/kommuner/csv/?q=0180").streaming_content).decode()  # type: ignore[attr-defined]
    [row] = csv.DictReader(content.splitlines())
    assert (row["position"], row["agreement_id"]) == ("none", "")
    assert client.get("/kommuner/?q=0180").context["rows"][0].tag.kind == "none"
    assert client.get("/kommuner/0180/").context["answer"].agreement is None


def test_facts_of_a_draft_and_of_its_joint_text_are_on_no_page_of_the_municipality(client: Client) -> None:
    joint = JointAgreementFactory(title=MARK, source_note=MARK, deciding_body=MARK, signed_on=datetime.date(2024, 1, 1))
    draft = AgreementFactory(draft=True, joint_agreement=joint, replaces=Agreement.objects.get())
    for linked in (draft, joint):
        linked.parties.add(PartyFactory(name=MARK))
    # Published rows whose agreement is not.
    for owner in ({"agreement": draft}, {"agreement": None, "joint_agreement": joint}):
        SourceFactory(**owner, title=MARK)
        AgreementRevisionFactory(**owner, changes=MARK)
    for url in ("/kommuner/1280/", "/overenskommelser/1280-1/"):
        page = read(client, url)
        assert MARK not in page
        assert draft.public_id not in page
