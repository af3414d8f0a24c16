"""The page of an agreement."""

import datetime
import re

import pytest
from django.test import Client

from agreements.history.as_known import register_as_known
from agreements.models import Agreement, AgreementType, Ending, TargetGroup
from agreements.positions import Status
from tests.agreements.history.test_as_known import known_since
from tests.factories import (
    AgreementFactory,
    AgreementRevisionFactory,
    DocumentFactory,
    FollowUpFactory,
    JointAgreementFactory,
    PartyFactory,
)

pytestmark = pytest.mark.django_db

URL = "/overenskommelser/1280-1/"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


LAST = datetime.date(2024, 12, 31)
MONTH = {
    "decided_on": None,
    "valid_from": datetime.date(2022, 12, 31),
    "valid_from_earliest": datetime.date(2022, 12, 1),
}


@pytest.mark.parametrize(
    ("fields", "per", "sentences"),
    [
        ({}, "2024-01-01", ["Överenskommelsen gäller.", "tills vidare.", "Registret har ingen sista dag."]),
        ({"notice_months": 3}, "2024-01-01", ["Uppsägningstiden är 3 månader."]),
        ({}, "2023-02-28", ["Överenskommelsen börjar gälla senare.", "från den 1 mars 2023"]),
        ({"valid_to": LAST, "ending": Ending.TERMINATED}, "2024-12-31", ["Överenskommelsen gäller.", "Den är uppsagd"]),
        ({"valid_to": LAST, "ending": Ending.TERMINATED}, "2025-01-01", ["har upphört.", "Den sades upp."]),
        ({"valid_to": LAST}, "2025-01-01", ["Svaret gällde från", "Registret säger inte hur den upphörde."]),
        ({"status": Status.DECLINED}, "2024-01-01", ["Kommunen har avböjt en överenskommelse."]),
        ({"status": Status.DECLINED, "valid_to": LAST}, "2025-01-01", ["Kommunens nej gäller inte längre."]),
        ({"in_dialogue": True}, "2024-01-01", ["Kommunen och Arbetsförmedlingen är i dialog"]),
        ({"in_dialogue": True}, "2023-02-28", ["Dialogen börjar senare."]),
        ({"in_dialogue": True, "valid_to": LAST}, "2025-01-01", ["Dialogen är avslutad.", "Den avslutades den 31"]),
        (MONTH, "2022-12-15", ["Det är osäkert om överenskommelsen gäller.", "hade börjat den 15 december 2022."]),
        (MONTH | {"status": Status.DECLINED}, "2022-12-15", ["Det är osäkert om kommunens nej gäller."]),
        (MONTH, "2023-01-01", ["Överenskommelsen gäller.", "Svaret började gälla någon gång i december 2022."]),
        ({"valid_to": LAST, "extension_months": 12}, "2024-01-01", ["Den förlängs med 12 månader i taget om den inte"]),
    ],
)
def test_page_has_sentences_for_state_and_period(
    client: Client, fields: dict[str, object], per: str, sentences: list[str]
) -> None:
    AgreementFactory(**fields)
    page = text(client, f"{URL}?per={per}")
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_chain_documents_follow_ups_and_the_others_of_the_joint_agreement(client: Client) -> None:
    joint = JointAgreementFactory()
    first = AgreementFactory(valid_to=datetime.date(2023, 12, 31), joint_agreement=joint)
    AgreementFactory(decided_on=datetime.date(2024, 1, 1), replaces=first)
    AgreementFactory(municipality_id="1281", joint_agreement=joint)
    AgreementFactory(municipality_id="1283", joint_agreement=joint, draft=True)
    DocumentFactory(agreement=first, title="Själva texten", dated_on=datetime.date(2023, 3, 1), language="en")
    DocumentFactory(agreement=None, joint_agreement=joint, title="Gemensam text")
    FollowUpFactory(agreement=first, findings="Fler fick praktik.")
    page = client.get(URL + "?per=2024-06-01")
    assert [row.agreement.public_id for row in page.context["chain"]] == ["1280-1", "1280-2"]
    assert [item.title for item in page.context["documents"]] == ["Själva texten", "Gemensam text"]
    assert [other.municipality_id for other in page.context["others"]] == ["1281"]
    words = page.content.decode()
    for expected_text in (
        "engelska, 1 mars 2023",
        "svenska, hör till den gemensamma överenskommelsen",
        "Fler fick praktik.",
        'href="/overenskommelser/1280-2/?per=2024-06-01"',
        'href="/overenskommelser/1281-1/?per=2024-06-01"',
    ):
        assert expected_text in words, expected_text


