from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from agreements.confirmations import confirm, shown_to
from agreements.models import Agreement
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 24)


def test_a_municipality_verifies_what_it_was_shown() -> None:
    agreement = AgreementFactory()
    other = AgreementFactory(municipality_id="0114")
    municipality = agreement.municipality
    confirm(municipality, shown_to(municipality), function=" Arbetsmarknadsenheten ", on=DAY)
    agreement.refresh_from_db()
    assert agreement.verified_on == DAY
    assert agreement.verified_by == f"Arbetsmarknadsenheten, {municipality.official_name}"
    before = other.verified_by
    other.refresh_from_db()
    assert other.verified_by == before
    event = Agreement.pgh_event_model.objects.filter(pgh_obj=agreement).latest("pgh_id")
    assert event.pgh_context.metadata["act"] == "confirm"
    assert "user" not in event.pgh_context.metadata


def test_what_changed_since_it_was_shown_is_not_verified() -> None:
    agreement = AgreementFactory()
    shown = shown_to(agreement.municipality)
    Agreement.objects.filter(pk=agreement.pk).update(diary_number="2026/99")
    with pytest.raises(ValidationError, match="ändrats"):
        confirm(agreement.municipality, shown, function="Enheten", on=DAY)
    assert Agreement.objects.get(pk=agreement.pk).verified_by == agreement.verified_by


@pytest.mark.parametrize("function", ["", "  ", "x" * 500])
def test_a_function_answers(function: str) -> None:
    agreement = AgreementFactory()
    with pytest.raises(ValidationError):
        confirm(agreement.municipality, shown_to(agreement.municipality), function=function, on=DAY)


def test_what_is_the_offices_own_is_not_shown() -> None:
    agreement = AgreementFactory(internal_note="Ring igen")
    shown = shown_to(agreement.municipality)
    assert list(shown) == [agreement.public_id]
    assert "internal_note" not in shown[agreement.public_id]
