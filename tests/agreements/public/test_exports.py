"""The public CSV files of municipalities and agreements."""

import csv
import datetime
import io
import itertools
import tracemalloc
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.days.imprecise import OPEN_PAST
from agreements.lookup.municipalities import municipalities_on
from agreements.models import (
    Agreement,
    AgreementType,
    CollaborationLevel,
    CooperationArea,
    Register,
    TargetGroup,
)
from agreements.positions import Status
from agreements.public.columns import (
    AGREEMENT_COLUMNS,
    CHANGE_COLUMNS,
    CHANGE_DAY_COLUMNS,
    COMPARED_COLUMNS,
    MUNICIPALITY_COLUMNS,
)
from agreements.public.grounds.columns import GROUND_FILES
from agreements.tables import csv as exports
from agreements.tables.csv import VARIANTS, selection, stream, with_context
from tests.factories import AgreementFactory, JointAgreementFactory, PartyFactory, fill

pytestmark = pytest.mark.django_db


def body(client: Client, url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def rows(client: Client, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client, url).decode(), newline="")))


@pytest.fixture
def malmo() -> Agreement:
    agreement = AgreementFactory(
        joint_agreement=JointAgreementFactory(title="Skåne, tillsammans"),
        diary_number="Af-2023/1",
        municipality_diary_number="STK-2023-9",
        public_summary='Rad ett, "citat"\r\nrad två',
        source_note="-1; se protokoll",
        internal_note="hemligt",
        verified_by="Arbetsförmedlingen Malmö",
    )
    agreement.levels.set(CollaborationLevel.objects.all())
    agreement.areas.set(CooperationArea.objects.filter(slug__in=["fordjupat-stod", "enklare-service"]))
    return agreement


def test_municipalities(client: Client, malmo: Agreement) -> None:
    file_rows = rows(client, "/kommuner/csv/?q=malmo&per=2023-06-01")
    assert file_rows == [
        {
            "municipality_code": "1280",
            "municipality": "Malmö",
            "county_code": "12",
            "county": "Skåne län",
            "type": "samlad",
            "day": "2023-06-01",
            "position": "signed",
            "in_dialogue": "false",
            "agreement_id": "1280-1",
            "decided_on": "2023-03-01",
            "valid_from": "2023-03-01",
            "valid_to": "",
            "levels": "strategisk|operativ",
            "areas": "enklare-service|fordjupat-stod",
            "diary_number": "Af-2023/1",
            "source_url": "",
            "source_note": "-1; se protokoll",
            "verified_on": "2024-01-15",
            "demo": "false",
            "decided_on_edtf": "2023-03-01",
            "signed_on_edtf": "",
            "valid_from_edtf": "2023-03-01",
            "valid_to_edtf": "",
        }
    ]


def test_agreements(client: Client, malmo: Agreement) -> None:
    (row,) = rows(client, "/overenskommelser/csv/")
    assert row == {
        "agreement_id": "1280-1",
        "municipality_code": "1280",
        "municipality": "Malmö",
        "county_code": "12",
        "county": "Skåne län",
        "type": "samlad",
        "status": "signed",
        "decided_on": "2023-03-01",
        "valid_from": "2023-03-01",
        "valid_to": "",
        "ending": "",
        "notice_months": "",
        "replaces": "",
        "joint_agreement": "Skåne, tillsammans",
        "levels": "strategisk|operativ",
        "areas": "enklare-service|fordjupat-stod",
        "diary_number": "Af-2023/1",
        "municipality_diary_number": "STK-2023-9",
        "public_summary": 'Rad ett, "citat"\r\nrad två',
        "source_url": "",
        "source_note": "-1; se protokoll",
        "verified_on": "2024-01-15",
        "published_on": row["published_on"],
        "demo": "false",
        "decided_on_edtf": "2023-03-01",
        "signed_on_edtf": "",
        "valid_from_edtf": "2023-03-01",
        "valid_to_edtf": "",
        "deciding_body": "",
        "extension_months": "",
        "target_groups": "",
        "parties": "",
        "also_replaces": "",
    }
    assert datetime.date.fromisoformat(row["published_on"])


