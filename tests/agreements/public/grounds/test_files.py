"""The public files of what the answers rest on."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.days.imprecise import OPEN_PAST
from agreements.models import AgreementType, Completeness, Register, ReportedTotal
from agreements.public.grounds.columns import GROUND_FILES
from tests.factories import (
    AgreementFactory,
    CompletenessFactory,
    DialogueMeetingFactory,
    DialogueRoundFactory,
    JointAgreementFactory,
    ReportedTotalFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def body(client: Client, slug: str, query: str = "") -> bytes:
    answer = client.get(f"/underlag/{slug}/csv/{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows(client: Client, slug: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client, slug).decode(), newline="")))


def test_completeness(client: Client) -> None:
    Completeness.objects.all().delete()
    CompletenessFactory(last_day=datetime.date(2023, 12, 31))
    assert rows(client, "fullstandighet") == [
        {
            "type": "samlad",
            "first_day": "2022-01-01",
            "last_day": "2023-12-31",
            "ground": "Alla kommuner är tillfrågade.",
            "stated_on": "2024-01-01",
            "demo": "false",
        }
    ]


def test_totals_with_what_they_count_and_whom_they_name(client: Client) -> None:
    ReportedTotal.objects.all().delete()
    total = ReportedTotalFactory(
        type=AgreementType.objects.get(slug="dua-unga"),
        reported_on=datetime.date(2016, 2, 29),
        reported_on_earliest=OPEN_PAST,
        precision="at_least",
        naming="all_but",
        total=286,
    )
    total.municipalities.set(["1280", "0117"])
    ReportedTotalFactory(draft=True, publisher="Utkast")
    (row,) = rows(client, "siffror")
    assert (row["reported_on"], row["reported_on_edtf"]) == ("", "../2016-02")
    told = [row[column] for column in ("type", "position", "total", "precision", "unit", "naming", "municipalities")]
    assert told == ["dua-unga", "signed", "286", "at_least", "", "all_but", "0117|1280"]


def test_sources_only_of_what_is_public(client: Client) -> None:
    agreement = AgreementFactory(joint_agreement=JointAgreementFactory(title="Skåne, tillsammans"))
    meeting = DialogueMeetingFactory(round=DialogueRoundFactory(slug="turnen"))
    nothing = {"agreement": None}
    SourceFactory(agreement=agreement, title="Svar", published_on=datetime.date(2022, 12, 31), is_copy=True)
    SourceFactory(**nothing, joint_agreement=agreement.joint_agreement, title="Text")
    SourceFactory(**nothing, round=meeting.round, title="Omgång")
    SourceFactory(**nothing, reported_total=ReportedTotalFactory(publisher="Dua"), title="Siffra")
    SourceFactory(agreement=agreement, title="Utkast", draft=True)
    SourceFactory(agreement=AgreementFactory(municipality_id="1281", draft=True), title="Utkastets")
    SourceFactory(**nothing, joint_agreement=JointAgreementFactory(title="Utkastens"), title="Utkastens text")
    SourceFactory(**nothing, round=DialogueRoundFactory(slug="tom"), title="Tom omgång")
    SourceFactory(
        **nothing, reported_total=ReportedTotalFactory(publisher="SKR", draft=True), title="Utkast till siffra"
    )
    told = {row["title"]: row for row in rows(client, "kallor")}
    assert set(told) == {"Svar", "Text", "Omgång", "Siffra"}
    answer = told["Svar"]
    assert (answer["agreement_id"], answer["published_on"], answer["is_copy"]) == ("1280-1", "2022-12-31", "true")
    assert told["Text"]["joint_agreement"] == "Skåne, tillsammans"
    assert told["Omgång"]["round"] == "turnen"
    assert (told["Siffra"]["total_publisher"], told["Siffra"]["total_type"]) == ("Dua", "samlad")


def test_joint_agreements_with_their_published_answers(client: Client) -> None:
    joint = JointAgreementFactory(
        title="Skåne, tillsammans",
        valid_from=datetime.date(2022, 12, 31),
        valid_from_earliest=datetime.date(2022, 12, 1),
    )
    AgreementFactory(joint_agreement=joint)
    AgreementFactory(joint_agreement=joint, municipality_id="1281", draft=True)
    AgreementFactory(joint_agreement=JointAgreementFactory(title="Utkast"), municipality_id="1281", draft=True)
    (row,) = rows(client, "gemensamma")
    assert (row["joint_agreement"], row["agreement_ids"]) == ("Skåne, tillsammans", "1280-1")
    assert row["valid_from_edtf"] == "2022-12"


@pytest.mark.parametrize("slug", GROUND_FILES)
def test_file_has_its_columns_marks_demo_and_takes_at_most_three_queries(client: Client, slug: str) -> None:
    Register.objects.update(is_demo=True)
    with CaptureQueriesContext(connection) as queries:
        text = body(client, slug, "?variant=excel")
    assert len(queries) <= 3
    assert text.startswith(b"\xef\xbb\xbf" + ";".join(column.name for column in GROUND_FILES[slug]).encode())
    assert f'filename="demo-{slug}-' in client.get(f"/underlag/{slug}/csv/")["Content-Disposition"]


def test_wrong_address_is_refused_in_plain_words(client: Client) -> None:
    assert client.get("/underlag/okand/csv/").status_code == 404
    answer = client.get("/underlag/kallor/csv/?variant=pdf&enligt=x")
    assert answer.status_code == 400
    assert {line.split(":")[0] for line in answer.text.splitlines()} == {"variant", "enligt"}


def test_open_data_page_names_the_files(client: Client) -> None:
    page = client.get("/oppna-data/").text
    assert all(f"/underlag/{slug}/csv/" in page for slug in GROUND_FILES)
