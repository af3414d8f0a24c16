"""When an agreement is in force and what a municipality's position is on a day, in Python and in SQL.

Days are inclusive at both ends. An agreement without a last day holds until further notice. A property test compares
the two forms over random histories.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from agreements.models import Agreement
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


# The statuses that give a position from `valid_from` on.
ANSWERS = [Status.SIGNED, Status.DECLINED]


class Answer(Protocol):
    status: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None


# The days of an agreement as a PostgreSQL range, for the exclusion constraint.
PERIOD_RANGE = Func(
    "valid_from",
    "valid_to",
    RangeBoundary(inclusive_lower=True, inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)


def holds_on(answer: Answer, day: datetime.date) -> bool:
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


def position_on(answers: Iterable[Answer], day: datetime.date) -> Position:
    """The position that the published answers of one municipality to one type give on the day."""
    answers = list(answers)
    for answer in answers:
        if answer.status in ANSWERS and holds_on(answer, day):
            return Position(answer.status)
    if any(answer.status == Status.SIGNED and answer.valid_to and answer.valid_to < day for answer in answers):
        return Position.LAPSED
    return Position.NONE


def with_position(
    municipalities: QuerySet[Municipality], answers: QuerySet[Agreement], day: datetime.date
) -> QuerySet[Any]:
    """Annotates municipalities with their position on the day, from `answers`, the published agreements of one type.

    Adds `position`, `answer_id` (the agreement that decides the position: the one that holds, else the signed one that
    ended last) and `in_dialogue` (an agreement in dialogue was published by the day).
    """
    municipality_answers = answers.filter(municipality=OuterRef("pk"))
    deciding = (
        municipality_answers.filter(
            Q(status__in=ANSWERS) & holding_on(day) | Q(status=Status.SIGNED, valid_to__lt=day),
        )
        .annotate(
            position=Case(When(holding_on(day), then=F("status")), default=Value(Position.LAPSED.value)),
            holds=Case(When(holding_on(day), then=0), default=1),
        )
        .order_by("holds", F("valid_to").desc(nulls_first=True), "-valid_from", "-pk")
    )
    return municipalities.annotate(
        position=Coalesce(
            Subquery(deciding.values("position")[:1]), Value(Position.NONE.value), output_field=CharField()
        ),
        answer_id=Subquery(deciding.values("pk")[:1]),
        in_dialogue=Exists(municipality_answers.filter(status=Status.IN_DIALOGUE, published_at__date__lte=day)),
    )
