"""The steps of one row's history: the row before and after each event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import models

from agreements.history.account_words import password_changes
from agreements.history.words import (
    RawChange,
    proposal_changes,
    shown_fields,
)
from agreements.models import TARGETS, Proposal
from agreements.models.events import history_model
from agreements.models.links import LINKS


@dataclass
class Step:
    """An entry before keys are replaced by names."""

    when: datetime.datetime
    labels: set[str]
    metadata: Mapping[str, Any]
    context: UUID | None
    changes: list[RawChange]
    # The row's values after it, by field.
    state: dict[Any, Any] = field(default_factory=dict)
    version: int | None = None
    # The proposal's kind and state, if the step is about a proposal.
    proposal: tuple[str, str] | None = None
    is_correction: bool = False


def steps_of(model: type[models.Model], key: object) -> list[Step]:
    """The events of the row and its links, grouped by context, the earliest first."""
    links: dict[Any, type[models.Model]] = {
        model._meta.get_field(name): through for name, through in LINKS.get(model, {}).items()
    }
    events: list[tuple[Any, Any]] = [(event, None) for event in _events(model, pgh_obj=key)]
    for link, through in links.items():
        events += [(event, link) for event in _events(through, **{link.m2m_field_name(): key})]
    events.sort(key=lambda pair: (pair[0].pgh_created_at, pair[0].pgh_id))
    columns = shown_fields(model)
    state: dict[Any, Any] = {**dict.fromkeys(columns), **{link: frozenset() for link in links}}
    steps: list[Step] = []
    for context, group in groupby(events, key=lambda pair: pair[0].pgh_context_id):
        pairs = list(group)
        before = dict(state)
        for event, link in pairs:
            if link is None:
                state |= {column: column.value_from_object(event) for column in columns}
            else:
                other = {getattr(event, f"{link.m2m_reverse_field_name()}_id")}
                state[link] = state[link] - other if event.pgh_label == "delete" else state[link] | other
        labels = {event.pgh_label for event, link in pairs if link is None}
        changes = [(column, before[column], state[column]) for column in state if before[column] != state[column]]
        changes += [change for label in sorted(labels) for change in password_changes(label)]
        last = pairs[-1][0]
        metadata = last.pgh_context.metadata if last.pgh_context else {}
        step = Step(last.pgh_created_at, labels, metadata, context, changes, dict(state))
        if "insert" in labels:
            step.changes = [change for change in changes if change[2] not in ("", None)]
        if changes or "delete" in labels:
            steps.append(step)
            step.version = None if "delete" in labels else len(steps)
    return steps


def with_proposals(steps: list[Step], model: type[models.Model], key: object) -> list[Step]:
    """Adds the steps of the row's proposals.

    Publication of a proposal changes both rows: it is listed once, as a correction if the proposal was one.
    """
    steps_by_context = {step.context: step for step in steps}
    events = sorted(
        _events(Proposal, **{TARGETS[model]: key}),
        key=lambda event: (event.pgh_obj_id, event.pgh_id),
    )
    all_steps = list(steps)
    for _proposal, group in groupby(events, key=lambda event: event.pgh_obj_id):
        previous_changes: dict[str, Any] | None = None
        state = ""
        for event in group:
            if event.state == Proposal.State.PUBLISHED and event.pgh_context_id in steps_by_context:
                steps_by_context[event.pgh_context_id].is_correction = event.act == Proposal.Act.CORRECTION
            elif event.changes != previous_changes or event.state != state:
                changes = proposal_changes(
                    [(Proposal._meta.get_field("changes"), previous_changes, event.changes)], model
                )
                all_steps.append(
                    Step(
                        event.pgh_created_at,
                        {event.pgh_label},
                        event.pgh_context.metadata if event.pgh_context else {},
                        event.pgh_context_id,
                        changes if event.changes != previous_changes else [],
                        proposal=(event.get_act_display(), event.get_state_display()),
                        is_correction=event.act == Proposal.Act.CORRECTION,
                    )
                )
            previous_changes, state = event.changes, event.state
    return sorted(all_steps, key=lambda step: step.when)


def _events(model: type[models.Model], **of: object) -> Iterable[Any]:
    return history_model(model).objects.filter(**of).select_related("pgh_context")
