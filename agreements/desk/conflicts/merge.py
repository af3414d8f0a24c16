"""Merges two users' changes of one form: both changes are kept; of a field that both changed, the user chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agreements.desk.conflicts.fields import Part
from agreements.desk.conflicts.submissions import SentForm, refusal_notice
from agreements.history.latest import LatestChange

CHOICE = "_choice:"
THEIRS, MINE = "theirs", "mine"
CONFLICT = object()


def merge(opened: Any, now: Any, sent: Any, *, choice: str = "", is_unsettled: bool = False) -> Any:
    """Three-way merge of a plain value, or of a row's values (none if the row is deleted). Returns the value or
    CONFLICT.

    `opened` is None if it is not known. A choice of one's own value holds until somebody changes the other value again.
    """
    if choice == THEIRS or sent == opened:
        return now
    if sent == now or (opened == now and (choice == MINE or not is_unsettled)):
        return sent
    return CONFLICT


@dataclass(frozen=True)
class Conflict:
    """Two values in words to choose between."""

    name: str  # the field next to which the main form reports it
    choice: str
    label: str
    before: str
    now: str
    mine: str
    change: LatestChange | None


@dataclass
class Comparison:
    """Merges the parts of a form that is sent, and collects conflicts and merged fields."""

    form: SentForm
    refusals: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unsettled: dict[str, Any] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)

    def merge(self, part: Part, now: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
        """The values to save that differ from those sent, by key. A part's own key has all values of its row."""
        result = {}
        row = {key: self.form.values.get(key) for key in part.fields}
        for key in now:
            opened = row if key == part.key else self.form.values.get(key)
            choice, is_unsettled = str(self.form.data.get(CHOICE + key, "")), key in self.form.unsettled
            value = merge(opened, now[key], sent[key], choice=choice, is_unsettled=is_unsettled)
            if value is CONFLICT:
                self._add_conflict(part, key, self.form.unsettled.get(key, opened), now[key], sent[key])
            elif value != sent[key]:
                result[key] = value
                if opened not in (None, now[key]):
                    self.merged.append(label_with_change(part.label(key), part.changes.get(key)))
        return result

    def _add_conflict(self, part: Part, key: str, *values: Any) -> None:
        self.unsettled[key] = values[0]
        before, now, mine = (part.in_words(key, value) for value in values)
        change = part.changes.get(key)
        self.conflicts.append(Conflict(key, CHOICE + key, part.label(key), before, now, mine, change))

    def keeps_removed_row(self, part: Part) -> bool:
        """Whether a row that another user has deleted becomes a new row, because this user has changed it."""
        opened, sent = self.form.values, {} if part.is_deleted else part.sent
        is_kept = merge({key: opened.get(key) for key in sent}, {}, sent) is CONFLICT
        row = label_with_change(
            _("%(row)s, borttagen") % {"row": opened.get(part.key) or part.name}, part.changes.get(part.key)
        )
        if is_kept:
            self.refusals.append(refusal_notice("removed", row=row))
        elif sent:
            self.merged.append(row)
        return is_kept

    @property
    def errors(self) -> list[tuple[str | None, str]]:
        """Why the form is not saved: each message with its field, or None."""
        reasons = [*self.refusals, refusal_notice("conflict") if self.conflicts else ""]
        beside = _("Har ändrats sedan du öppnade formuläret. Välj i tabellen överst.")
        fields = [conflict.name for conflict in self.conflicts if ":" not in conflict.name]
        return [*((None, reason) for reason in reasons if reason), *((name, beside) for name in fields)]


def label_with_change(label: str, change: LatestChange | None) -> str:
    return f"{label} ({change})" if change else label
