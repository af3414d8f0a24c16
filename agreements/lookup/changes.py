"""Changes of position between two days, by municipality, for `/forandringar/`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreements.days import ONE_DAY
from agreements.days.imprecise import OPEN_FUTURE
from agreements.lookup.municipalities import with_type_position
from agreements.models import Agreement, AgreementType, CollaborationLevel
from agreements.positions import ANSWERS, Position
from municipalities.models import Municipality


class ChangeKind(TextChoices):
    """The kinds of change, in the order of the page."""

    SIGNED = "signed", _("tecknade")
    RENEWED = "renewed", _("förnyade eller ändrade")
    DECLINED = "declined", _("avböjde")
    LAPSED = "lapsed", _("upphörde")
    WITHDRAWN = "withdrawn", _("har inte längre något svar")
    UNCERTAIN = "uncertain", _("har ett osäkert läge")


@dataclass(frozen=True)
class PositionChange:
    municipality: Municipality
    kind: ChangeKind
    before: Position
    after: Position
    answer: Agreement  # the agreement that begins, or the one that ended
    since: datetime.date  # the day from which the change holds
    levels_added: list[CollaborationLevel]
    levels_removed: list[CollaborationLevel]


def changes_between(
    municipalities: QuerySet[Municipality], type: AgreementType, first: datetime.date, last: datetime.date
) -> list[PositionChange]:
    """The municipalities whose position or answer is not the same on `last` as on `first`, in their own order."""
    then = {row.pk: row for row in with_type_position(municipalities, first, type__slug=type.slug)}
    changed = [
        (then[now.pk], now)
        for now in with_type_position(municipalities, last, type__slug=type.slug)
        if is_change(then[now.pk], now)
    ]
    answers = Agreement.objects.prefetch_related("levels").in_bulk(
        {state.answer_id for pair in changed for state in pair} - {None}
    )
    return [_change(old, now, answers.get(old.answer_id), answers.get(now.answer_id)) for old, now in changed]


def is_change(then: Any, now: Any) -> bool:
    """Whether an answer began or ended. That the register became complete is no change of a municipality's."""
    if then.answer_id is None and now.answer_id is None:
        return False
    return bool((then.position, then.answer_id) != (now.position, now.answer_id))


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one kind."""

    kind: ChangeKind
    changes: list[PositionChange]

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
                    "%(number)s kommun har ett osäkert läge", "%(number)s kommuner har ett osäkert läge", number
                )
        return words % {"number": number}


def group_by_kind(changes: Iterable[PositionChange]) -> list[ChangeGroup]:
    changes_by_kind: dict[ChangeKind, list[PositionChange]] = {kind: [] for kind in ChangeKind}
    for change in changes:
        changes_by_kind[change.kind].append(change)
    return [ChangeGroup(kind, of_kind) for kind, of_kind in changes_by_kind.items() if of_kind]


def _change(then: Any, now: Any, old: Agreement | None, new: Agreement | None) -> PositionChange:
    before, after = Position(then.position), Position(now.position)
    kind = change_kind(before, after)
    # Where the new position is no answer, an agreement ended: the old one, or one signed in between.
    answer = new if new is not None and kind != ChangeKind.WITHDRAWN else old
    if answer is None:
        raise ValueError("a position changes only by an answer that begins or ends")
    levels_before = list(old.levels.all()) if old and before == Position.SIGNED else []
    levels_after = list(new.levels.all()) if new and after == Position.SIGNED else []
    return PositionChange(
        municipality=now,
        kind=kind,
        before=before,
        after=after,
        answer=answer,
        since=_day_of(kind, answer),
        levels_added=[level for level in levels_after if level not in levels_before],
        levels_removed=[level for level in levels_before if level not in levels_after],
    )


def _day_of(kind: ChangeKind, answer: Agreement) -> datetime.date:
    """For certain: of an imprecise day its latest."""
    if kind in (ChangeKind.LAPSED, ChangeKind.WITHDRAWN) and answer.last_day and answer.last_day.latest < OPEN_FUTURE:
        return answer.last_day.latest + ONE_DAY
    if day := answer.valid_from or answer.valid_from_earliest:
        return day
    raise ValueError("an answer has the day from which it holds")


def change_kind(before: Position, after: Position) -> ChangeKind:
    if after in ANSWERS:
        return ChangeKind.RENEWED if before == after else ChangeKind(after.value)
    if after == Position.UNKNOWN:
        return ChangeKind.UNCERTAIN
    if after == Position.LAPSED and before != Position.DECLINED:
        return ChangeKind.LAPSED
    return ChangeKind.WITHDRAWN
