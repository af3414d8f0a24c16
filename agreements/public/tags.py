"""Status tags of positions and agreements."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.positions import Position, Status, holds_on

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
            return Tag("unknown", "?", gettext_lazy("okänt läge"))


def agreement_tag(agreement: Agreement, day: datetime.date) -> Tag:
    """The state of an agreement on the day."""
    if agreement.status == Status.IN_DIALOGUE:
        return IN_DIALOGUE
    if agreement.status not in Status.values or agreement.valid_from is None:
        return Tag("unknown", "?", gettext_lazy("okänd status"))
    if agreement.valid_from > day:
        return Tag("coming", "→", gettext_lazy("gäller senare"))
    if not holds_on(agreement, day):
        return Tag("lapsed", "○", gettext_lazy("har upphört"))
    if agreement.status == Status.DECLINED:
        return Tag("declined", "✕", Status.DECLINED.label)
    return Tag("signed", "✓", Status.SIGNED.label)
