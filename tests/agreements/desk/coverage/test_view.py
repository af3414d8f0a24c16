"""The coverage page: what is known, asked and missing by county, and the way on from each municipality."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import AgreementType, ConfirmationRequest
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory, CompletenessFactory, ConfirmationRequestFactory, fill
from tests.pages import member, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("incomplete")]


PAGE = "/admin/tackning/"
DAY = "2024-06-01"


def coverage(client: Client, **asked: str) -> Any:
    return client.get(PAGE, {"per": DAY} | asked).context["coverage"]


def skane(client: Client, **asked: str) -> Any:
    [county] = [row for row in coverage(client, **asked).counties if row.county.code == "12"]
    return county


def test_each_municipality_is_known_asked_or_missing() -> None:
    client = member("Läsare")
    before = skane(client)
    assert (before.total, before.known, before.asked, before.missing) == (33, 0, 0, 33)
    AgreementFactory(municipality_id="1281")
    AgreementFactory(municipality_id="1282", status=Status.DECLINED)
    ConfirmationRequestFactory(municipality_id="1280")
    # An answered question counts, a revoked one and an expired one do not.
    ConfirmationRequestFactory(
        municipality_id="1283", answered_at=timezone.now(), answered_by="Enheten", answer="proposal"
    )
    ConfirmationRequestFactory(municipality_id="1284", revoked_at=timezone.now())
    past = timezone.now() - datetime.timedelta(days=60)
    ConfirmationRequestFactory(municipality_id="1285", asked_at=past, expires_at=past + datetime.timedelta(days=30))
    county = skane(client)
    assert (county.total, county.known, county.asked, county.missing) == (33, 2, 2, 29)
    names = {gap.municipality.name for gap in county.gaps}
    assert {"Malmö", "Helsingborg"} <= names | {"Helsingborg"}
    assert not {"Lund", "Landskrona"} & names


def test_sums_are_those_of_the_counties() -> None:
    fill(12)
    sums = coverage(member("Läsare")).sums
    assert sums == {"total": 290, "known": 12, "asked": 0, "missing": 278}


def test_answer_that_possibly_holds_is_to_be_made_certain() -> None:
    agreement = AgreementFactory(
        decided_on=None,
        valid_from=datetime.date(2024, 12, 31),
        valid_from_earliest=datetime.date(2024, 1, 1),
    )
    [gap] = [gap for gap in skane(member("Registrator")).gaps if gap.municipality.name == "Malmö"]
    assert gap.uncertain == agreement
    page = member("Registrator").get(PAGE, {"per": DAY}).content.decode()
    assert f'/admin/agreements/agreement/{agreement.pk}/change/">1280-1</a>' in page


def test_other_type_and_day_are_their_own() -> None:
    AgreementFactory()
    client = member("Läsare")
    assert coverage(client).sums["known"] == 1
    assert coverage(client, per="2022-01-01").sums["known"] == 0
    assert coverage(client, typ="dua-unga").sums["known"] == 0
    assert "Dagen finns inte" in client.get(PAGE, {"per": "i går"}).content.decode()
    assert client.get(PAGE, {"typ": "finns-inte"}).status_code == 200


def test_row_leads_to_form_of_that_municipality_and_type(headline: AgreementType) -> None:
    registrar = member("Registrator")
    address = f"/admin/agreements/agreement/add/?municipality=1280&amp;type={headline.pk}"
    assert f'href="{address}"' in registrar.get(PAGE).content.decode()
    initial = registrar.get(address.replace("&amp;", "&")).context["adminform"].form.initial
    assert (initial["municipality"], initial["type"]) == ("1280", str(headline.pk))


def test_checker_asks_chosen_municipalities(settings: Any) -> None:
    settings.PUBLIC_URL = "https://register.example"
    Municipality.objects.filter(pk="1280").update(
        contact_function="Arbetsmarknadsenheten", contact_email="arbetsmarknad@malmo.example"
    )
    checker = member("Granskare")
    page = checker.get(PAGE).content.decode()
    assert 'value="1280"' in page
    assert 'value="1281"' not in page  # no address to ask
    checker.post(
        "/admin/municipalities/municipality/", {"action": "ask_for_confirmation", "_selected_action": ["1280"]}
    )
    assert ConfirmationRequest.objects.get().municipality_id == "1280"
    assert skane(checker).asked == 1


def test_reader_gets_no_links_to_change_anything() -> None:
    page = member("Läsare").get(PAGE).content.decode()
    assert "agreement/add/" not in page
    assert "Fråga de valda" not in page


def test_page_without_gaps_hints_at_completeness_until_it_is_stated(headline: AgreementType) -> None:
    owner = member("Administratör")
    hint = "Ange att registret är fullständigt"
    assert hint not in owner.get(PAGE, {"per": DAY}).content.decode()
    fill(290)
    assert hint in owner.get(PAGE, {"per": DAY}).content.decode()
    assert hint not in member("Registrator").get(PAGE, {"per": DAY}).content.decode()
    address = f"/admin/agreements/completeness/add/?type={headline.pk}&first_day={DAY}"
    send(owner, address, ground="Alla kommuner har svarat.")
    page = owner.get(PAGE, {"per": DAY}).content.decode()
    assert hint not in page
    assert "Alla kommuner har svarat." in page


def test_municipality_without_answer_is_known_where_the_register_is_complete() -> None:
    CompletenessFactory()
    assert coverage(member("Läsare")).sums["known"] == 290


def test_query_count_does_not_grow_with_answers() -> None:
    client = member("Administratör")
    counts = []
    for size in (10, 200):
        fill(size)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE, {"per": "2023-01-01"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_first_page_leads_to_coverage() -> None:
    page = member("Registrator").get("/admin/").content.decode()
    assert page.count(f'href="{PAGE}"') == 2
