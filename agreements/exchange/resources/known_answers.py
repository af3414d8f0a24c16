"""The registered answers of each municipality, in which an import finds duplicates."""

from __future__ import annotations

import datetime
from typing import Any

from agreements.models import (
    Agreement,
)

# What two rows of the same answer have in common.
ANSWER_COLUMNS = ["type_id", "status", "decided_on", "decided_on_earliest", "valid_from", "valid_from_earliest"]


def answer_key(agreement: Agreement) -> tuple[Any, ...]:
    return tuple(getattr(agreement, column) for column in ANSWER_COLUMNS)


AnswerIndex = dict[str, dict[tuple[Any, ...], str]]


def known_answers() -> AnswerIndex:
    """The id of every agreement by municipality and answer."""
    index: AnswerIndex = {}
    rows = Agreement.objects.order_by().values_list("municipality_id", "public_id", "valid_to", *ANSWER_COLUMNS)
    for municipality, public_id, valid_to, *answer in rows:
        add_answer(index, municipality, tuple(answer), valid_to, public_id)
    return index


def add_answer(
    index: AnswerIndex, municipality: str, answer: tuple[Any, ...], valid_to: datetime.date | None, name: str
) -> None:
    """An answer until further notice also matches a row without days."""
    answers = index.setdefault(municipality, {})
    answers[answer] = name
    if valid_to is None:
        answers.setdefault((*answer[:2], *[None] * len(answer[2:])), name)
