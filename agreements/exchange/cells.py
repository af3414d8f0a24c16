"""Widgets that read and write the cells of files. A cell that cannot be read raises ValueError."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model, TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

from municipalities.models import Municipality
from municipalities.names import (
    ALIKE,
    candidates,
    four_digits,
    is_called,
    likeness,
    names_of,
    normalise_name,
    resembles,
)

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

    def __init__(self, choices: type[TextChoices], *, required: bool = False) -> None:
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


@dataclass
class Municipalities:
    """All municipalities by code and by name."""

    by_code: dict[str, Municipality]
    by_name: dict[str, Municipality]

    @classmethod
    def load(cls) -> Municipalities:
        # Sorted so that an existing municipality takes the name from one that has ceased, and a main name goes before
        # other names.
        rows = sorted(Municipality.objects.all(), key=lambda municipality: municipality.ceased_on is None)
        others = {name: row for row in rows for name in names_of(row)}
        return cls({row.code: row for row in rows}, others | {normalise_name(row.name): row for row in rows})

    def find(self, code: str, name: str) -> Municipality | None:
        """The municipality with the code and the name, or with one of them; None if both are empty. Raises
        ValidationError.
        """
        if not code:
            code, name = code_and_name(name)
        by_code, by_name = self.by_code.get(four_digits(code)), self.named(name)
        errors = {}
        if code and not by_code:
            errors["municipality_code"] = no_such_code(code)
        elif by_code and name and not is_called(by_code, name) and (by_name or not resembles(by_code, name)):
            # A ceased municipality may share its name with an existing one.
            errors["municipality"] = _("Koden %(code)s är %(own)s, inte %(name)s. Rätta det ena.") % {
                "code": by_code.code,
                "own": by_code.name,
                "name": name,
            }
        elif name and not by_code and not by_name:
            errors["municipality"] = _("Ingen kommun heter %(name)s.") % {"name": name} + self.suggestion(name)
        if errors:
            raise ValidationError(errors)
        return by_code or by_name

    def named(self, name: str) -> Municipality | None:
        return next((self.by_name[text] for text in candidates(name) if text in self.by_name), None)

    def suggestion(self, name: str) -> str:
        if normalise_name(name).endswith(" län"):
            return _(" Det är ett län. Ta bort raden.")
        best = max(self.by_name, key=lambda known: likeness(known, name))
        if likeness(best, name) < ALIKE:
            return _(" Kontrollera namnet.")
        return _(" Menade du %(name)s?") % {"name": self.by_name[best].name}


def no_such_code(code: str) -> str:
    if re.fullmatch(r"\d{1,2}", code):
        return _("Ingen kommun har koden %(code)s. Ett län har två siffror: ta bort raden om den gäller ett län.") % {
            "code": code
        }
    return _("Ingen kommun har koden %(code)s. Kontrollera den.") % {"code": code}


class MunicipalitiesWidget(ManyToManyWidget):
    """Reads codes, names, or codes with names, separated by |."""

    known: Municipalities

    def __init__(self) -> None:
        super().__init__(Municipality)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Municipality]:
        municipalities: dict[Municipality, bool] = {}
        unknown: list[str] = []
        for text in value.split("|"):
            try:
                if municipality := self.known.find("", text.strip()):
                    municipalities[municipality] = True
            except ValidationError as error:
                unknown += error.messages
        if unknown:
            raise ValueError(" ".join(unknown))
        return list(municipalities)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Code and name of each, sorted."""
        municipalities = value if isinstance(value, list) else value.all()
        return "|".join(sorted(f"{municipality.code} {municipality.name}" for municipality in municipalities))


def code_and_name(text: str) -> tuple[str, str]:
    """Splits 1280, Malmö or 1280 Malmö into a code and a name; either may be empty."""
    if not text[:1].isdigit():
        return "", text
    code, _space, name = text.partition(" ")
    return code, name.strip()
