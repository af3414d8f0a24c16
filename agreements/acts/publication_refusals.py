"""Why drafts cannot be published: four eyes, rows that the publisher has not seen, and errors of attachments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.acts import companions, four_eyes
from agreements.acts.act import error_messages
from agreements.acts.companions import PublicRow, ShownDigests
from agreements.models import Agreement, DialogueMeeting
from agreements.models.publishing import Publishable

# The error of each row that could not be published, by key.
Refusals = dict[Any, ValidationError]


def four_eyes_obstacles(draft: Publishable, companion_rows: Iterable[PublicRow], by: User) -> list[str]:
    """Why this person may not publish the draft, its companions or its round; empty if they may."""
    rows: list[Any] = [draft, *(companion.row for companion in companion_rows)]
    if isinstance(draft, DialogueMeeting) and not draft.round.is_public:
        rows.append(draft.round)
    return [obstacle for row in rows if (obstacle := four_eyes.four_eyes_obstacle(row, by))]


def not_allowed_to_publish(by: User) -> ValidationError:
    name = by.get_full_name() or by.get_username()
    return ValidationError(_("%(name)s får inte publicera eller avpublicera. Be en granskare.") % {"name": name})


def four_eyes_refusals(by: User, drafts: Sequence[Publishable], companion_rows: dict[Any, list[PublicRow]]) -> Refusals:
    obstacles = {draft.pk: four_eyes_obstacles(draft, companion_rows.get(draft.pk, []), by) for draft in drafts}
    return {key: ValidationError(lines) for key, lines in obstacles.items() if lines}


def unseen_refusals(
    drafts: Sequence[Publishable], companion_rows: dict[Any, list[PublicRow]], seen_digests: ShownDigests
) -> Refusals:
    refusals = {}
    for draft in drafts:
        draft_rows = [PublicRow(draft)] if isinstance(draft, Agreement) else []
        try:
            companions.refuse_unseen([*draft_rows, *companion_rows.get(draft.pk, [])], seen_digests)
        except ValidationError as error:
            refusals[draft.pk] = error
    return refusals


def refusals_by_agreement(
    agreements: Sequence[Agreement], attachments: Sequence[Publishable], attachment_refusals: Refusals
) -> Refusals:
    """The errors of documents and follow-ups, by the agreements that they belong to."""
    lines = {
        agreement.pk: [
            line
            for row in attachments
            if row.pk in attachment_refusals and _belongs(row, agreement)
            for line in named_lines(row, attachment_refusals[row.pk])
        ]
        for agreement in (agreements if attachment_refusals else ())
    }
    return {key: ValidationError(messages) for key, messages in lines.items() if messages}


def _belongs(row: Any, agreement: Agreement) -> bool:
    joint = getattr(row, "joint_agreement_id", None)
    return row.agreement_id == agreement.pk or (joint is not None and joint == agreement.joint_agreement_id)


def named_lines(row: Publishable, error: ValidationError | None) -> list[str]:
    """The error's messages, each with the row's name unless it already has it."""
    messages = error_messages(error, type(row)) if error else []
    return [message if str(row) in message else f"{row}: {message}" for message in messages]
