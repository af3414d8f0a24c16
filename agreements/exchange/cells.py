"""Widgets that read and write the cells of files. A cell that cannot be read raises ValueError."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model, TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YES = {"ja", "yes", "true", "1"}
NO = {"nej", "no", "false", "0"}
# Excel adds midnight to some days.
DAY_PATTERN = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]00:00(:00)?)?")

NUMBER = re.compile(r"([0-9]{1,4})([.,]0)?")


class DayWidget(Widget):
    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime.date | None:
        if not value and self.required:
            raise ValueError(_("Cellen är tom. Skriv ÅÅÅÅ-MM-DD, till exempel 2023-10-05."))
        if not value:
            return None
        if match := DAY_PATTERN.fullmatch(value):
            try:
                return datetime.date.fromisoformat(match[1])
            except ValueError:
                pass
        raise ValueError(_("%(value)s är ingen dag. Skriv ÅÅÅÅ-MM-DD, till exempel 2023-10-05.") % {"value": value})


class NumberWidget(Widget):
    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int | None:
        if not value and self.required:
            raise ValueError(_("Cellen är tom. Skriv siffror, till exempel 3."))
        if not value:
            return None
        # Excel adds a decimal to some whole numbers.
        if match := NUMBER.fullmatch(value):
            return int(match[1])
        raise ValueError(_("%(value)s är inget helt antal. Skriv siffror, till exempel 3.") % {"value": value})


class ChoiceWidget(Widget):
    """Reads a choice by its value or its Swedish label."""

    def __init__(self, choices: type[TextChoices] | Sequence[TextChoices], *, required: bool = False) -> None:
        super().__init__()
        self.choices = choices
        self.required = required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not value and not self.required:
            return ""
        with translation.override("sv"):
            words = {str(choice.label): choice.value for choice in self.choices}
        written = " ".join(value.split()).casefold()
        for word, choice in words.items():
            if written in (word, choice):
                return choice
        if not value:
            raise ValueError(_("Cellen är tom. Skriv %(words)s.") % {"words": join_with_or(words)})
        raise ValueError(_("%(value)s finns inte. Skriv %(words)s.") % {"value": value, "words": join_with_or(words)})


class LookupWidget(Widget):
    """Reads a row by the text that names it, among the rows that the import has loaded into `known`."""

    known: dict[str, Model]

    def __init__(self, key: str, missing: StrOrPromise, *, required: bool = False) -> None:
        super().__init__()
        # The field that identifies a row.
        self.key = key
        # The message for an unknown row, with %(value)s and %(known)s.
        self.missing = missing
        self.required = required
        self.known = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Model | None:
        if not value and not self.required:
            return None
        if value in self.known:
            return self.known[value]
        if not value:
            raise ValueError(_("Cellen är tom. Skriv %(words)s.") % {"words": join_with_or(self.known)})
        raise ValueError(self.missing % {"value": value, "known": join_with_or(self.known)})

    def render(self, value: Model | None, obj: Any = None, **kwargs: Any) -> str:
        return getattr(value, self.key) if value else ""


class TermsWidget(ManyToManyWidget):
    """Reads and writes slugs separated by |."""

    known: dict[str, Any]

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Any]:
        slugs = {slug.strip().casefold() for slug in value.split("|")} - {""}
        if unknown := sorted(slugs - self.known.keys()):
            raise ValueError(
                _("%(value)s finns inte. Skriv ett eller flera av %(known)s, med | emellan.")
                % {"value": ", ".join(unknown), "known": ", ".join(self.known)}
            )
        return [term for slug, term in self.known.items() if slug in slugs]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "|".join(term.slug for term in (value if isinstance(value, list) else value.all()))


class PublishedWidget(Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool | None:
        if not value:
            return None
        if value.casefold() in YES:
            return True
        if value.casefold() in NO:
            return False
        raise ValueError(_("%(value)s går inte att läsa. Skriv ja eller nej.") % {"value": value})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        # Always Swedish: an export does not depend on the language of the page.
        return "ja" if value else "nej"


def join_with_or(words: Iterable[str]) -> str:
    *most, last = words or [""]
    return _("%(words)s eller %(last)s") % {"words": ", ".join(most), "last": last} if most else last
