"""When an answer holds, and what a municipality's position is on a day: once in Python, once in SQL.

Days are inclusive at both ends, and an answer without a last day holds until further notice. An answer holds for
certain from the latest possible first day to the earliest possible last day (`valid_from`, `valid_to`), and possibly
from the earliest first (`valid_from_earliest`) to the latest last (`valid_to_latest`). A test holds the two forms
against each other over random histories.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from agreements.models import Agreement, Completeness
    from municipalities.models import Municipality


class Status(TextChoices):
    """The registered answer of a municipality."""

    IN_DIALOGUE = "in_dialogue", _("i dialog")
    SIGNED = "signed", _("tecknad")
    DECLINED = "declined", _("avböjd")


class Position(TextChoices):
    """The position of a municipality for a type on a day, in the order of the public pages."""

    SIGNED = "signed", _("har överenskommelse")
    DECLINED = "declined", _("har avböjt")
    LAPSED = "lapsed", _("har upphört")
    NONE = "none", _("inget svar")
    UNKNOWN = "unknown", _("uppgift saknas")


# The statuses that give a position from `valid_from` on.
ANSWERS = [Status.SIGNED, Status.DECLINED]


class Answer(Protocol):
    status: str
    valid_from: datetime.date | None
    valid_from_earliest: datetime.date | None
    valid_to: datetime.date | None
    valid_to_latest: datetime.date | None


_WITHOUT_BOUND = Value(None, output_field=DateField())


def _days(first: str | Value, last: str | Value) -> Func:
    """Both days included, as a PostgreSQL range."""
    bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(first, last, bounds, function="daterange", output_field=DateRangeField())


# The days on which an agreement holds for certain, for the exclusion constraint: those from its first day that are also
# those to its last day. They are none where the last comes before the first, for which one range would be an error.
PERIOD_RANGE = Case(
    When(
        valid_from__isnull=False,
        then=Func(
            _days("valid_from", _WITHOUT_BOUND),
            _days(_WITHOUT_BOUND, "valid_to"),
            arg_joiner=" * ",
            template="(%(expressions)s)",
            output_field=DateRangeField(),
        ),
    ),
    output_field=DateRangeField(),
)


def holds_on(answer: Answer, day: datetime.date) -> bool:
    """Whether the answer holds for certain on the day."""
    return (
        answer.valid_from is not None
        and answer.valid_from <= day
        and (answer.valid_to is None or day <= answer.valid_to)
    )


def holding_on(day: datetime.date, of: str = "") -> Q:
    """`holds_on` as a query filter. `of` is the lookup path to the agreement, such as agreements__."""
    begun, endless = Q((f"{of}valid_from__lte", day)), Q((f"{of}valid_to", None))
    return begun & (endless | Q((f"{of}valid_to__gte", day)))


def signed_and_holding_on(day: datetime.date, of: str = "") -> Q:
    """The agreements that give the position signed on the day, and whose levels and areas the municipality has."""
    return Q((f"{of}status", Status.SIGNED)) & holding_on(day, of)


def ends_by(last_day: datetime.date | None, end: datetime.date) -> bool:
    """Whether the last day is `end` or earlier. No last day means open-ended."""
    return last_day is not None and last_day <= end


def ending_by(end: datetime.date, last_day: str = "valid_to") -> Q:
    """`ends_by` as a query filter on the field."""
    return Q(**{f"{last_day}__lte": end})


def expires_within(answer: Answer, days: int, *, on: datetime.date) -> bool:
    """Whether the answer holds on the day and ends at most `days` days later."""
    return holds_on(answer, on) and ends_by(answer.valid_to, on + datetime.timedelta(days))


def expiring_within(days: int, *, on: datetime.date) -> Q:
    """`expires_within` as a query filter."""
    return holding_on(on) & ending_by(on + datetime.timedelta(days))


def dialogue_on(day: datetime.date) -> Q:
    """Those in dialogue on the day.

    In the history before dialogues had days of their own, a published dialogue went on from its publication at the
    latest. Nothing without days has been published since.
    """
    without_days = Q(valid_from=None, valid_from_earliest=None, valid_to=None, published_at__date__lte=day)
    return Q(status=Status.IN_DIALOGUE) & (holding_on(day) | without_days)


def may_hold_on(answer: Answer, day: datetime.date) -> bool:
    """Whether the answer possibly holds on the day: it is not known that it does not."""
    first, last = answer.valid_from_earliest or answer.valid_from, answer.valid_to_latest or answer.valid_to
    return first is not None and first <= day and (answer.valid_to is None or (last is not None and day <= last))


def possibly_holding_on(day: datetime.date) -> Q:
    """`may_hold_on` as a filter."""
    begun = Q(valid_from_earliest__lte=day) | Q(valid_from_earliest=None, valid_from__lte=day)
    return begun & (Q(valid_to=None) | Q(valid_to_latest__gte=day) | Q(valid_to_latest=None, valid_to__gte=day))


def ended_before(answer: Answer, day: datetime.date) -> bool:
    """Whether the last day of the answer is before the day for certain."""
    last = answer.valid_to_latest or answer.valid_to
    return last is not None and last < day


def ending_before(day: datetime.date) -> Q:
    """`ended_before` as a filter."""
    return Q(valid_to_latest__lt=day) | Q(valid_to_latest=None, valid_to__lt=day)


def position_on(answers: Iterable[Answer], day: datetime.date, *, complete: bool) -> Position:
    """The position that the published answers of one municipality to one type give on the day.

    `complete` says whether the register is stated to be complete for the type on the day.
    """
    answers = list(answers)
    given = [answer for answer in answers if answer.status in ANSWERS]
    for answer in given:
        if holds_on(answer, day):
            return Position(answer.status)
    if any(may_hold_on(answer, day) for answer in given):
        return Position.UNKNOWN
    if any(answer.status == Status.SIGNED and ended_before(answer, day) for answer in given):
        return Position.LAPSED
    return Position.NONE if complete else Position.UNKNOWN


def with_position(
    municipalities: QuerySet[Municipality],
    answers: QuerySet[Agreement],
    day: datetime.date,
    *,
    complete: QuerySet[Completeness],
) -> QuerySet[Any]:
    """Annotates municipalities with their position on the day, from `answers`, the published agreements of one type.

    `complete` are the statements that the register is complete for the type on the day. Adds `position`, `answer_id`
    (the agreement that decides the position: the one that holds, else the one that possibly holds, else the signed one
    that ended last) and `in_dialogue` (a dialogue goes on that day).
    """
    own = answers.filter(municipality=OuterRef("pk"))
    given = own.filter(status__in=ANSWERS)
    ended = ending_before(day) & Q(status=Status.SIGNED)
    deciding = (
        given.filter(possibly_holding_on(day) | ended)
        .annotate(
            position=Case(
                When(holding_on(day), then=F("status")),
                When(possibly_holding_on(day), then=Value(Position.UNKNOWN.value)),
                default=Value(Position.LAPSED.value),
            ),
            rank=Case(When(holding_on(day), then=0), When(possibly_holding_on(day), then=1), default=2),
        )
        .order_by("rank", F("valid_to").desc(nulls_first=True), F("valid_from").desc(nulls_last=True), "-pk")
    )
    return municipalities.annotate(
        position=Coalesce(
            Subquery(deciding.values("position")[:1]),
            Case(When(Exists(complete), then=Value(Position.NONE.value)), default=Value(Position.UNKNOWN.value)),
            output_field=CharField(),
        ),
        answer_id=Subquery(deciding.values("pk")[:1]),
        in_dialogue=Exists(own.filter(dialogue_on(day))),
    )
