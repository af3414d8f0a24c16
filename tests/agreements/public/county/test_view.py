"""The page of a county."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from agreements.models import Completeness
from agreements.positions import Status
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def text(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def test_complete_county_counts_of_all(client: Client) -> None:
    AgreementFactory()
    assert '<span class="figure">1 av 33</span> kommuner har en överenskommelse' in text(client, "/lan/12/")


def test_incomplete_county_says_what_the_register_knows(client: Client) -> None:
    Completeness.objects.all().delete()
    AgreementFactory()
    AgreementFactory(municipality_id="1281", status=Status.DECLINED)
    AgreementFactory(
        municipality_id="1282",
        decided_on=None,
        valid_from=datetime.date(2024, 12, 31),
        valid_from_earliest=datetime.date(2023, 1, 1),
    )
    page = text(client, "/lan/12/?per=2024-01-01")
    assert 'Registret känner till <span class="figure">1 kommun</span> med överenskommelse' in page
    assert "För 30 kommuner saknas uppgift. För 1 kommun är läget osäkert." in page
    assert "Utan överenskommelse: Lund." in page
    assert "av 33</span>" not in page
    assert "osäkert läge" in page


def test_county_without_anything_known_has_no_zero(client: Client) -> None:
    Completeness.objects.all().delete()
    page = text(client, "/lan/12/")
    assert "Registret känner inte till någon överenskommelse den dagen" in page
    assert "0 av 33" not in page
