"""Changes of position between two days."""

from datetime import date

import pytest

from agreements.lookup.changes import ChangeKind, PositionChange, changes_between
from agreements.models import AgreementType, CollaborationLevel
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 1, 1), date(2025, 1, 1)


def changes_in_period(headline: AgreementType) -> list[PositionChange]:
    return changes_between(Municipality.objects.all(), headline, FIRST, LAST)


@pytest.mark.parametrize(
    ("history", "kind", "since"),
    [
        ([("signed", date(2024, 3, 1), None)], ChangeKind.SIGNED, date(2024, 3, 1)),
        ([("signed", LAST, None)], ChangeKind.SIGNED, LAST),
        ([("declined", date(2024, 3, 1), None)], ChangeKind.DECLINED, date(2024, 3, 1)),
        ([("signed", date(2023, 3, 1), date(2024, 12, 31))], ChangeKind.LAPSED, date(2025, 1, 1)),
        ([("signed", date(2024, 3, 1), date(2024, 4, 30))], ChangeKind.LAPSED, date(2024, 5, 1)),
        ([("declined", date(2023, 3, 1), date(2024, 4, 30))], ChangeKind.WITHDRAWN, date(2024, 5, 1)),
        (
            [("signed", date(2023, 3, 1), date(2024, 4, 30)), ("signed", date(2024, 5, 1), None)],
            ChangeKind.RENEWED,
            date(2024, 5, 1),
        ),
        (
            [("declined", date(2023, 3, 1), date(2024, 4, 30)), ("signed", date(2024, 5, 1), None)],
            ChangeKind.SIGNED,
            date(2024, 5, 1),
        ),
        (
            [("signed", date(2020, 1, 1), date(2020, 12, 31)), ("declined", date(2023, 3, 1), date(2024, 4, 30))],
            ChangeKind.WITHDRAWN,
            date(2024, 5, 1),
        ),
    ],
)
def test_change_has_one_kind_and_day(
    headline: AgreementType, history: list[tuple[str, date, date | None]], kind: ChangeKind, since: date
) -> None:
    for status, valid_from, valid_to in history:
        AgreementFactory(status=Status(status), decided_on=valid_from, valid_to=valid_to)
    [change] = changes_in_period(headline)
    assert (change.kind, change.since) == (kind, since)


@pytest.mark.parametrize(
    ("valid_from", "valid_to"), [(FIRST, None), (date(2023, 1, 1), LAST), (date(2025, 1, 2), None)]
)
def test_answer_in_force_on_both_days_is_no_change(
    headline: AgreementType, valid_from: date, valid_to: date | None
) -> None:
    AgreementFactory(decided_on=valid_from, valid_to=valid_to)
    assert changes_in_period(headline) == []


def test_renewal_lists_added_and_removed_levels(headline: AgreementType) -> None:
    strategic, operative = CollaborationLevel.objects.all()
    AgreementFactory(decided_on=date(2023, 1, 1), valid_to=date(2024, 5, 31)).levels.set([strategic])
    AgreementFactory(decided_on=date(2024, 6, 1)).levels.set([operative])
    [change] = changes_in_period(headline)
    assert (change.levels_added, change.levels_removed) == ([operative], [strategic])


def test_draft_makes_no_change(headline: AgreementType) -> None:
    AgreementFactory(draft=True, decided_on=date(2024, 3, 1))
    assert changes_in_period(headline) == []


def test_the_same_queries_for_one_change_and_for_many(
    headline: AgreementType, django_assert_num_queries: object
) -> None:
    for count in (1, 20):
        for municipality in Municipality.objects.filter(agreements=None)[:count]:
            AgreementFactory(municipality=municipality, decided_on=date(2024, 3, 1))
        with django_assert_num_queries(4):  # type: ignore[operator]
            changes_in_period(headline)
