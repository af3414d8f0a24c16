"""Counts of positions over time."""

from datetime import date

import pytest

from agreements.lookup.over_time import positions_over_time
from agreements.models import Agreement
from agreements.positions import Position, Status, with_position
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def test_counts_change_on_the_first_day_and_on_the_day_after_the_last() -> None:
    AgreementFactory(municipality_id="0180", decided_on=date(2023, 1, 10), valid_to=date(2024, 12, 31))
    AgreementFactory(municipality_id="1280", decided_on=date(2023, 5, 1), status=Status.DECLINED)
    answers = Agreement.objects.order_by("municipality_id")
    assert positions_over_time(answers) == [
        (date(2023, 1, 10), {Position.SIGNED: 1, Position.DECLINED: 0, Position.LAPSED: 0}),
        (date(2023, 5, 1), {Position.SIGNED: 1, Position.DECLINED: 1, Position.LAPSED: 0}),
        (date(2025, 1, 1), {Position.SIGNED: 0, Position.DECLINED: 1, Position.LAPSED: 1}),
    ]


def test_every_step_equals_the_position_rule_on_that_day() -> None:
    for code, first, last in [("0180", 1, 3), ("0180", 4, None), ("1280", 2, 5), ("1480", 6, None)]:
        AgreementFactory(
            municipality_id=code,
            decided_on=date(2023, first, 1),
            valid_to=date(2023, last, 15) if last else None,
            status=Status.DECLINED if code == "1480" else Status.SIGNED,
        )
    answers = Agreement.objects.order_by("municipality_id")
    for day, counts in positions_over_time(answers):
        for position, count in counts.items():
            municipalities = with_position(Municipality.objects.all(), Agreement.objects.published(), day)
            assert municipalities.filter(position=position).count() == count, (day, position)


def test_an_empty_register_has_no_steps() -> None:
    assert positions_over_time([]) == []
