"""The events of the timeline."""

import datetime

import pytest
from django.utils.translation import override

from agreements.lookup.agreements import with_replaced
from agreements.lookup.attachments import attachments_of
from agreements.models import Agreement, AgreementType, Ending
from agreements.positions import Status
from agreements.public.day import Day
from agreements.public.municipality.timeline import TimelineEvent, timeline
from municipalities.models import Municipality
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
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
    published = Agreement.objects.published().filter(municipality=municipality)
    agreements = list(with_replaced(published.select_related("type", "joint_agreement")))
    return timeline(municipality, agreements, attachments_of(agreements, municipality), Day(day(on), TODAY))


def kinds(events: list[TimelineEvent]) -> list[tuple[str, str]]:
    return [(event.day.edtf, event.kind) for event in events]


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
        ("Kommunen beslutade att teckna", f"Det gäller från samma dag. Den ersätter {first.public_id}."),
        ("Sista dagen för överenskommelsen", f"Den ersattes av {second.public_id}."),
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
    AgreementFactory(in_dialogue=True, valid_from=day("2024-05-03"), valid_to=day("2024-12-31"))
    events = malmo()
    assert [(event.day.edtf, event.what, event.detail) for event in events] == [
        ("2024-12-31", "Dialogen avslutades", "Registret känner inte till något svar efter den."),
        ("2024-05-03", "En dialog om en överenskommelse började", ""),
        ("2023-12-31", "Sista dagen för kommunens nej", ""),
        ("2023-04-01", "Kommunens nej började gälla", ""),
        ("2023-03-01", "Kommunen beslutade att avböja", ""),
    ]


def test_dialogue_that_led_to_an_answer_does_not_say_that_none_is_known() -> None:
    AgreementFactory(in_dialogue=True, valid_from=day("2022-05-03"), valid_to=day("2023-02-28"))
    AgreementFactory(decided_on=day("2023-03-01"))
    assert [event.detail for event in malmo() if event.kind == "dialogue_end"] == [""]


def test_time_of_publication_is_no_event() -> None:
    AgreementFactory(
        in_dialogue=True,
        valid_from=day("2022-05-03"),
        published_at=datetime.datetime(2024, 5, 2, 22, 30, tzinfo=datetime.UTC),
    )
    assert kinds(malmo()) == [("2022-05-03", "dialogue")]


def test_timeline_says_only_what_is_known() -> None:
    AgreementFactory(
        decided_on=None,
        valid_from=day("2016-02-29"),
        valid_from_earliest=datetime.date.min,
        valid_to=day("2019-01-01"),
        valid_to_latest=day("2019-12-31"),
    )
    events = malmo()
    assert [(event.when, event.what, event.datetime) for event in events] == [
        ("Någon gång under 2019", "Sista dagen för överenskommelsen", "2019"),
        ("Senast i februari 2016", "Överenskommelsen började gälla", ""),
    ]


def test_signing_and_the_body_that_decided_are_named() -> None:
    AgreementFactory(
        decided_on=day("2023-02-28"),
        decided_on_earliest=day("2023-02-01"),
        deciding_body="kommunfullmäktige",
        signed_on=day("2023-03-10"),
        valid_from=day("2023-04-01"),
    )
    assert [(event.when, event.what) for event in malmo()] == [
        ("1 april 2023", "Överenskommelsen började gälla"),
        ("10 mars 2023", "Texten undertecknades"),
        ("Någon gång i februari 2023", "Kommunfullmäktige beslutade att teckna"),
    ]


def test_days_of_a_joint_text_are_told_once_where_the_agreements_have_no_such_day() -> None:
    joint = JointAgreementFactory(
        decided_on=day("2022-11-30"),
        decided_on_earliest=day("2022-11-01"),
        deciding_body="Region Skåne",
        signed_on=day("2022-12-23"),
    )
    first = AgreementFactory(
        decided_on=None, valid_from=day("2023-01-01"), valid_to=day("2024-12-31"), joint_agreement=joint
    )
    AgreementFactory(decided_on=None, valid_from=day("2025-01-01"), joint_agreement=joint, replaces=first)
    told = [(event.when, event.what) for event in malmo() if event.kind in ("decision", "signing")]
    assert told == [
        ("23 december 2022", "Den gemensamma texten undertecknades"),
        ("Någon gång i november 2022", "Region Skåne beslutade om den gemensamma texten"),
    ]
    Agreement.objects.filter(pk=first.pk).update(signed_on=day("2022-12-23"))
    assert [event.what for event in malmo() if event.kind == "signing"] == ["Texten undertecknades"]


def test_revisions_and_follow_ups_of_the_agreement_and_of_its_joint_text() -> None:
    joint = JointAgreementFactory()
    agreement = AgreementFactory(joint_agreement=joint)
    AgreementRevisionFactory(agreement=agreement, revised_on=day("2024-06-01"), changes="Målgruppen vidgades.")
    AgreementRevisionFactory(
        agreement=None, joint_agreement=joint, revised_on=day("2025-12-31"), revised_on_earliest=day("2025-01-01")
    )
    FollowUpFactory(agreement=None, joint_agreement=joint, year=2024, done_on=day("2024-11-05"))
    AgreementRevisionFactory(agreement=agreement, changes="Hemligt", draft=True)
    events = [event for event in malmo() if event.kind in ("revision", "follow_up")]
    assert [(event.when, event.what, event.detail) for event in events] == [
        ("Någon gång under 2025", "Den gemensamma texten reviderades", "Registret vet inte vad som ändrades."),
        ("5 november 2024", "Uppföljning för 2024 av den gemensamma texten", ""),
        ("1 juni 2024", "Överenskommelsen reviderades", "Målgruppen vidgades."),
    ]


def test_imprecise_day_around_the_chosen_day_may_be_after_it() -> None:
    AgreementFactory(decided_on=None, valid_from=day("2022-12-31"), valid_from_earliest=day("2022-12-01"))
    placed = [
        [(event.is_after, event.may_be_after) for event in malmo(on)]
        for on in ("2022-11-30", "2022-12-01", "2022-12-30", "2022-12-31")
    ]
    assert placed == [[(True, False)], [(False, True)], [(False, True)], [(False, False)]]


def test_answer_that_replaces_several_names_each_on_both_sides() -> None:
    dua, lok = (
        AgreementFactory(type=AgreementType.objects.get(slug=slug), valid_to=day("2023-12-31"), ending=Ending.REPLACED)
        for slug in ("dua-unga", "lok")
    )
    later = AgreementFactory(decided_on=day("2024-01-01"), replaces=lok)
    later.also_replaces.add(dua)
    details = [event.detail for event in malmo() if event.kind == "ends"]
    assert details == [f"Den ersattes av {later.public_id}."] * 2
    (begins,) = [event for event in malmo() if event.agreement == later]
    assert begins.detail == f"Det gäller från samma dag. Den ersätter {lok.public_id} och {dua.public_id}."


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
        assert malmo()[0].when == "1 June 2025"
