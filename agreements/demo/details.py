"""Fictional documents, follow-ups, meetings, proposals and confirmation requests around the fictional answers."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from django.contrib.auth.models import User

from agreements.models import (
    Agreement,
    AgreementType,
    Completeness,
    ConfirmationRequest,
    DialogueMeeting,
    DialogueRound,
    Document,
    FollowUp,
    JointAgreement,
    Proposal,
    StoredFile,
)
from agreements.positions import Status
from municipalities.models import County, Municipality

# A reserved domain (RFC 2606), so that no fictional link opens a real document.
SITE = "https://example.org/demo"

MUNICIPALITIES_IN_A_MEETING = 20
FINDINGS = [
    "Påhittad uppgift: samverkan fungerar och överenskommelsen behöver inte ändras.",
    "Påhittad uppgift: parterna vill ses oftare på ledningsnivå.",
    "Påhittad uppgift: fler personer än året före fick samordnat stöd.",
    "Påhittad uppgift: rutinerna för att dela uppgifter behöver bli tydligare.",
]


def completeness(type: AgreementType, by: User) -> Completeness:
    """The demo has an answer of every municipality from the day that the first could sign."""
    return Completeness(
        type=type,
        first_day=datetime.date(2022, 1, 1),
        ground="Påhittad uppgift: demodatan har alla kommuners svar.",
        stated_on=datetime.date(2026, 1, 15),
        stated_by=by,
    )


def joint_agreement(county: County) -> JointAgreement:
    return JointAgreement(
        title=f"Gemensam överenskommelse i {county.name} (påhittad)",
        diary_number=f"DEMO 2022/L{county.code}",
        public_summary="Påhittad uppgift: kommunerna har tecknat samma text, var och en med eget beslut.",
    )


def documents(
    agreements: Sequence[Agreement], shared: Mapping[str, JointAgreement], files: Mapping[str, StoredFile]
) -> Iterator[Document]:
    for county_code, text in shared.items():
        yield Document(
            joint_agreement=text,
            title="Gemensam överenskommelse (påhittad)",
            dated_on=datetime.date(2022, 11, 1),
            url=f"{SITE}/gemensam-{county_code}.pdf",
            file=files["pahittad-gemensam-overenskommelse.pdf"],
        )
    signed = [agreement for agreement in agreements if agreement.status == Status.SIGNED]
    for number, agreement in enumerate(signed):
        address = f"{SITE}/{agreement.public_id}"
        if agreement.replaces or number % 3 == 0:
            yield Document(
                agreement=agreement,
                title="Överenskommelse (påhittad)",
                dated_on=agreement.valid_from,
                url="" if number % 2 else f"{address}/overenskommelse.pdf",
                file=files["pahittad-overenskommelse.pdf"] if number % 2 else None,
            )
        if number % 7 == 0:
            yield Document(
                agreement=agreement,
                title="Beslut i kommunstyrelsen (påhittat)",
                dated_on=agreement.decided_on,
                url=f"{address}/beslut.pdf",
            )
        if number % 60 == 0:
            yield Document(
                agreement=agreement,
                title="Agreement in English (fictional)",
                dated_on=agreement.valid_from,
                language=Document.Language.ENGLISH,
                url=f"{address}/agreement.pdf",
            )


def follow_ups(agreements: Sequence[Agreement], random: Random) -> Iterator[FollowUp]:
    """Follow-ups of a share of the signed agreements that were in force for the whole year."""
    for agreement in agreements:
        for year, share in ((2024, 0.4), (2025, 0.25)):
            held_all_year = (
                agreement.status == Status.SIGNED
                and agreement.valid_from is not None
                and agreement.valid_from <= datetime.date(year, 1, 1)
                and (agreement.valid_to is None or agreement.valid_to >= datetime.date(year, 12, 31))
            )
            if held_all_year and random.random() < share:
                yield FollowUp(
                    agreement=agreement,
                    year=year,
                    done_on=datetime.date(year, random.randint(10, 12), random.randint(1, 28)),
                    findings=random.choice(FINDINGS),
                )


def proposals(agreements: Sequence[Agreement], by: User, at: datetime.datetime) -> Iterator[Proposal]:
    """A correction proposed by a registrar and one proposed by a municipality."""
    corrected, questioned = [
        agreement for agreement in agreements if agreement.is_published and agreement.status == Status.SIGNED
    ][-2:]
    yield Proposal(
        agreement=corrected,
        act=Proposal.Act.CORRECTION,
        changes={"diary_number": [corrected.diary_number, f"{corrected.diary_number}-B"]},
        reason="Påhittad uppgift: diarienumret var ofullständigt.",
        proposed_by=by,
        proposed_at=at,
    )
    yield Proposal(
        agreement=questioned,
        act=Proposal.Act.CORRECTION,
        changes={"municipality_diary_number": [questioned.municipality_diary_number, "DEMO-KS 2023/17"]},
        reason="Påhittad uppgift: vårt diarienummer saknas.",
        proposed_at=at,
        on_behalf_of="Påhittad funktion i kommunen",
    )


def dialogue_round() -> DialogueRound:
    return DialogueRound(
        name="Mötesturnén 2022",
        slug="motesturnen-2022",
        starts_on=datetime.date(2022, 9, 5),
        ends_on=datetime.date(2022, 12, 9),
        description="Påhittade möten. Turnén ägde rum hösten 2022, men vilka möten som hölls står inte här.",
        source_note="Påhittad uppgift, för att visa hur registret fungerar.",
    )


def meetings(
    tour: DialogueRound, municipalities: Sequence[Municipality], random: Random
) -> Iterator[tuple[DialogueMeeting, list[Municipality]]]:
    """A meeting for each county, or several for a large county, with the invited municipalities."""
    by_county: dict[County, list[Municipality]] = defaultdict(list)
    for municipality in municipalities:
        by_county[municipality.county].append(municipality)
    for county, members in by_county.items():
        how_many = -(-len(members) // MUNICIPALITIES_IN_A_MEETING)
        for number in range(how_many):
            invited = members[number::how_many]
            place = random.choice(["Digitalt", *(municipality.name for municipality in invited)])
            held_on = tour.starts_on + datetime.timedelta(weeks=random.randint(0, 12), days=random.randint(0, 4))
            meeting = DialogueMeeting(
                round=tour,
                held_on=held_on,
                title=f"Dialogmöte i {county.name}" + (f", del {number + 1}" if how_many > 1 else ""),
                place=place,
                organisers="Arbetsförmedlingen, SKR och Dua",
                summary="Påhittat möte, för att visa hur registret fungerar.",
            )
            yield meeting, invited


def confirmation_requests(agreements: Sequence[Agreement], at: datetime.datetime) -> Iterator[ConfirmationRequest]:
    """An answered request and an expired one. Neither has a working link."""
    for number, agreement in enumerate(agreements[:2]):
        is_answered = number == 0
        yield ConfirmationRequest(
            municipality_id=agreement.municipality_id,
            function="Arbetsmarknadsenheten",
            sent_to="arbetsmarknad@example.org",
            asked_at=at,
            sent_at=at,
            expires_at=at + datetime.timedelta(days=30),
            answer=ConfirmationRequest.Answer.CORRECT if is_answered else "",
            answered_at=at + datetime.timedelta(days=2) if is_answered else None,
            answered_by="Arbetsmarknadsenheten" if is_answered else "",
            reviewed_at=at + datetime.timedelta(days=3) if is_answered else None,
            shown_as="Påhittad funktion" if is_answered else "",
            secret_hash=f"{number:064x}",
        )
