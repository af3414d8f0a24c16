"""Registration of several municipalities: one draft for each, or none."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, AgreementType, CollaborationLevel, JointAgreement
from municipalities.models import Municipality
from tests.conftest import post_form
from tests.factories import JointAgreementFactory, PartyFactory
from tests.pages import member

pytestmark = pytest.mark.django_db

PAGE = "/admin/agreements/agreement/joint/"


def typed(*rows: dict[str, str], **fields: Any) -> dict[str, Any]:
    data = {
        "new_title": "Samverkan i Skåne",
        "type": AgreementType.objects.get(is_headline=True).pk,
        "status": "signed",
        "source_note": "Protokoll",
        "verified_on": "2024-03-15",
        "levels": list(CollaborationLevel.objects.values_list("pk", flat=True)),
        "rows-TOTAL_FORMS": 6,
        "rows-INITIAL_FORMS": 0,
        "_save": "",
    }
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data | fields


MALMO = {"municipality": "1280", "decided_on": "2024-01-01"}
LUND = {"municipality": "1281", "decided_on": "2024-02-01", "valid_from": "2024-03-01"}


def test_each_draft_has_own_id_and_days_and_shared_fields(admin: Client) -> None:
    response = post_form(admin, PAGE, typed(MALMO, LUND), follow=True)
    assert "2 utkast är sparade." in response.content.decode()
    lund, malmo = Agreement.objects.order_by("municipality__sort_key")
    assert [(one.public_id, str(one.decided_on), str(one.valid_from)) for one in (malmo, lund)] == [
        ("1280-1", "2024-01-01", "2024-01-01"),
        ("1281-1", "2024-02-01", "2024-03-01"),
    ]
    assert malmo.joint_agreement == lund.joint_agreement == JointAgreement.objects.get(title="Samverkan i Skåne")
    assert malmo.levels.count() == lund.levels.count() == 2
    assert not Agreement.objects.published().exists()
    assert [row.public_id for row in response.context["cl"].result_list] == ["1281-1", "1280-1"]


def test_existing_joint_agreement_is_used(admin: Client) -> None:
    joint = JointAgreementFactory()
    post_form(admin, PAGE, typed(MALMO, joint_agreement=joint.pk, new_title=""))
    assert Agreement.objects.get().joint_agreement == joint
    assert JointAgreement.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "fields", "message"),
    [
        ([], {}, "Fyll i minst en kommun."),
        ([MALMO, MALMO], {}, "Kommunen står på en rad till."),
        ([MALMO, {"decided_on": "2024-01-01"}], {}, "Detta fält måste fyllas i."),
        ([MALMO, LUND | {"decided_on": "2024-13-01"}], {}, "är ingen dag. Skriv det som är känt"),
        ([MALMO, LUND], {"valid_to": "2024-02-15"}, "Lund: Gäller till: Gäller till kan inte vara före gäller från."),
        ([MALMO, LUND], {"verified_on": "2024-01-15"}, "Lund: Senast kontrollerad: Ingen kan ha jämfört"),
        ([MALMO], {"new_title": ""}, "Välj en gemensam överenskommelse eller skriv titeln på en ny, inte båda."),
        ([MALMO], {"source_url": "inte en adress"}, "giltig"),
        ([MALMO], {"rows-TOTAL_FORMS": "x"}, "Ingenting är sparat"),
    ],
    ids=str,
)
def test_error_is_shown_and_nothing_is_saved(
    admin: Client, rows: list[dict[str, str]], fields: dict[str, str], message: str
) -> None:
    response = post_form(admin, PAGE, typed(*rows, **fields))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Agreement.objects.exists()
    assert not JointAgreement.objects.exists()


def test_pasted_list_gives_drafts_with_the_shared_day_and_the_text_its_own() -> None:
    party = PartyFactory()
    pasted = "Burlöv kommun, 1285\nSvedala; Malmö stad"
    fields = {"municipalities": pasted, "valid_from": "2023-01-01", "signed_on": "dec 2022", "verified_on": ""}
    fields |= {"text_decided_on": "2022-11", "deciding_body": "Region Skåne", "parties": [party.pk]}
    response = post_form(member("Registrator"), PAGE, typed(**fields), follow=True)
    assert "4 utkast är sparade." in response.content.decode()
    drafts = Agreement.objects.order_by("municipality__sort_key")
    assert [draft.municipality.name for draft in drafts] == ["Burlöv", "Eslöv", "Malmö", "Svedala"]
    assert {(draft.first_day.edtf, draft.signing_day.edtf, draft.decision_day) for draft in drafts} == {
        ("2023-01-01", "2022-12", None)
    }
    joint = JointAgreement.objects.get()
    assert (joint.first_day.edtf, joint.signing_day.edtf, joint.decision_day.edtf) == (
        "2023-01-01",
        "2022-12",
        "2022-11",
    )
    assert (joint.deciding_body, list(joint.parties.all()), joint.source_note) == ("Region Skåne", [party], "Protokoll")


def test_unknown_names_are_named_and_nothing_is_lost(admin: Client) -> None:
    pasted = "Malmmö\nLund\n9999\nSkåne län"
    page = post_form(admin, PAGE, typed(municipalities=pasted, valid_from="2023")).content.decode()
    assert "Ingen kommun heter Malmmö. Menade du Malmö?" in page
    assert "Ingen kommun har koden 9999." in page
    assert "Ingen kommun heter Skåne län." in page
    assert "Malmmö\nLund\n9999\nSkåne län</textarea>" in page
    assert not Agreement.objects.exists()


def test_municipality_in_the_list_and_on_a_row_is_refused(admin: Client) -> None:
    page = post_form(admin, PAGE, typed(MALMO, municipalities="Malmö, Lund", valid_from="2023")).content.decode()
    assert "Står både i listan och på en egen rad: Malmö." in page
    assert not Agreement.objects.exists()


def test_answers_to_a_known_text_take_its_source_and_days(admin: Client) -> None:
    joint = JointAgreementFactory(
        valid_from="2022-12-31", valid_from_earliest="2022-12-01", valid_to="2025-12-31", source_note="Nyhet 2022-12-23"
    )
    sent = typed(joint_agreement=joint.pk, new_title="", municipalities="Lund", source_note="", verified_on="")
    post_form(admin, PAGE, sent)
    draft = Agreement.objects.get()
    assert (draft.first_day.edtf, draft.last_day.edtf, draft.source_note) == (
        "2022-12", "2025-12-31", "Nyhet 2022-12-23",
    )  # fmt: skip
    refused = post_form(admin, PAGE, sent | {"municipalities": "Malmö", "deciding_body": "Region Skåne"})
    assert "Ändra uppgiften på textens egen sida." in refused.content.decode()


def test_adding_rows_keeps_form_values(admin: Client) -> None:
    page = post_form(admin, PAGE, typed(MALMO) | {"_more": ""}).content.decode()
    assert 'name="rows-11-municipality"' in page
    assert 'value="2024-01-01"' in page
    assert "Malmö, Skåne län" in page
    assert "Ingenting är sparat" not in page
    assert not Agreement.objects.exists()


def test_draft_may_lack_its_day(admin: Client) -> None:
    post_form(admin, PAGE, typed({"municipality": "1280"}))
    assert Agreement.objects.get().decided_on is None


def test_queries_for_each_municipality_do_not_grow_with_number(admin: Client) -> None:
    taken = []
    codes = list(Municipality.objects.values_list("code", flat=True))
    for chosen in (codes[:5], codes[5:25]):
        rows = [{"municipality": code, "decided_on": "2024-01-01"} for code in chosen]
        with CaptureQueriesContext(connection) as queries:
            post_form(admin, PAGE, typed(*rows, new_title=f"Text {len(chosen)}", **{"rows-TOTAL_FORMS": len(chosen)}))
        taken.append((len(queries), len(chosen)))
    (few, five), (many, twenty) = taken
    assert Agreement.objects.count() == 25
    assert many / twenty <= few / five
