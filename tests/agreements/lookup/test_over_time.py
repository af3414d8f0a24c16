"""Counts of positions over time."""

from datetime import date

import pytest

from agreements.lookup.over_time import TrendStep, positions_over_time
from agreements.models import Agreement, Completeness
from agreements.positions import Position, Status, with_position
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def test_counts_change_on_the_first_day_and_on_the_day_after_the_last() -> None:
    AgreementFactory(municipality_id="0180", decided_on=date(2023, 1, 10), valid_to=date(2024, 12, 31))
    AgreementFactory(municipality_id="1280", decided_on=date(2023, 5, 1), status=Status.DECLINED)
    steps = positions_over_time(Agreement.objects.order_by("municipality_id"))
    assert [(step.day, +step.counts) for step in steps] == [
        (date(2023, 1, 10), {Position.SIGNED: 1}),
        (date(2023, 5, 1), {Position.SIGNED: 1, Position.DECLINED: 1}),
        (date(2025, 1, 1), {Position.DECLINED: 1, Position.LAPSED: 1}),
    ]


def test_imprecise_days_are_counted_as_what_they_possibly_are() -> None:
    AgreementFactory(
        municipality_id="0180",
        decided_on=None,
        valid_from=date(2016, 2, 29),
        valid_from_earliest=date.min,
        valid_to=date(2022, 1, 1),
        valid_to_latest=date(2022, 12, 31),
    )
    steps = positions_over_time(Agreement.objects.order_by("municipality_id"))
    assert [(step.day, +step.counts, +step.possible) for step in steps] == [
        (date.min, {Position.UNKNOWN: 1}, {Position.SIGNED: 1}),
        (date(2016, 2, 29), {Position.SIGNED: 1}, {}),
        (date(2022, 1, 2), {Position.UNKNOWN: 1}, {Position.SIGNED: 1}),
        (date(2023, 1, 1), {Position.LAPSED: 1}, {}),
    ]


def test_every_step_equals_the_position_rule_on_that_day() -> None:
    for code, first, last in [("0180", 1, 3), ("0180", 4, None), ("1280", 2, 5), ("1480", 6, None)]:
        AgreementFactory(
            municipality_id=code,
            decided_on=None,
            valid_from=date(2023, first, 28),
            valid_from_earliest=date(2023, first, 1) if code != "0180" else None,
            valid_to=date(2023, last, 15) if last else None,
            valid_to_latest=date(2023, last, 20) if last else None,
            status=Status.DECLINED if code == "1480" else Status.SIGNED,
        )
    steps: list[TrendStep] = positions_over_time(Agreement.objects.order_by("municipality_id"))
    assert len(steps) > 6
    for step in steps:
        municipalities = with_position(
            Municipality.objects.all(), Agreement.objects.published(), step.day, complete=Completeness.objects.all()
        )
        for position, count in step.counts.items():
            assert municipalities.filter(position=position).count() == count, (step.day, position)


def test_an_empty_register_has_no_steps() -> None:
    assert positions_over_time([]) == []