def test_page_has_target_groups_parties_and_days_as_they_are_known(client: Client) -> None:
    agreement = AgreementFactory(
        decided_on=datetime.date(2022, 12, 31),
        decided_on_earliest=datetime.date(2022, 1, 1),
        deciding_body="kommunstyrelsen",
        signed_on=datetime.date(2022, 12, 23),
        valid_from=datetime.date(2023, 1, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
    )
    agreement.target_groups.set(TargetGroup.objects.all()[:1])
    agreement.parties.add(PartyFactory(name="Finsam Väst", kind="samordningsforbund"))
    page = text(client, URL)
    for words in (
        "<dt>Beslutsdag</dt><dd>Någon gång under 2022</dd>",
        "<dt>Beslutande organ</dt><dd>Kommunstyrelsen</dd>",
        "<dt>Undertecknad</dt><dd>23 december 2022</dd>",
        "<dt>Gäller från</dt><dd>Någon gång i januari 2023</dd>",
        "Finsam Väst",
        "samordningsförbund",
        TargetGroup.objects.all()[0].name,
    ):
        assert words in re.sub(r">\s+<", "><", page), words


def test_joint_text_is_shown_with_its_own_facts_on_each_agreement(client: Client) -> None:
    joint = JointAgreementFactory(
        deciding_body="Region Skåne",
        decided_on=datetime.date(2022, 11, 30),
        decided_on_earliest=datetime.date(2022, 11, 1),
        signed_on=datetime.date(2022, 12, 23),
        source_note="Regionens nyhet",
    )
    joint.parties.add(PartyFactory(name="Försäkringskassan", kind="forsakringskassan"))
    AgreementFactory(joint_agreement=joint)
    AgreementFactory(municipality_id="1281", joint_agreement=joint)
    AgreementRevisionFactory(
        agreement=None,
        joint_agreement=joint,
        changes="Vidgad.",
        source_note="Rapport",
        source_url="https://example.org/r",
    )
    FollowUpFactory(
        agreement=None,
        joint_agreement=joint,
        findings="Fler fick praktik.",
        done_on=datetime.date(2024, 12, 31),
        done_on_earliest=datetime.date(2024, 1, 1),
    )
    for url in (URL, "/overenskommelser/1281-1/"):
        page = text(client, url)
        for words in (
            "Någon gång i november 2022",
            "Region Skåne",
            "23 december 2022",
            "Regionens nyhet",
            "Försäkringskassan",
            "Vidgad.",
            '<a href="https://example.org/r" rel="external noopener">Rapport</a>',
            "Reviderad den 1 juni 2024",
            "Fler fick praktik.",
            "Gjord någon gång under 2024.",
        ):
            assert words in page, words


def test_what_an_answer_replaces_is_shown_on_both_sides(client: Client) -> None:
    dua, lok = (
        AgreementFactory(type=AgreementType.objects.get(slug=slug), valid_to=datetime.date(2023, 12, 31))
        for slug in ("dua-unga", "lok")
    )
    later = AgreementFactory(decided_on=datetime.date(2024, 1, 1), replaces=lok)
    later.also_replaces.add(dua)
    page = client.get(later.get_absolute_url())
    assert [other.public_id for other in page.context["earlier"]] == [dua.public_id, lok.public_id]
    for earlier in (dua, lok):
        page = client.get(earlier.get_absolute_url())
        assert [other.public_id for other in page.context["later"]] == [later.public_id]
        assert [row.agreement.public_id for row in page.context["chain"]] == [earlier.public_id, later.public_id]


def test_draft_has_no_page_and_no_place_in_a_chain(client: Client) -> None:
    draft = AgreementFactory(draft=True)
    AgreementFactory(replaces=draft)
    assert client.get(URL).status_code == 404
    page = client.get("/overenskommelser/1280-2/")
    assert [row.agreement.public_id for row in page.context["chain"]] == ["1280-2"]
    assert draft.public_id not in page.content.decode()


def test_notice_is_shown_as_known_on_an_earlier_day(client: Client) -> None:
    AgreementFactory(notice_months=3)
    known_since(days=10)
    Agreement.objects.update(notice_months=6)
    with register_as_known(datetime.date.today() - datetime.timedelta(days=5)):  # noqa: DTZ011
        assert Agreement.objects.get().notice_months == 3
    assert Agreement.objects.get().notice_months == 6


def test_english(client: Client) -> None:
    AgreementFactory()
    assert '<html lang="en">' in text(client, "/en" + URL)
