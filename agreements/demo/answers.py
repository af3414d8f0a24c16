"""The fictional answers of the 290 municipalities, the same at every run.

Their totals match the published ones (see `ReportedTotal`): 261 had signed on 2023-03-15, all but two on 2023-10-05.
Which municipality answered what, and everything later, is fictional.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from agreements.days import ONE_DAY
from agreements.demo.answer_writer import AnswerWriter
from agreements.models import Agreement, Ending, JointAgreement
from agreements.positions import Status
from municipalities.models import Municipality

FIRST_REPORT = datetime.date(2023, 3, 15)
SECOND_REPORT = datetime.date(2023, 10, 5)
SIGNED_AT_FIRST_REPORT = 261
DECLINED_AT_SECOND_REPORT = 2


def older_answers(writer: AnswerWriter, municipalities: Sequence[Municipality]) -> Iterator[Agreement]:
    """The earlier agreements of twelve municipalities for separate target groups; two are renewed once."""
    renewing_one, renewing_two, *rest = writer.random.sample(municipalities, 12)
    for municipality in rest:
        begins = writer.day_between(datetime.date(2015, 3, 1), datetime.date(2018, 12, 31))
        ends = datetime.date(begins.year + 3, 12, 31)
        yield writer.answer(municipality, begins, ends, ending=Ending.EXPIRED)
    for municipality in (renewing_one, renewing_two):
        renewed_from = writer.day_between(datetime.date(2019, 2, 1), datetime.date(2020, 6, 30))
        first = writer.answer(municipality, datetime.date(2016, 1, 1), renewed_from - ONE_DAY, ending=Ending.REPLACED)
        yield first
        yield writer.answer(
            municipality, renewed_from, datetime.date(2022, 12, 31), replaces=first, ending=Ending.EXPIRED
        )


def headline_answers(
    writer: AnswerWriter, municipalities: Sequence[Municipality], joint_agreements: dict[str, JointAgreement]
) -> Iterator[Agreement]:
    """The answers of every municipality. `joint_agreements` is by county code."""
    shuffled = writer.random.sample(municipalities, len(municipalities))
    early, late = shuffled[:SIGNED_AT_FIRST_REPORT], shuffled[SIGNED_AT_FIRST_REPORT:-DECLINED_AT_SECOND_REPORT]
    declining = shuffled[-DECLINED_AT_SECOND_REPORT:]
    yield from _early_answers(writer, early, joint_agreements)
    yield from _late_answers(writer, late)
    yield from _declining_answers(writer, declining)


def _early_answers(
    writer: AnswerWriter, municipalities: Sequence[Municipality], joint_agreements: dict[str, JointAgreement]
) -> Iterator[Agreement]:
    """Answers signed by the first report. Some have expired, been terminated or renewed, or end on a later day."""
    rest = iter(municipalities)

    def begins() -> datetime.date:
        return writer.day_between(datetime.date(2022, 10, 1), FIRST_REPORT)

    yield writer.answer(next(rest), FIRST_REPORT)
    for number in range(10):
        ends = [datetime.date(2024, 12, 31), datetime.date(2025, 6, 30), datetime.date(2025, 12, 31)][number % 3]
        municipality = next(rest)
        yield writer.answer(municipality, begins(), ends, ending=Ending.EXPIRED)
        if number < 3:
            opened_on = writer.day_between(datetime.date(2026, 1, 15), datetime.date(2026, 5, 31))
            yield writer.dialogue(municipality, opened_on)
        elif number < 5:
            yield writer.dialogue(municipality, datetime.date(2026, 6, 1), draft=True)
    for _number in range(4):
        last_day = writer.day_between(datetime.date(2024, 2, 1), datetime.date(2026, 3, 31))
        yield writer.answer(next(rest), begins(), last_day, ending=Ending.TERMINATED)
    for number in range(7):
        municipality = next(rest)
        renewed_from = datetime.date(2025 + number % 2, 1, 1)
        first = writer.answer(municipality, begins(), renewed_from - ONE_DAY, ending=Ending.REPLACED)
        yield first
        yield writer.answer(municipality, renewed_from, datetime.date(renewed_from.year + 2, 12, 31), replaces=first)
    for number in range(20):
        last_day = [datetime.date(2026, 12, 31), datetime.date(2027, 6, 30), datetime.date(2027, 12, 31)][number % 3]
        municipality = next(rest)
        ending = writer.answer(municipality, begins(), last_day)
        yield ending
        if number in (0, 3, 6, 9):
            yield writer.answer(municipality, last_day + ONE_DAY, replaces=ending, draft=True)
    places = dict.fromkeys(joint_agreements, 4)
    for municipality in rest:
        shared = joint_agreements.get(municipality.county_id) if places.get(municipality.county_id) else None
        if shared:
            places[municipality.county_id] -= 1
        yield writer.answer(municipality, begins(), joint_agreement=shared)


def _late_answers(writer: AnswerWriter, municipalities: Sequence[Municipality]) -> Iterator[Agreement]:
    """Answers signed after the first report and by the second. One municipality declined first."""
    on_first_day, on_last_day, changed_mind, *rest = municipalities
    yield writer.answer(on_first_day, FIRST_REPORT + ONE_DAY)
    yield writer.answer(on_last_day, SECOND_REPORT)
    yield writer.answer(changed_mind, datetime.date(2023, 1, 20), datetime.date(2023, 6, 11), status=Status.DECLINED)
    yield writer.answer(changed_mind, datetime.date(2023, 6, 12))
    for municipality in rest:
        yield writer.answer(municipality, writer.day_between(FIRST_REPORT + ONE_DAY, SECOND_REPORT))


def _declining_answers(writer: AnswerWriter, municipalities: Sequence[Municipality]) -> Iterator[Agreement]:
    """Answers declined at the second report. One municipality signed later, the other is in dialogue."""
    signed_later, still_declining = municipalities
    yield writer.answer(signed_later, datetime.date(2023, 2, 27), datetime.date(2025, 2, 28), status=Status.DECLINED)
    yield writer.answer(signed_later, datetime.date(2025, 3, 1))
    yield writer.answer(still_declining, datetime.date(2023, 2, 14), status=Status.DECLINED)
    yield writer.dialogue(still_declining, datetime.date(2026, 4, 20))
