"""Changes of position between two days."""

from datetime import date

import pytest

from agreements.days.imprecise import ImpreciseDay
from agreements.lookup.changes import ChangeKind, PositionChange, changes_between
from agreements.models import AgreementType, CollaborationLevel, Completeness
from agreements.positions import Status
from municipalities.models import Municipality
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 1, 1), date(2025, 1, 1)


def changes_in_period(headline: AgreementType) -> list[PositionChange]:
    return changes_between(Municipality.objects.all(), headline, FIRST, LAST)


def imprecise_agreement(status: str, first: str, last: str | None) -> None:
    agreement = AgreementFactory.build(status=Status(status), decided_on=None)
    fields = agreement._meta.get_field
    fields("valid_from").save_form_data(agreement, ImpreciseDay.from_edtf(first))
    fields("valid_to").save_form_data(agreement, ImpreciseDay.from_edtf(last) if last else None)
    agreement.published_by.save()
    agreement.save()


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
    assert (change.kind, change.event, change.since) == (kind, kind, since)


@pytest.mark.parametrize(
    ("valid_from", "valid_to"), [(FIRST, None), (date(2023, 1, 1), LAST), (date(2025, 1, 2), None)]
)
def test_answer_in_force_on_both_days_is_no_change(
    headline: AgreementType, valid_from: date, valid_to: date | None
) -> None:
    AgreementFactory(decided_on=valid_from, valid_to=valid_to)
    assert changes_in_period(headline) == []


@pytest.mark.parametrize(
    ("status", "first", "last", "kind", "event", "day"),
    [
        # Inside the period the day is uncertain, but not that it is there.
        ("signed", "2024-03", None, ChangeKind.SIGNED, ChangeKind.SIGNED, "2024-03"),
        ("declined", "2024-03/2024-05", None, ChangeKind.DECLINED, ChangeKind.DECLINED, "2024-03-01/2024-05-31"),
        ("signed", "2023", "2024-06", ChangeKind.LAPSED, ChangeKind.LAPSED, "2024-06-02/2024-07-01"),
        # Possibly before the period, after it, or both.
        ("signed", "../2024-02", None, ChangeKind.UNCERTAIN, ChangeKind.SIGNED, "../2024-02"),
        ("declined", "2024-12/2025-02", None, ChangeKind.UNCERTAIN, ChangeKind.DECLINED, "2024-12-01/2025-02-28"),
        ("signed", "2024-12-01/..", None, ChangeKind.UNCERTAIN, ChangeKind.SIGNED, "2024-12-01/.."),
        ("signed", "2023-12/2025-02", None, ChangeKind.UNCERTAIN, ChangeKind.SIGNED, "2023-12-01/2025-02-28"),
        ("signed", "2020", "2023-12/2024-02", ChangeKind.UNCERTAIN, ChangeKind.LAPSED, "2023-12-02/2024-03-01"),
        ("declined", "2020", "2024-12/2025-02", ChangeKind.UNCERTAIN, ChangeKind.WITHDRAWN, "2024-12-02/2025-03-01"),
        ("signed", "2020", "../..", ChangeKind.UNCERTAIN, ChangeKind.LAPSED, "../.."),
    ],
)
def test_imprecise_day_is_a_change_of_each_period_that_it_possibly_falls_in(
    headline: AgreementType, status: str, first: str, last: str | None, kind: ChangeKind, event: ChangeKind, day: str
) -> None:
    imprecise_agreement(status, first, last)
    [change] = changes_in_period(headline)
    assert (change.kind, change.event) == (kind, event)
    assert change.day == ImpreciseDay.from_edtf(day)


@pytest.mark.parametrize(
    ("first", "last"), [("2023", None), ("2025-01-02/2025-03", None), ("2020", "2021"), ("2025-02/..", None)]
)
def test_imprecise_day_outside_the_period_is_no_change(headline: AgreementType, first: str, last: str | None) -> None:
    imprecise_agreement("signed", first, last)
    assert changes_in_period(headline) == []


def test_completeness_that_begins_is_no_change(headline: AgreementType) -> None:
    Completeness.objects.filter(type=headline).update(first_day=date(2024, 6, 1))
    assert changes_in_period(headline) == []


def test_declined_that_ends_in_an_incomplete_register_is_no_longer_an_answer(headline: AgreementType) -> None:
    Completeness.objects.all().delete()
    AgreementFactory(status=Status.DECLINED, decided_on=date(2023, 3, 1), valid_to=date(2024, 4, 30))
    [change] = changes_in_period(headline)
    assert (change.kind, change.since) == (ChangeKind.WITHDRAWN, date(2024, 5, 1))


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
