"""Changes of position between two days, by municipality, for `/forandringar/`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreements.days.imprecise import OPEN_FUTURE, ImpreciseDay
from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement, AgreementType, CollaborationLevel
from agreements.positions import ANSWERS, Position, Status
from municipalities.models import Municipality


class ChangeKind(TextChoices):
    """The kinds of change, in the order of the page."""

    SIGNED = "signed", _("tecknade")
    RENEWED = "renewed", _("förnyade eller ändrade")
    DECLINED = "declined", _("avböjde")
    LAPSED = "lapsed", _("upphörde")
    WITHDRAWN = "withdrawn", _("har inte längre något svar")
    # What possibly happened in the period, and possibly before or after it.
    UNCERTAIN = "uncertain", _("kan ha ändrat läge")


@dataclass(frozen=True)
class PositionChange:
    municipality: Municipality
    kind: ChangeKind
    before: Position
    after: Position
    answer: Agreement  # the agreement that begins, or the one that ended
    # The day from which the change holds, as well as it is known.
    day: ImpreciseDay
    # Of an uncertain change what happened then; of others the same as `kind`.
    event: ChangeKind
    levels_added: list[CollaborationLevel]
    levels_removed: list[CollaborationLevel]

    @property
    def since(self) -> datetime.date | None:
        """The day from which the change holds for certain."""
        return None if self.day.latest == OPEN_FUTURE else self.day.latest


def changes_between(
    municipalities: QuerySet[Municipality], type: AgreementType, first: datetime.date, last: datetime.date
) -> list[PositionChange]:
    """The municipalities whose position or answer is not, or possibly not, the same on `last` as on `first`.

    In the order of `municipalities`.
    """
    then = {row.pk: row for row in with_type_position(municipalities, first, type__slug=type.slug)}
    changed = [
        (then[now.pk], now)
        for now in with_type_position(municipalities, last, type__slug=type.slug)
        if is_change(then[now.pk], now)
    ]
    answers = Agreement.objects.prefetch_related("levels").in_bulk(
        {state.answer_id for pair in changed for state in pair} - {None}
    )
    return [
        _change(old, now, answers.get(old.answer_id), answers.get(now.answer_id), (first, last)) for old, now in changed
    ]


def is_change(then: Any, now: Any) -> bool:
    """Whether an answer began or ended, or possibly did.

    That the register became complete is no change of a municipality's.
    """
    if then.answer_id is None and now.answer_id is None:
        return False
    is_same = (then.position, then.answer_id) == (now.position, now.answer_id)
    # The day of an answer that is uncertain on both days is possibly between them.
    return not is_same or now.position == Position.UNKNOWN


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one kind."""

    kind: ChangeKind
    changes: list[PositionChange]

    @property
    def is_uncertain(self) -> bool:
        return self.kind == ChangeKind.UNCERTAIN

    @property
    def total(self) -> str:
        number = len(self.changes)
        match self.kind:
            case ChangeKind.SIGNED:
                words = ngettext("%(number)s kommun tecknade", "%(number)s kommuner tecknade", number)
            case ChangeKind.RENEWED:
                words = ngettext(
                    "%(number)s kommun förnyade eller ändrade", "%(number)s kommuner förnyade eller ändrade", number
                )
            case ChangeKind.DECLINED:
                words = ngettext("%(number)s kommun avböjde", "%(number)s kommuner avböjde", number)
            case ChangeKind.LAPSED:
                words = ngettext("%(number)s överenskommelse upphörde", "%(number)s överenskommelser upphörde", number)
            case ChangeKind.WITHDRAWN:
                words = ngettext(
                    "%(number)s kommun har inte längre något svar",
                    "%(number)s kommuner har inte längre något svar",
                    number,
                )
            case ChangeKind.UNCERTAIN:
                words = ngettext(
                    "%(number)s kommun kan ha ändrat läge", "%(number)s kommuner kan ha ändrat läge", number
                )
        return words % {"number": number}


def group_by_kind(changes: Iterable[PositionChange]) -> list[ChangeGroup]:
    """By kind, in each kind in the order that the changes have."""
    changes_by_kind: dict[ChangeKind, list[PositionChange]] = {kind: [] for kind in ChangeKind}
    for change in changes:
        changes_by_kind[change.kind].append(change)
    return [ChangeGroup(kind, of_kind) for kind, of_kind in changes_by_kind.items() if of_kind]


def _change(
    then: Any, now: Any, old: Agreement | None, new: Agreement | None, period: tuple[datetime.date, datetime.date]
) -> PositionChange:
    before, after = Position(then.position), Position(now.position)
    event = change_kind(before, after, new, period[1])
    # Where the new position is no answer, an agreement ended: the old one, or one signed in between.
    answer = new if new is not None and event != ChangeKind.WITHDRAWN else old or new
    if answer is None:
        raise ValueError("a position changes only by an answer that begins or ends")
    day = _day_of(event, answer)
    # What happened on a day that is known decides the position, also where another answer held already.
    is_certain = day.is_exact or (period[0] < day.earliest and day.latest <= period[1])
    levels_before = list(old.levels.all()) if old and before == Position.SIGNED else []
    levels_after = list(new.levels.all()) if new and after == Position.SIGNED else []
    return PositionChange(
        municipality=now,
        kind=event if is_certain else ChangeKind.UNCERTAIN,
        before=before,
        after=after,
        answer=answer,
        day=day,
        event=event,
        levels_added=[level for level in levels_after if level not in levels_before],
        levels_removed=[level for level in levels_before if level not in levels_after],
    )


def _day_of(event: ChangeKind, answer: Agreement) -> ImpreciseDay:
    if event in (ChangeKind.LAPSED, ChangeKind.WITHDRAWN) and answer.last_day:
        return answer.last_day.day_after
    if answer.first_day is None:
        raise ValueError("an answer has the day from which it holds")
    return answer.first_day


def change_kind(before: Position, after: Position, new: Agreement | None, last: datetime.date) -> ChangeKind:
    """What happened, for certain or possibly. `new` is the answer that decides the position on the last day."""
    if after in ANSWERS:
        return ChangeKind.RENEWED if before == after else ChangeKind(after.value)
    if after == Position.UNKNOWN and new is not None:
        if new.valid_from is None or new.valid_from > last:
            return ChangeKind(new.status)
        return ChangeKind.LAPSED if new.status == Status.SIGNED else ChangeKind.WITHDRAWN
    if after == Position.LAPSED and before != Position.DECLINED:
        return ChangeKind.LAPSED
    return ChangeKind.WITHDRAWN