def test_file_is_as_rfc_4180_says(client: Client, malmo: Agreement) -> None:
    response = client.get("/kommuner/csv/?per=2023-06-01")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="kommuner-2023-06-01.csv"'
    text = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert text.startswith(b"municipality_code,municipality,")
    assert text.count(b"\r\n") == text.count(b"\n") == 291


def test_excel_variant_has_semicolons_byte_order_mark_and_no_formulas(client: Client, malmo: Agreement) -> None:
    text = body(client, "/overenskommelser/csv/?variant=excel")
    assert text.startswith(b"\xef\xbb\xbfagreement_id;municipality_code;")
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";")
    assert row["source_note"] == "'-1; se protokoll"
    assert row["public_summary"] == 'Rad ett, "citat"\r\nrad två'


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\ra", "'\ra"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'citat'", "'citat'"),
        ("a=1", "a=1"),
    ],
)
def test_only_formulas_are_neutralised(entered: str, expected: str) -> None:
    AgreementFactory(source_note=entered)
    columns = [column for column in AGREEMENT_COLUMNS if column.name == "source_note"]
    queryset = with_context(Agreement.objects.all(), day=datetime.date(2023, 6, 1), type_slug="", is_demo=False)
    assert selection(queryset, columns, VARIANTS["excel"]).get() == (expected,)
    assert selection(queryset, columns, VARIANTS[""]).get() == (entered,)


def test_draft_is_in_no_file_and_not_in_the_replaces_column(client: Client) -> None:
    draft = AgreementFactory(draft=True, internal_note="hemligt")
    AgreementFactory(replaces=draft, decided_on=datetime.date(2024, 1, 1), internal_note="hemligt")
    text = body(client, "/overenskommelser/csv/") + body(client, "/kommuner/csv/")
    assert draft.public_id.encode() not in text
    assert b"1280-2" in text
    assert b"hemligt" not in text


def test_days_stand_as_they_are_certain_and_as_they_are_known(client: Client) -> None:
    february = {"valid_from": datetime.date(2016, 2, 29), "valid_from_earliest": OPEN_PAST}
    AgreementFactory(decided_on=None, **february)
    AgreementFactory(
        municipality_id="1281",
        decided_on=datetime.date(2022, 12, 31),
        decided_on_earliest=datetime.date(2022, 12, 1),
        valid_from=datetime.date(2022, 12, 31),
        valid_from_earliest=datetime.date(2022, 12, 1),
        valid_to=datetime.date(2022, 1, 1),
        valid_to_latest=datetime.date(2023, 12, 31),
    )
    days = ("decided_on", "valid_from", "valid_to", "decided_on_edtf", "valid_from_edtf", "valid_to_edtf")
    lund, malmo = ([row[day] for day in days] for row in rows(client, "/overenskommelser/csv/"))
    assert malmo == ["", "2016-02-29", "", "", "../2016-02", ""]
    # No day is certain.
    assert lund == ["", "", "", "2022-12", "2022-12", "2022-01/2023-12"]
    for name, known in (("Malmö", "../2016-02"), ("Lund", "2022-12")):
        (row,) = rows(client, f"/kommuner/csv/?q={name}&per=2022-12-15")
        assert row["valid_from_edtf"] == known


def test_other_parts_of_an_agreement_have_columns(client: Client) -> None:
    earlier = AgreementFactory(type=AgreementType.objects.get(slug="lok"))
    draft = AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), draft=True)
    agreement = AgreementFactory(deciding_body="Kommunstyrelsen", extension_months=12)
    agreement.target_groups.set(TargetGroup.objects.filter(slug__in=["unga", "nyanlanda"]))
    agreement.parties.add(PartyFactory(slug="region-skane"))
    agreement.also_replaces.set([earlier, draft])
    row = rows(client, "/overenskommelser/csv/?type=samlad")[0]
    columns = ["deciding_body", "extension_months", "target_groups", "parties", "also_replaces"]
    assert [row[column] for column in columns] == [
        "Kommunstyrelsen",
        "12",
        "unga|nyanlanda",
        "region-skane",
        earlier.public_id,
    ]


