"""The history of one row in readable words: when, who, how, and each field before and after."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, AgreementArea, AgreementLevel, DialogueMeeting, MeetingMunicipality

EMPTY = "–"

# The fields of several rows, each with the model whose history its links have.
LINKS: dict[type[models.Model], dict[str, type[models.Model]]] = {
    Agreement: {"levels": AgreementLevel, "areas": AgreementArea},
    DialogueMeeting: {"municipalities": MeetingMunicipality},
}

ACTS = {
    "store": gettext_lazy("Uppladdning"),
    "withhold": gettext_lazy("Undanhållande"),
    "show_again": gettext_lazy("Visning igen"),
    "register": gettext_lazy("Registrering"),
    "publish": gettext_lazy("Publicering"),
    "unpublish": gettext_lazy("Avpublicering"),
    "end": gettext_lazy("Avslut"),
    "replace": gettext_lazy("Ersättning"),
    "import": gettext_lazy("Import"),
}


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass
class Entry:
    """What one request, command or transaction did to the row."""

    when: datetime.datetime
    what: str
    who: str
    how: str
    is_first: bool
    changes: list[FieldChange]


@dataclass
class _Step:
    """An entry before its keys have become words."""

    when: datetime.datetime
    labels: set[str]
    metadata: dict[str, Any]
    changes: list[tuple[Any, Any, Any]]


def history_of(model: type[models.Model], key: object) -> list[Entry]:
    """All that has happened to the row, the latest first; of a removed row too."""
    steps = _steps(model, key)
    words = _Words(steps)
    return [
        Entry(
            when=step.when,
            what=_what(step.labels),
            who=words.who(step.metadata),
            how=_how(step.metadata),
            is_first="insert" in step.labels,
            changes=[
                FieldChange(capfirst(str(changed.verbose_name)), words.of(changed, before), words.of(changed, after))
                for changed, before, after in step.changes
            ],
        )
        for step in reversed(steps)
    ]


def _steps(model: type[models.Model], key: object) -> list[_Step]:
    """The events of the row and of its links, those of one request or command together."""
    links: dict[Any, type[models.Model]] = {
        model._meta.get_field(name): through for name, through in LINKS.get(model, {}).items()
    }
    events: list[tuple[Any, Any]] = [(event, None) for event in _events(model, pgh_obj=key)]
    for link, through in links.items():
        events += [(event, link) for event in _events(through, **{link.m2m_field_name(): key})]
    events.sort(key=lambda pair: (pair[0].pgh_created_at, pair[0].pgh_id))
    shown = [
        column
        for column in model._meta.concrete_fields
        if hasattr(model.pgh_event_model, column.attname)  # type: ignore[attr-defined]
        and not isinstance(column, models.AutoField)
    ]
    state: dict[Any, Any] = {**dict.fromkeys(shown), **{link: frozenset() for link in links}}
    steps = []
    for _context, group in groupby(events, key=lambda pair: pair[0].pgh_context_id):
        pairs = list(group)
        before = dict(state)
        for event, link in pairs:
            if link is None:
                state |= {column: getattr(event, column.attname) for column in shown}
            else:
                other = {getattr(event, f"{link.m2m_reverse_field_name()}_id")}
                state[link] = state[link] - other if event.pgh_label == "delete" else state[link] | other
        labels = {event.pgh_label for event, link in pairs if link is None}
        changes = [(column, before[column], state[column]) for column in state if before[column] != state[column]]
        last = pairs[-1][0]
        step = _Step(last.pgh_created_at, labels, last.pgh_context.metadata if last.pgh_context else {}, changes)
        if "insert" in labels:
            step.changes = [change for change in changes if change[2] not in ("", None)]
        if changes or "delete" in labels:
            steps.append(step)
    return steps


def _events(model: type[models.Model], **of: object) -> Iterable[Any]:
    return model.pgh_event_model.objects.filter(**of).select_related("pgh_context")  # type: ignore[attr-defined]


def _what(labels: set[str]) -> str:
    if "delete" in labels:
        return _("Borttagen")
    return _("Skapad") if "insert" in labels else _("Ändrad")


def _how(metadata: dict[str, Any]) -> str:
    url = metadata.get("url") or ""
    if metadata.get("act") in ACTS:
        return str(ACTS[metadata["act"]])
    if metadata.get("command"):
        return _("Kommandot %(name)s") % {"name": metadata["command"]}
    if "import/" in url:
        return str(ACTS["import"])
    return _("Formulär") if url else "SQL"


class _Words:
    """Keys as words: each kind of row that the history mentions is read once."""

    def __init__(self, steps: list[_Step]) -> None:
        keys: dict[type[models.Model], set[Any]] = {get_user_model(): {step.metadata.get("user") for step in steps}}
        for step in steps:
            for changed, *values in step.changes:
                if changed.is_relation:
                    for value in values:
                        keys.setdefault(changed.related_model, set()).update(_keys(value))
        self.names = {
            model: {
                row.pk: _name(row) for row in model._default_manager.select_related().filter(pk__in=wanted - {None})
            }
            for model, wanted in keys.items()
        }

    def who(self, metadata: dict[str, Any]) -> str:
        if user := metadata.get("user"):
            return self._named(get_user_model(), user)
        if metadata.get("command"):
            return _("Kommandot %(name)s") % {"name": metadata["command"]}
        if metadata.get("database_user"):
            return _("Direkt i databasen (SQL) av %(user)s") % {"user": metadata["database_user"]}
        return _("Okänd")

    def of(self, changed: Any, value: Any) -> str:
        if value in (None, "") or value == frozenset():
            return EMPTY
        if changed.is_relation:
            return ", ".join(sorted(self._named(changed.related_model, key) for key in _keys(value)))
        if changed.choices:
            return str(dict(changed.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("ja") if value else _("nej")
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return str(value)

    def _named(self, model: type[models.Model], key: Any) -> str:
        return self.names[model].get(key) or _("borttagen (%(key)s)") % {"key": key}


def _keys(value: Any) -> Iterable[Any]:
    return value if isinstance(value, frozenset) else [value]


def _name(row: models.Model) -> str:
    return row.get_full_name() or row.get_username() if isinstance(row, get_user_model()) else str(row)
