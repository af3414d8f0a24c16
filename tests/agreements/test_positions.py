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
        # It has not begun for certain, so it has not ended either.
        (replace(ENDED_UNKNOWN_WHEN, valid_from=FIRST), FIRST - ONE_DAY, Position.NONE),
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


def test_answer_that_possibly_holds_decides_beside_one_that_has_ended() -> None:
    ended = Answer(Status.SIGNED, FEBRUARY[0], FIRST - ONE_DAY)
    possible = Answer(Status.DECLINED, LAST, None, valid_from_earliest=FIRST)
    assert position_on([ended, possible], FIRST, complete=True) == Position.UNKNOWN
    assert position_on([ended, possible], LAST, complete=True) == Position.DECLINED


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


# By how many days a day may be earlier, or later, than is certain; None is "any number of days".
uncertainties = st.sampled_from([0, 0, 1, 3, None])


@st.composite
def histories(draw: st.DrawFn) -> list[Agreement]:
    """Published answers of some municipalities that never overlap for certain, with drafts and dialogues."""
    agreements: list[Agreement] = []
    for code in CODES:
        begins = draw(st.integers(0, 6))
        while begins < DAY_COUNT and draw(st.integers(0, 4)):
            length = draw(st.integers(1, 8))
            last = None if draw(st.integers(0, 5)) == 0 else begins + length - 1
            status = draw(st.sampled_from([Status.SIGNED, Status.DECLINED]))
            days = period(
                begins, last, draw(uncertainties), draw(uncertainties), begins_open=draw(st.integers(0, 7)) == 0
            )
            agreements.append(agreement(code, status, days))
            if last is None:
                break
            begins = last + draw(st.integers(1, 5))
        for _number in range(draw(st.integers(0, 2))):
            begins = draw(st.integers(0, DAY_COUNT))
            last = draw(st.none() | st.integers(begins, DAY_COUNT))
            days = period(begins, last, draw(uncertainties), draw(uncertainties))
            agreements.append(agreement(code, draw(st.sampled_from(Status)), days, published_on=None))
        if draw(st.booleans()):
            begins = draw(st.integers(0, DAY_COUNT))
            days = period(
                begins, draw(st.none() | st.integers(begins, DAY_COUNT)), draw(uncertainties), draw(uncertainties)
            )
            agreements.append(agreement(code, Status.IN_DIALOGUE, days, published_on=draw(st.integers(0, DAY_COUNT))))
    return draw(st.permutations(agreements))


def period(
    begins: int, last: int | None, earlier: int | None, later: int | None, *, begins_open: bool = False
) -> dict[str, datetime.date | None]:
    """The columns of an answer's days. With `begins_open` the first day is only known not to be earlier."""
    earliest = OPEN_PAST if earlier is None else day(begins) - earlier * ONE_DAY
    latest = None if last is None else OPEN_FUTURE if later is None else day(last) + later * ONE_DAY
    return {
        "valid_from": None if begins_open else day(begins),
        "valid_from_earliest": earliest if begins_open or earlier != 0 else None,
        "valid_to": None if last is None else day(last),
        "valid_to_latest": latest if later != 0 else None,
    }


def agreement(
    code: str, status: Status, days: dict[str, datetime.date | None], published_on: int | None = 0
) -> Agreement:
    return Agreement(
        municipality_id=code,
        status=status,
        **days,
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
        bounds = {bound for row in headline_agreements for bound in bounds_of(row)}
        boundaries = sorted(bound + step * ONE_DAY for bound in bounds for step in (-1, 0, 1))
        for when in {day(number) for number in days} | set(boundaries[:: max(1, len(boundaries) // 5)]):
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


@st.composite
def answers_of_any_kind(draw: st.DrawFn) -> Answer:
    begins, last = draw(st.integers(0, 5)), draw(st.none() | st.integers(0, 8))
    open_first = draw(st.integers(0, 4)) == 0
    days = period(begins, last, draw(uncertainties), draw(uncertainties), begins_open=open_first)
    return Answer(draw(st.sampled_from(Status)), **days)


def known_less(answer: Answer, first: int | None, last: int | None) -> Answer:
    """The same answer when each bound may lie so many days further out. None is "nothing is known of the day"."""
    wider = replace(answer)
    if first is None:
        wider.valid_from, wider.valid_from_earliest = None, OPEN_PAST
    else:
        wider.valid_from_earliest = further(answer.valid_from_earliest or answer.valid_from or OPEN_PAST, -first)
        wider.valid_from = answer.valid_from and further(answer.valid_from, first)
    if last is None:
        wider.valid_to, wider.valid_to_latest = OPEN_PAST, OPEN_FUTURE
    elif answer.valid_to:
        wider.valid_to_latest = further(answer.valid_to_latest or answer.valid_to, last)
        wider.valid_to = further(answer.valid_to, -last)
    return wider


def further(bound: datetime.date, number: int) -> datetime.date:
    return bound if bound in (OPEN_PAST, OPEN_FUTURE) else bound + number * ONE_DAY


@st.composite
def boundary_days(draw: st.DrawFn, answers: list[Answer]) -> datetime.date:
    """A day at most three days from a bound of one of the answers."""
    bounds = [further(bound, draw(st.integers(-3, 3))) for answer in answers for bound in bounds_of(answer)]
    return draw(st.sampled_from(bounds or [FIRST]))


def bounds_of(answer: Answer | Agreement) -> list[datetime.date]:
    """The bounds of its days that are known."""
    bounds = (answer.valid_from, answer.valid_from_earliest, answer.valid_to, answer.valid_to_latest)
    return [bound for bound in bounds if bound not in (None, OPEN_PAST, OPEN_FUTURE)]


@settings(max_examples=examples(1000), deadline=None)
@given(
    answers=st.lists(answers_of_any_kind(), min_size=1, max_size=2),
    first=uncertainties,
    last=uncertainties,
    complete=st.booleans(),
    data=st.data(),
)
def test_knowing_less_never_makes_another_position_certain(
    answers: list[Answer], first: int | None, last: int | None, complete: bool, data: st.DataObject
) -> None:
    when = data.draw(boundary_days(answers))
    assert all(may_hold_on(answer, when) for answer in answers if holds_on(answer, when))
    position = position_on(answers, when, complete=complete)
    for index, answer in enumerate(answers):
        wider = known_less(answer, first, last)
        assert may_hold_on(wider, when) or not may_hold_on(answer, when)
        less = position_on([*answers[:index], wider, *answers[index + 1 :]], when, complete=complete)
        # Two answers that both hold for certain cannot be stored together: then either may decide.
        assert less in (position, Position.UNKNOWN) or len([one for one in answers if holds_on(one, when)]) > 1
