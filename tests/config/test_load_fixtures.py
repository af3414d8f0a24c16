"""Loading of the reference data."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from agreements.models import CollaborationLevel, Register, ReportedTotal
from config.management.commands.load_fixtures import FIXTURES, read_fixture
from municipalities.models import County, Municipality

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {name: type(read_fixture(name)[0])._default_manager.count() for name in FIXTURES}


def test_reference_data() -> None:
    assert counts() == {
        "counties": 21,
        "municipalities": 290,
        "agreement_types": 2,
        "collaboration_levels": 2,
        "cooperation_areas": 7,
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


def test_every_municipality_lies_in_the_county_of_its_code() -> None:
    assert not [place.code for place in Municipality.objects.all() if place.code[:2] != place.county_id]
    assert County.objects.filter(municipalities=None).count() == 0
