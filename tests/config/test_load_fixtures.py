"""Loading of the reference data."""

from __future__ import annotations

import datetime
from contextlib import nullcontext

import pghistory
import pytest
from django.core.management import call_command

from agreements.models import AgreementType, CollaborationLevel, Register, ReportedTotal
from agreements.positions import Position
from config.management.commands.load_fixtures import FIXTURES, read_fixture
from municipalities.models import County, Municipality
from tests.factories import ReportedTotalFactory

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {name: type(read_fixture(name)[0])._default_manager.count() for name in FIXTURES}


def test_reference_data() -> None:
    assert counts() == {
        "counties": 21,
        "municipalities": 290,
        "agreement_types": 5,
        "collaboration_levels": 2,
        "cooperation_areas": 7,
        "target_groups": 4,
        "reported_totals": len(read_fixture("reported_totals")),
        "register": 1,
    }


def test_loaded_again_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = counts()
    call_command("load_fixtures")
    assert counts() == before
    assert capsys.readouterr().out == ""


def test_loaded_again_keeps_edits() -> None:
    Municipality.objects.filter(code="0180").update(official_name="Stockholms kommun")
    Register.objects.update(publisher="Arbetsförmedlingen")
    call_command("load_fixtures")
    assert Municipality.objects.get(code="0180").official_name == "Stockholms kommun"
    assert Register.objects.get().publisher == "Arbetsförmedlingen"


def test_loaded_again_keeps_removals() -> None:
    CollaborationLevel.objects.filter(slug="operativ").delete()
    ReportedTotal.objects.all().delete()
    call_command("load_fixtures")
    assert [level.slug for level in CollaborationLevel.objects.all()] == ["strategisk"]
    assert not ReportedTotal.objects.exists()


@pytest.fixture
def totals_of_before(headline: AgreementType) -> tuple[ReportedTotal, ReportedTotal]:
    """A published total without its address, and the sum that nobody published."""
    ReportedTotal.objects.all().delete()
    reported = ReportedTotalFactory(reported_on=datetime.date(2023, 3, 15), total=261)
    computed = ReportedTotalFactory(reported_on=datetime.date(2023, 10, 5), total=288, publisher="SKR")
    return reported, computed


def test_totals_of_before_get_their_address_and_lose_the_sum_that_nobody_published(
    totals_of_before: tuple[ReportedTotal, ReportedTotal],
) -> None:
    reported, computed = totals_of_before
    call_command("load_fixtures")
    published_at = reported.published_at
    for total in totals_of_before:
        total.refresh_from_db()
    assert reported.source_url.startswith("https://arbetsformedlingen.se/")
    assert reported.published_at == published_at
    assert (computed.total, computed.is_published) == (288, False)
    assert computed.events.count() == 2
    call_command("load_fixtures")
    assert computed.events.count() == reported.events.count() == 2


@pytest.mark.parametrize("context", [{}, {"command": "psql"}])
def test_edited_totals_stay_as_somebody_left_them(
    totals_of_before: tuple[ReportedTotal, ReportedTotal], context: dict[str, str]
) -> None:
    with pghistory.context(**context) if context else nullcontext():
        ReportedTotal.objects.update(note="Ändrad")
    call_command("load_fixtures")
    assert set(ReportedTotal.objects.values_list("note", "source_url")) == {("Ändrad", "")}
    assert ReportedTotal.objects.published().count() == 2


def test_every_published_total_has_the_address_where_it_can_be_read() -> None:
    totals = ReportedTotal.objects.published()
    assert {(total.publisher, total.position, total.total) for total in totals} == {
        ("Arbetsförmedlingen", Position.SIGNED, 261),
        ("SKR", Position.DECLINED, 2),
    }
    assert all(total.source_url.startswith("https://") for total in totals)


def test_every_municipality_lies_in_the_county_of_its_code() -> None:
    assert not [place.code for place in Municipality.objects.all() if place.code[:2] != place.county_id]
    assert County.objects.filter(municipalities=None).count() == 0
