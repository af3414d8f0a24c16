"""The events of the timeline."""

import datetime

import pytest
from django.utils.translation import override

from agreements.lookup.attachments import attachments_of
from agreements.models import Agreement, Ending
from agreements.positions import Status
from agreements.public.day import Day
from agreements.public.municipality.timeline import TimelineEvent, timeline
from municipalities.models import Municipality
from tests.factories import (
    AgreementFactory,
    DialogueMeetingFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 6, 1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def malmo(on: str = "2025-06-01") -> list[TimelineEvent]:
    municipality = Municipality.objects.get(code="1280")
    agreements = list(Agreement.objects.published().filter(municipality=municipality))
    return timeline(municipality, agreements, attachments_of(agreements, municipality), Day(day(on), TODAY))


def kinds(events: list[TimelineEvent]) -> list[tuple[str, str]]:
    return [(str(event.day), event.kind) for event in events]


def test_timeline_has_every_event_latest_first() -> None:
    first = AgreementFactory(
        decided_on=day("2022-11-01"), valid_from=day("2022-12-01"), valid_to=day("2024-12-31"), ending=Ending.REPLACED
    )
    joint = JointAgreementFactory()
    second = AgreementFactory(
        decided_on=day("2025-01-01"),
        valid_to=day("2027-12-31"),
        replaces=first,
        joint_agreement=joint,
        next_follow_up_on=day("2026-02-01"),
    )
    DialogueMeetingFactory(held_on=day("2022-10-12")).municipalities.add("1280", "1281")
    FollowUpFactory(agreement=first, year=2023, done_on=day("2023-11-05"), findings="Fler fick praktik.")
    DocumentFactory(agreement=None, joint_agreement=joint, dated_on=day("2025-01-01"), title="Gemensam text")
    DocumentFactory(agreement=first, dated_on=None)
    events = malmo()
    assert kinds(events) == [
        ("2027-12-31", "ends"),
        ("2026-02-01", "planned"),
        ("2025-01-01", "document"),
        ("2025-01-01", "decision"),
        ("2024-12-31", "ends"),
        ("2023-11-05", "follow_up"),
        ("2022-12-01", "begins"),
        ("2022-11-01", "decision"),
        ("2022-10-12", "meeting"),
    ]
    words = [(event.what, event.detail) for event in events]
    assert words == [
        ("Sista dagen för överenskommelsen", ""),
        ("Nästa uppföljning är planerad", ""),
        ("Dokument", ""),
        ("Kommunen beslutade att teckna", f"Det gäller från samma dag. Den förnyar eller ändrar {first.public_id}."),
        ("Sista dagen för överenskommelsen", "Den ersattes av en ny."),
        ("Uppföljning för 2023", "Fler fick praktik."),
        ("Överenskommelsen började gälla", ""),
        ("Kommunen beslutade att teckna", ""),
        ("Möte i Malmö", "Arbetsförmedlingen, SKR och Dua."),
    ]
    assert events[2].link == "Gemensam text"
    assert events[3].agreement == second


def test_meeting_shows_place_organisers_and_summary() -> None:
    meeting = DialogueMeetingFactory(place="Lund", organisers="Dua m.fl.", summary="Mötet handlade om unga.")
    meeting.municipalities.add("1280")
    assert malmo()[0].detail == "Lund. Dua m.fl. Mötet handlade om unga."


def test_events_after_the_day_are_marked() -> None:
    AgreementFactory(decided_on=day("2025-05-01"), valid_from=day("2025-06-01"), valid_to=day("2025-06-02"))
    assert [(item.kind, item.is_after) for item in malmo()] == [("ends", True), ("begins", False), ("decision", False)]
    assert [item.what for item in malmo("2025-05-31")][1] == "Överenskommelsen börjar gälla"
    assert [item.what for item in malmo()][1] == "Överenskommelsen började gälla"


@pytest.mark.parametrize(
    ("ending", "on", "words"),
    [
        (Ending.EXPIRED, "2024-12-31", "Den löper ut."),
        (Ending.EXPIRED, "2025-01-01", "Den löpte ut."),
        (Ending.TERMINATED, "2024-12-31", "Den är uppsagd."),
        (Ending.TERMINATED, "2025-01-01", "Den var uppsagd."),
        (Ending.REPLACED, "2024-12-31", "Den ersätts av en ny."),
        (Ending.REPLACED, "2025-01-01", "Den ersattes av en ny."),
        ("", "2025-01-01", ""),
    ],
)
def test_ending_is_written_in_the_tense_of_the_day(ending: str, on: str, words: str) -> None:
    AgreementFactory(valid_to=day("2024-12-31"), ending=ending)
    assert malmo(on)[0].detail == words


def test_declined_answer_and_dialogue_have_their_own_texts() -> None:
    AgreementFactory(status=Status.DECLINED, valid_from=day("2023-04-01"), valid_to=day("2023-12-31"))
    AgreementFactory(in_dialogue=True, published_at=datetime.datetime(2024, 5, 2, 22, 30, tzinfo=datetime.UTC))
    events = malmo()
    assert kinds(events)[0] == ("2024-05-03", "dialogue")  # past midnight in Sweden
    assert [event.what for event in events] == [
        "En dialog om en överenskommelse finns i registret",
        "Sista dagen för kommunens nej",
        "Kommunens nej började gälla",
        "Kommunen beslutade att avböja",
    ]


def test_draft_and_its_attachments_are_not_in_the_timeline() -> None:
    draft = AgreementFactory(draft=True, joint_agreement=JointAgreementFactory())
    DocumentFactory(agreement=draft, dated_on=TODAY)
    DocumentFactory(agreement=None, joint_agreement=draft.joint_agreement, dated_on=TODAY)
    FollowUpFactory(agreement=draft)
    AgreementFactory(municipality_id="1281")
    DocumentFactory(agreement=Agreement.objects.get(municipality="1281"), dated_on=TODAY)
    assert malmo() == []


def test_a_renewal_of_a_draft_does_not_name_it() -> None:
    draft = AgreementFactory(draft=True)
    AgreementFactory(replaces=draft)
    assert draft.public_id not in malmo()[0].detail


def test_planned_follow_up_is_left_out_from_its_day() -> None:
    AgreementFactory(next_follow_up_on=TODAY)
    assert "planned" not in [event.kind for event in malmo()]
    assert "planned" in [event.kind for event in malmo("2025-05-31")]


def test_municipality_has_events_for_its_first_and_last_day() -> None:
    Municipality.objects.filter(code="1280").update(established_on=day("2010-01-01"), ceased_on=day("2024-12-31"))
    assert kinds(malmo()) == [("2024-12-31", "ceased"), ("2010-01-01", "established")]


def test_a_document_in_english_says_so_in_either_language() -> None:
    DocumentFactory(agreement=AgreementFactory(), dated_on=TODAY, language="en")
    assert malmo()[0].detail == "På engelska."
    with override("en"):
        assert malmo()[0].day == TODAY
