"""Status tags of positions and agreements."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.positions import Position, Status, ended_before, holds_on

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Tag:
    """A status as a word and a sign, readable without colour. `kind` selects the colour in register.css."""

    kind: str
    sign: str
    word: StrOrPromise


IN_DIALOGUE = Tag("dialogue", "⋯", gettext_lazy("i dialog"))


def position_tag(position: str) -> Tag:
    match position:
        case Position.SIGNED:
            return Tag("signed", "✓", Position.SIGNED.label)
        case Position.DECLINED:
            return Tag("declined", "✕", Position.DECLINED.label)
        case Position.LAPSED:
            return Tag("lapsed", "○", Position.LAPSED.label)
        case Position.NONE:
            return Tag("none", "–", Position.NONE.label)
        case _:
            return Tag("unknown", "?", Position.UNKNOWN.label)


UNCERTAIN = Tag("unknown", "?", gettext_lazy("osäkert läge"))


def municipality_tag(row: Any) -> Tag:
    """The position of a municipality of `with_position`: unknown is uncertain where an answer possibly holds."""
    is_uncertain = row.position == Position.UNKNOWN and row.answer_id is not None
    return UNCERTAIN if is_uncertain else position_tag(row.position)


def agreement_tag(agreement: Agreement, day: datetime.date) -> Tag:
    """The state of an agreement on the day."""
    first, is_dialogue = agreement.first_day, agreement.status == Status.IN_DIALOGUE
    if first and first.earliest > day:
        word = gettext_lazy("börjar senare") if is_dialogue else gettext_lazy("gäller senare")
        return Tag("coming", "→", word)
    if ended_before(agreement, day):
        return Tag("lapsed", "○", gettext_lazy("dialogen är avslutad") if is_dialogue else gettext_lazy("har upphört"))
    # In the history before dialogues had days, they had none.
    if is_dialogue and (first is None or holds_on(agreement, day)):
        return IN_DIALOGUE
    match agreement.status if holds_on(agreement, day) else None:
        case Status.SIGNED:
            return Tag("signed", "✓", Status.SIGNED.label)
        case Status.DECLINED:
            return Tag("declined", "✕", Status.DECLINED.label)
        case _:
            return Tag("unknown", "?", gettext_lazy("osäkert"))
