"""The history of one row in words: when, who, how, why, and each field before and after."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.history.steps import Step, steps_of, with_proposals
from agreements.history.words import (
    FieldChange,
    Words,
    origin_in_words,
    tracked_model_of,
)
from agreements.models import TARGETS

EVENT_KINDS = {
    "log_in": gettext_lazy("Inloggning"),
    "store": gettext_lazy("Uppladdning"),
    "withhold": gettext_lazy("Undanhållande"),
    "show_again": gettext_lazy("Visning igen"),
    "register": gettext_lazy("Registrering"),
    "publish": gettext_lazy("Publicering"),
    "unpublish": gettext_lazy("Avpublicering"),
    "end": gettext_lazy("Avslut"),
    "renew": gettext_lazy("Förnyelse"),
    "end_dialogue": gettext_lazy("Dialog avslutad utan svar"),
    "submit": gettext_lazy("Lämnad för granskning"),
    "send_back": gettext_lazy("Skickad tillbaka"),
    "propose": gettext_lazy("Ändringsförslag"),
    "withdraw": gettext_lazy("Tillbakataget förslag"),
    "confirm": gettext_lazy("Kommunens bekräftelse"),
    "accept_confirmation": gettext_lazy("Godtagen bekräftelse"),
    "dismiss_confirmation": gettext_lazy("Bekräftelse som inte godtogs"),
    "ask_for_confirmation": gettext_lazy("Fråga till en kommun"),
    "revoke": gettext_lazy("Återkallad fråga"),
    "set_function": gettext_lazy("Kontots funktion"),
    "restore": gettext_lazy("Återställning"),
    "declined_without_terms": gettext_lazy("Ny regel: ett avböjt svar har inga nivåer eller områden"),
    "dialogues_have_days": gettext_lazy("Ny regel: en dialog har egna dagar"),
    "back_to_exact_days": gettext_lazy("Tillbaka till versionen med bara exakta dagar"),
    "put_back": gettext_lazy("Tillbakalagt vid ny uppgradering"),
    "undo_import": gettext_lazy("Ångrad import"),
    "import": gettext_lazy("Import"),
}


@dataclass
class Entry:
    """The changes of the row by one request, command or transaction."""

    when: datetime.datetime
    what: str
    who: str
    how: str
    where: str
    why: str
    is_first: bool
    is_correction: bool
    changes: list[FieldChange]
    context: UUID | None
    # The number of the resulting version, from one; None for a deletion or a proposal.
    version: int | None


def history_of(model: type[models.Model], key: object) -> list[Entry]:
    """The row's history, the latest entry first; also of a deleted row."""
    model = tracked_model_of(model)
    steps = steps_of(model, key)
    if model in TARGETS:
        steps = with_proposals(steps, model, key)
    words = Words((step.metadata for step in steps), (change for step in steps for change in step.changes))
    return [
        Entry(
            when=step.when,
            what=_step_in_words(step),
            who=words.who(step.metadata),
            how=act_in_words(step.metadata),
            where=origin_in_words(step.metadata),
            why=str(step.metadata.get("reason") or ""),
            is_first="insert" in step.labels and not step.proposal,
            is_correction=step.is_correction or step.metadata.get("act") == "correct",
            changes=[words.change(change) for change in step.changes],
            context=step.context,
            version=step.version,
        )
        for step in reversed(steps)
    ]


def _step_in_words(step: Step) -> str:
    if step.proposal:
        act, state = step.proposal
        return _("Ändringsförslag, %(act)s: %(state)s") % {"act": act, "state": state}
    return change_in_words(step.labels)


def change_in_words(labels: set[str]) -> str:
    if "delete" in labels:
        return _("Borttagen")
    return _("Skapad") if "insert" in labels else _("Ändrad")


def act_in_words(metadata: Mapping[str, Any]) -> str:
    """The name of the act, else the origin of the change."""
    return str(EVENT_KINDS[metadata["act"]]) if metadata.get("act") in EVENT_KINDS else origin_in_words(metadata)
