"""The page of an agreement."""

import datetime

import pytest
from django.test import Client

from agreements.history.as_known import register_as_known
from agreements.models import Agreement, Ending
from agreements.positions import Status
from tests.agreements.history.test_as_known import known_since
from tests.factories import AgreementFactory, DocumentFactory, FollowUpFactory, JointAgreementFactory

pytestmark = pytest.mark.django_db

URL = "/overenskommelser/1280-1/"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


LAST = datetime.date(2024, 12, 31)


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
