"""Two at once in one form: what each changed is kept, and where both changed a field, somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from agreements.admin.shown import EMPTY, Place, Rows, Value, places_of, without_rows, worded
from agreements.latest_changes import Change, latest_changes
from agreements.submissions import Opened

CHOICE = "_choice:"
THEIRS, MINE = "theirs", "mine"


class Outcome(Enum):
    MERGED = auto()
    ASKED = auto()


@dataclass(frozen=True)
class Conflict:
    """A field that both changed, in words, with the choice between the two."""

    key: str
    # The field of the form itself, beside which the form says it too; of a row among the inlines nothing.
    name: str
    label: str
    before: str
    now: str
    change: Change | None
    mine: str

    @property
    def choice(self) -> str:
        return CHOICE + self.key


@dataclass
class Comparison:
    """What others did to the row while somebody had its form open."""

    conflicts: list[Conflict] = field(default_factory=list)
    unsettled: dict[str, Any] = field(default_factory=dict)
    # What was merged, and what was removed, in words.
    merged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass
class Comparing:
    """Compares what a form showed, what the row says now and what was sent; what was sent becomes the merge."""

    request: HttpRequest
    opened: Opened | None
    row: Any
    found: Comparison = field(default_factory=Comparison)

    @property
    def data(self) -> QueryDict:
        return self.request.POST

    def form(self, places: Iterable[Place], row: Any = None) -> None:
        """Compares the form's own places, or those of a row among its inlines."""
        both = [(place, outcome) for place in places if (outcome := self._outcome(place))]
        changes = self._changes(row or self.row, [place.name for place, _outcome in both])
        for place, outcome in both:
            change = changes.get(place.name)
            if outcome is Outcome.MERGED:
                place.put(self.data, place.now)
                self.found.merged.append(_by(place.label, change))
            else:
                self._ask(place, change, is_own=row is None)

    def rows(self, rows: Rows) -> None:
        sent = rows.sent(self.data)
        for pk, index in sent.items():
            if pk in rows.forms:
                form, key, prefix = rows.forms[pk], rows.key_of(pk), f"{rows.prefix}-{index}"
                places = list(places_of(form, key, rows.label_of(pk), prefix))
                if f"{prefix}-{DELETION_FIELD_NAME}" not in self.data or self._keeps(rows, pk, places, prefix):
                    self.form(places, form.instance)
        self._forget_removed(rows, {pk: index for pk, index in sent.items() if pk not in rows.forms})

    def _outcome(self, place: Place) -> Outcome | None:
        """What is to be done about the place, or None where it is saved as it was sent."""
        opened, mine = self._opened(place.key), place.sent(self.request)
        if self._choice(place.key) == THEIRS:
            place.put(self.data, place.now)
            return Outcome.MERGED if opened not in (place.now, None) else None
        if mine == place.now:
            return None
        if opened is not None and mine == opened:
            return Outcome.MERGED
        is_settled = place.key not in self._unsettled or self._choice(place.key) == MINE
        return None if opened == place.now and is_settled else Outcome.ASKED

    def _opened(self, key: str) -> Value | None:
        return self.opened.values.get(key) if self.opened else None

    def _choice(self, key: str) -> str:
        return str(self.data.get(CHOICE + key, ""))

    @property
    def _unsettled(self) -> Mapping[str, Any]:
        return self.opened.unsettled if self.opened else {}

    def _ask(self, place: Place, change: Change | None, *, is_own: bool) -> None:
        before = self._unsettled.get(place.key, self._opened(place.key))
        self.found.unsettled[place.key] = before
        self.found.conflicts.append(
            Conflict(
                place.key,
                place.name if is_own else "",
                place.label,
                _("okänt") if before is None else worded(place.field, before),
                worded(place.field, place.now),
                change,
                worded(place.field, place.sent(self.request)),
            )
        )

    # Rows among the inlines that somebody takes away

    def _keeps(self, rows: Rows, pk: str, places: list[Place], prefix: str) -> bool:
        """Whether a row that was to go stays after all. Asks where somebody else has changed it."""
        key, row = rows.key_of(pk), rows.forms[pk].instance
        if self._choice(key) == THEIRS:
            del self.data[f"{prefix}-{DELETION_FIELD_NAME}"]
            return True
        changed = [place for place in places if self._opened(place.key) != place.now]
        if changed or (key in self._unsettled and self._choice(key) != MINE):
            changes = self._changes(row, [place.name for place in changed]).values()
            now = [f"{place.field.label}: {worded(place.field, place.now)}" for place in changed or places]
            latest = max(changes, key=lambda change: change.when, default=None)
            self.found.unsettled[key] = ""
            self.found.conflicts.append(
                Conflict(key, "", rows.label_of(pk), EMPTY, "\n".join(now), latest, _("Tas bort"))
            )
        return False

    def _forget_removed(self, rows: Rows, removed: Mapping[str, str]) -> None:
        """A row that somebody else took away goes; where it was changed here, what was typed becomes a new row."""
        gone = {}
        for pk, index in removed.items():
            key, prefix = rows.key_of(pk), f"{rows.prefix}-{index}"
            places = places_of(rows.formset.empty_form, key, prefix=prefix)
            gone[index] = f"{prefix}-{DELETION_FIELD_NAME}" not in self.data and any(
                place.sent(self.request) != self._opened(place.key) for place in places
            )
            label = self._opened(key) or rows.kind
            change = latest_changes(rows.model, pk, [""]).get("")
            told = self.found.removed if gone[index] else self.found.merged
            told.append(_by(_("%(row)s, borttagen") % {"row": label}, change))
        if gone:
            without_rows(self.data, self.request.FILES, rows.prefix, gone, rows.identity)

    @staticmethod
    def _changes(row: Any, names: list[str]) -> dict[str, Change]:
        return latest_changes(type(row), row.pk, names) if names else {}


def _by(label: str, change: Change | None) -> str:
    return f"{label} ({change})" if change else label