def test_replaced_published_agreement_is_in_the_replaces_column(client: Client) -> None:
    old = AgreementFactory(valid_to=datetime.date(2023, 12, 31))
    AgreementFactory(replaces=old, decided_on=datetime.date(2024, 1, 1))
    assert {row["agreement_id"]: row["replaces"] for row in rows(client, "/overenskommelser/csv/")} == {
        "1280-1": "",
        "1280-2": "1280-1",
    }


def test_demo_data_is_marked_in_every_row_and_in_the_name(client: Client, malmo: Agreement) -> None:
    Register.objects.update(is_demo=True)
    assert {row["demo"] for row in rows(client, "/kommuner/csv/")} == {"true"}
    assert {row["demo"] for row in rows(client, "/overenskommelser/csv/")} == {"true"}
    assert 'filename="demo-kommuner-' in client.get("/kommuner/csv/")["Content-Disposition"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "per=2023-06-01",
        "position=signed",
        "county=12&position=none",
        "q=ö",
        "q=stokholm",
        "level=operativ",
        "area=fordjupat-stod&sort=-name",
        "sort=-position&position=signed&position=declined",
        "lapses=12",
        "in_dialogue=no&sort=since",
    ],
)
def test_file_has_exactly_the_rows_of_the_list_in_their_order(client: Client, query: str) -> None:
    fill(40)
    AgreementFactory(municipality_id="1280", status=Status.DECLINED)
    AgreementFactory(municipality_id="1281", valid_to=timezone.localdate() + datetime.timedelta(days=300))
    codes = [row.municipality.code for row in client.get(f"/kommuner/?{query}").context["rows"]]
    assert [row["municipality_code"] for row in rows(client, f"/kommuner/csv/?{query}")] == codes


def test_file_has_all_pages_of_the_list(client: Client) -> None:
    fill(60)
    assert len(rows(client, "/overenskommelser/csv/?page=2")) == 60


@pytest.mark.parametrize("list_name", ["kommuner", "overenskommelser"])
def test_wrong_address_is_refused_in_plain_words(client: Client, list_name: str) -> None:
    response = client.get(f"/{list_name}/csv/?per=x&county=99&variant=pdf")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert [line.split(":")[0] for line in response.content.decode().splitlines()] == ["per", "county", "variant"]


@pytest.mark.parametrize("url", ["/kommuner/csv/", "/kommuner/csv/?q=stokholm&lapses=12", "/overenskommelser/csv/"])
def test_at_most_three_queries_whatever_the_number_of_rows(client: Client, url: str) -> None:
    counts = []
    for number in (10, 290):
        fill(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body(client, url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_streaming_many_rows_uses_little_memory() -> None:
    many = SimpleNamespace(
        sql_with_params=lambda: ("SELECT n, repeat('å', 100) FROM generate_series(1, %s) AS n", (200_000,))
    )
    tracemalloc.start()
    size = sum(len(piece) for piece in stream(SimpleNamespace(query=many), ["n", "text"], VARIANTS[""]))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 40_000_000
    assert peak < 2_000_000


def test_aborted_download_leaves_the_connection_usable(monkeypatch: Any) -> None:
    monkeypatch.setattr(exports, "CHUNK", 100)
    day = datetime.date(2023, 6, 1)
    queryset = with_context(municipalities_on(day, "samlad"), day=day, type_slug="samlad", is_demo=False)
    pieces = stream(selection(queryset, MUNICIPALITY_COLUMNS, VARIANTS[""]), ["a"], VARIANTS[""])
    # A cancelled COPY aborts the transaction, which outside a test is that of the request.
    with transaction.atomic():
        assert next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    assert Register.objects.count() == 1


def test_data_dictionary_has_every_column_in_order() -> None:
    text = (settings.BASE_DIR / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    text = text.partition("## The import and export file")[0]
    documented = [line for line in text.splitlines() if line.startswith("| `")]
    assert documented == [
        f"| `{column.name}` | {str(column.meaning).replace('|', chr(92) + '|')} |"
        for column in [
            *MUNICIPALITY_COLUMNS,
            *AGREEMENT_COLUMNS,
            *CHANGE_COLUMNS,
            *COMPARED_COLUMNS,
            *CHANGE_DAY_COLUMNS,
            *itertools.chain(*GROUND_FILES.values()),
        ]
    ]
