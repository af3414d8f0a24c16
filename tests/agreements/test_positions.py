"""The position rule on boundary days, and the SQL form compared with the Python form."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agreements.days.imprecise import OPEN_FUTURE, OPEN_PAST
from agreements.models import Agreement, AgreementType, Completeness
from agreements.positions import (
    ANSWERS,
    PERIOD_RANGE,
    Position,
    Status,
    holding_on,
    holds_on,
    may_hold_on,
    position_on,
    with_position,
)
from municipalities.models import Municipality
from tests.examples import examples
from tests.factories import AgreementFactory, CompletenessFactory, UserFactory

FIRST = datetime.date(2024, 1, 1)
LAST = datetime.date(2024, 12, 31)
ONE_DAY = datetime.timedelta(days=1)


@dataclass
class Answer:
    status: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    valid_from_earliest: datetime.date | None = None
    valid_to_latest: datetime.date | None = None


@pytest.mark.parametrize(
    ("last", "day", "holds"),
    [
        (LAST, FIRST - ONE_DAY, False),
        (LAST, FIRST, True),
        (LAST, LAST, True),
        (LAST, LAST + ONE_DAY, False),
        (FIRST, FIRST, True),
        (None, FIRST - ONE_DAY, False),
        (None, FIRST, True),
        (None, datetime.date(2100, 12, 31), True),
    ],
)
def test_holds_on_both_its_first_and_its_last_day(
    db: None, last: datetime.date | None, day: datetime.date, holds: bool
) -> None:
    agreement = AgreementFactory(valid_from=FIRST, valid_to=last)
    assert holds_on(agreement, day) is holds
    assert Agreement.objects.filter(holding_on(day)).exists() is holds
    assert Agreement.objects.annotate(days=PERIOD_RANGE).filter(days__contains=day).exists() is holds


@pytest.mark.parametrize(
    ("last", "days", "expires"),
    [
        (LAST, 0, True),
        (LAST + ONE_DAY, 0, False),
        (LAST + 90 * ONE_DAY, 90, True),
        (LAST + 91 * ONE_DAY, 90, False),
        (LAST - ONE_DAY, 90, False),
        (None, 90, False),
    ],
)
def test_expires_within_days_includes_last_day(db: None, last: datetime.date | None, days: int, expires: bool) -> None:
    agreement = AgreementFactory(valid_from=FIRST, valid_to=last)
    assert agreement.expires_within(days, on=LAST) is expires
    assert Agreement.objects.expiring_within(days, on=LAST).exists() is expires


def test_agreement_that_has_not_begun_does_not_expire(db: None) -> None:
    agreement = AgreementFactory(valid_from=LAST + ONE_DAY, valid_to=LAST + ONE_DAY)
    assert not agreement.expires_within(90, on=LAST)
    assert not Agreement.objects.expiring_within(90, on=LAST).exists()


def test_agreement_without_a_first_day_never_holds(db: None) -> None:
    agreement = AgreementFactory(draft=True, decided_on=None, valid_from=None)
    assert not holds_on(agreement, FIRST)
    assert not Agreement.objects.filter(holding_on(FIRST)).exists()


@pytest.mark.parametrize(
    ("answers", "day", "position"),
    [
        ([], FIRST, Position.NONE),
        ([Answer(Status.SIGNED, FIRST, LAST)], FIRST - ONE_DAY, Position.NONE),
        ([Answer(Status.SIGNED, FIRST, LAST)], FIRST, Position.SIGNED),
        ([Answer(Status.SIGNED, FIRST, LAST)], LAST, Position.SIGNED),
        ([Answer(Status.SIGNED, FIRST, LAST)], LAST + ONE_DAY, Position.LAPSED),
        ([Answer(Status.DECLINED, FIRST, LAST)], LAST, Position.DECLINED),
        ([Answer(Status.DECLINED, FIRST, LAST)], LAST + ONE_DAY, Position.NONE),
        ([Answer(Status.SIGNED, FIRST, LAST), Answer(Status.DECLINED, LAST + ONE_DAY, None)], LAST, Position.SIGNED),
        (
            [Answer(Status.SIGNED, FIRST, LAST), Answer(Status.DECLINED, LAST + ONE_DAY, None)],
            LAST + ONE_DAY,
            Position.DECLINED,
        ),
        (
            [Answer(Status.SIGNED, FIRST, FIRST), Answer(Status.DECLINED, LAST, LAST)],
            LAST + ONE_DAY,
            Position.LAPSED,
        ),
        ([Answer(Status.SIGNED, FIRST, FIRST), Answer(Status.SIGNED, LAST, None)], LAST - ONE_DAY, Position.LAPSED),
        ([Answer(Status.IN_DIALOGUE, None, None)], LAST, Position.NONE),
        ([Answer(Status.IN_DIALOGUE, None, None), Answer(Status.SIGNED, FIRST, FIRST)], LAST, Position.LAPSED),
    ],
)
def test_position(answers: list[Answer], day: datetime.date, position: Position) -> None:
    assert position_on(answers, day, complete=True) == position
    assert position_on(reversed(answers), day, complete=True) == position
    expected = Position.UNKNOWN if position == Position.NONE else position
    assert position_on(answers, day, complete=False) == expected


FEBRUARY = datetime.date(2016, 2, 1), datetime.date(2016, 2, 29)
NOT_LATER_THAN_FEBRUARY = Answer(Status.SIGNED, FEBRUARY[1], None, valid_from_earliest=OPEN_PAST)
SOMETIME_IN_FEBRUARY = Answer(Status.SIGNED, FEBRUARY[1], None, valid_from_earliest=FEBRUARY[0])
ENDED_SOMETIME_IN_2024 = Answer(Status.SIGNED, FEBRUARY[0], FIRST, valid_to_latest=LAST)
ENDED_UNKNOWN_WHEN = Answer(Status.SIGNED, FEBRUARY[0], OPEN_PAST, valid_to_latest=OPEN_FUTURE)


@pytest.mark.parametrize(
    ("answer", "day", "position"),
    [
        (NOT_LATER_THAN_FEBRUARY, datetime.date(2016, 1, 15), Position.UNKNOWN),
        (NOT_LATER_THAN_FEBRUARY, FEBRUARY[1] - ONE_DAY, Position.UNKNOWN),
        (NOT_LATER_THAN_FEBRUARY, FEBRUARY[1], Position.SIGNED),
        (SOMETIME_IN_FEBRUARY, FEBRUARY[0] - ONE_DAY, Position.NONE),
        (SOMETIME_IN_FEBRUARY, FEBRUARY[0], Position.UNKNOWN),
        (SOMETIME_IN_FEBRUARY, FEBRUARY[1], Position.SIGNED),
        (ENDED_SOMETIME_IN_2024, FIRST, Position.SIGNED),
        (ENDED_SOMETIME_IN_2024, FIRST + ONE_DAY, Position.UNKNOWN),
        (ENDED_SOMETIME_IN_2024, LAST, Position.UNKNOWN),
        (ENDED_SOMETIME_IN_2024, LAST + ONE_DAY, Position.LAPSED),
        (ENDED_UNKNOWN_WHEN, FIRST, Position.UNKNOWN),
        (replace(SOMETIME_IN_FEBRUARY, status=Status.DECLINED), FEBRUARY[1], Position.DECLINED),
        (replace(SOMETIME_IN_FEBRUARY, status=Status.DECLINED), FEBRUARY[0], Position.UNKNOWN),
    ],
)
def test_position_by_an_imprecise_day(answer: Answer, day: datetime.date, position: Position) -> None:
    assert position_on([answer], day, complete=True) == position


def test_answer_that_holds_for_certain_decides_beside_one_that_possibly_does() -> None:
    certain = Answer(Status.DECLINED, FIRST, None)
    assert position_on([NOT_LATER_THAN_FEBRUARY, certain], FEBRUARY[0], complete=True) == Position.UNKNOWN
    assert position_on([ENDED_SOMETIME_IN_2024, certain], LAST, complete=True) == Position.DECLINED


# The tests' register is stated to be complete for every day.
COMPLETE = Completeness.objects.all()


def malmo_on(day: datetime.date, headline: AgreementType) -> Municipality:
    answers = Agreement.objects.published().filter(type=headline)
    return with_position(Municipality.objects.filter(code="1280"), answers, day, complete=COMPLETE).get()


def test_deciding_agreement_is_in_force_or_ended_last(headline: AgreementType) -> None:
    first = AgreementFactory(valid_from=datetime.date(2020, 1, 1), valid_to=datetime.date(2020, 12, 31))
    second = AgreementFactory(valid_from=datetime.date(2022, 1, 1), valid_to=datetime.date(2022, 12, 31))
    declined = AgreementFactory(valid_from=datetime.date(2024, 1, 1), status=Status.DECLINED)
    deciding = {year: malmo_on(datetime.date(year, 6, 1), headline).answer_id for year in range(2019, 2025)}
    assert deciding == {
        2019: None,
        2020: first.pk,
        2021: first.pk,
        2022: second.pk,
        2023: second.pk,
        2024: declined.pk,
    }


def test_drafts_other_types_and_other_municipalities_are_ignored(headline: AgreementType) -> None:
    AgreementFactory(draft=True, valid_from=FIRST)
    AgreementFactory(type=AgreementType.objects.get(slug="dua-unga"), valid_from=FIRST)
    AgreementFactory(municipality_id="0180", valid_from=FIRST)
    malmo = malmo_on(LAST, headline)
    assert (malmo.position, malmo.answer_id) == (Position.NONE, None)


@pytest.mark.parametrize(("day", "in_dialogue"), [(14, False), (15, True), (16, True)])
def test_dialogue_counts_from_its_own_first_day(headline: AgreementType, day: int, in_dialogue: bool) -> None:
    AgreementFactory(in_dialogue=True, valid_from=datetime.date(2024, 5, 15))
    AgreementFactory(valid_from=FIRST)
    malmo = malmo_on(datetime.date(2024, 5, day), headline)
    assert malmo.in_dialogue is in_dialogue
    assert malmo.position == Position.SIGNED


def test_draft_dialogue_is_ignored(headline: AgreementType) -> None:
    AgreementFactory(in_dialogue=True, draft=True)
    assert not malmo_on(datetime.date(2100, 1, 1), headline).in_dialogue


def test_positions_of_all_municipalities_take_one_query_and_can_be_counted(headline: AgreementType) -> None:
    AgreementFactory(valid_from=FIRST)
    AgreementFactory(valid_from=FIRST, municipality_id="0180", status=Status.DECLINED)
    answers = Agreement.objects.published().filter(type=headline)
    with CaptureQueriesContext(connection) as queries:
        rows = list(with_position(Municipality.objects.all(), answers, LAST, complete=COMPLETE))
    assert (len(queries), len(rows)) == (1, 290)
    rows = with_position(Municipality.objects.all(), answers, LAST, complete=COMPLETE)
    signed = rows.filter(position=Position.SIGNED)
    assert [municipality.code for municipality in signed] == ["1280"]


# A short range of days, so that random days hit the boundaries.
DAY_COUNT = 24
CODES = ["0114", "1280", "2584"]


def day(number: int) -> datetime.date:
    return FIRST + number * ONE_DAY


@st.composite
def histories(draw: st.DrawFn) -> list[Agreement]:
    """Published answers of some municipalities that never overlap, with drafts and dialogues."""
    agreements: list[Agreement] = []
    for code in CODES:
        begins = draw(st.integers(0, 6))
        while begins < DAY_COUNT and draw(st.integers(0, 4)):
            length = draw(st.integers(1, 8))
            last = None if draw(st.integers(0, 5)) == 0 else begins + length - 1
            status = draw(st.sampled_from([Status.SIGNED, Status.DECLINED]))
            agreements.append(agreement(code, status, begins, last, unsure=draw(st.integers(0, 3))))
            if last is None:
                break
            begins = last + draw(st.integers(1, 5))
        for _number in range(draw(st.integers(0, 2))):
            begins = draw(st.integers(0, DAY_COUNT))
            last = draw(st.none() | st.integers(begins, DAY_COUNT))
            agreements.append(agreement(code, draw(st.sampled_from(Status)), begins, last, published_on=None))
        if draw(st.booleans()):
            agreements.append(
                agreement(code, Status.IN_DIALOGUE, 0, None, published_on=draw(st.integers(0, DAY_COUNT)))
            )
    return draw(st.permutations(agreements))


def agreement(
    code: str, status: Status, begins: int, last: int | None, published_on: int | None = 0, unsure: int = 0
) -> Agreement:
    """`unsure` is by how many days its first day may be earlier and its last day later."""
    in_dialogue = status == Status.IN_DIALOGUE
    return Agreement(
        municipality_id=code,
        status=status,
        decided_on=None if in_dialogue else day(begins),
        valid_from=day(begins),
        valid_from_earliest=day(begins) - unsure * ONE_DAY if unsure else None,
        valid_to=None if last is None else day(last),
        valid_to_latest=day(last) + unsure * ONE_DAY if unsure and last is not None else None,
        source_note="Protokoll",
        verified_on=FIRST,
        published_at=None
        if published_on is None
        else datetime.datetime.combine(day(published_on), datetime.time(12), datetime.UTC),
    )


class EveryHistory(TestCase):
    headline: AgreementType
    other: AgreementType
    by: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.headline = AgreementType.objects.get(is_headline=True)
        cls.other = AgreementType.objects.get(slug="dua-unga")
        cls.by = UserFactory()
        # Complete on some of the days and not on the others.
        Completeness.objects.all().delete()
        CompletenessFactory(type=cls.headline, first_day=day(4), last_day=day(14))

    @settings(max_examples=examples(150), deadline=None)
    @given(
        headline_agreements=histories(),
        others=histories(),
        days=st.lists(st.integers(-2, DAY_COUNT + 2), min_size=1, max_size=3, unique=True),
    )
    def test_sql_and_python_agree(
        self, headline_agreements: list[Agreement], others: list[Agreement], days: list[int]
    ) -> None:
        for rows, kind in ((headline_agreements, self.headline), (others, self.other)):
            for row in rows:
                row.type = kind
                row.published_by = self.by if row.published_at else None
        Agreement.objects.bulk_create(headline_agreements + others)
        boundaries = {
            boundary + step
            for row in headline_agreements
            for boundary, step in ((row.valid_from, -ONE_DAY), (row.valid_from, 0 * ONE_DAY), (row.valid_to, ONE_DAY))
            if boundary
        }
        for when in {day(number) for number in days} | set(sorted(boundaries)[:4]):
            self.compare(headline_agreements, when)

    def compare(self, headline_agreements: list[Agreement], when: datetime.date) -> None:
        published = Agreement.objects.published().filter(type=self.headline)
        by_pk = {row.pk: row for row in headline_agreements}
        for days in (0, 3):
            expiring = Agreement.objects.filter(type=self.headline).expiring_within(days, on=when)
            expected = {row.pk for row in headline_agreements if row.expires_within(days, on=when)}
            assert {row.pk for row in expiring} == expected
        municipalities = with_position(
            Municipality.objects.filter(code__in=CODES), published, when, complete=self.complete(when)
        )
        for municipality in municipalities:
            answers = [
                row for row in headline_agreements if row.municipality_id == municipality.code and row.published_at
            ]
            complete = self.complete(when).exists()
            position = position_on(answers, when, complete=complete)
            assert municipality.position == position
            assert_certain_is_possible(answers, when)
            assert_widening_is_never_more_certain(answers, when, position, complete=complete)
            decisive = by_pk.get(municipality.answer_id)
            assert (decisive is None) == (
                municipality.position == Position.NONE
                or (
                    municipality.position == Position.UNKNOWN
                    and not any(may_hold_on(row, when) for row in answers if row.status in ANSWERS)
                )
            )
            if decisive:
                assert decisive in answers
                assert decisive.position_on(when) == municipality.position
            assert municipality.in_dialogue == any(
                row.status == Status.IN_DIALOGUE and holds_on(row, when) for row in answers
            )

    def complete(self, when: datetime.date) -> QuerySet[Completeness]:
        return Completeness.objects.filter(type=self.headline).covering(when)


def assert_certain_is_possible(answers: list[Agreement], when: datetime.date) -> None:
    assert all(may_hold_on(row, when) for row in answers if holds_on(row, when))


def assert_widening_is_never_more_certain(
    answers: list[Agreement], when: datetime.date, position: Position, *, complete: bool
) -> None:
    """An answer of which less is known never makes another position certain: it stays or becomes unknown."""
    for index, row in enumerate(answers):
        wider = Answer(
            row.status,
            row.valid_from and row.valid_from + ONE_DAY,
            row.valid_to and row.valid_to - ONE_DAY,
            (row.valid_from_earliest or row.valid_from or FIRST) - ONE_DAY,
            row.valid_to and (row.valid_to_latest or row.valid_to) + ONE_DAY,
        )
        answers_of_less = [*answers[:index], wider, *answers[index + 1 :]]
        assert position_on(answers_of_less, when, complete=complete) in (position, Position.UNKNOWN)
