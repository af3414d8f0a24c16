"""Widgets that read and write the cells of files. A cell that cannot be read raises ValueError."""

from __future__ import annotations

import datetime
import difflib
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
from municipalities.swedish import folded

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
        for word, choice in words.items():
            if value.casefold() in (word, choice):
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
        # Sorted so that an existing municipality takes the name from one that has ceased.
        rows = sorted(Municipality.objects.all(), key=lambda municipality: municipality.ceased_on is None)
        return cls({row.code: row for row in rows}, {row.name.casefold(): row for row in rows})

    def find(self, code: str, name: str) -> Municipality | None:
        """The municipality with the code and the name, or with one of them; None if both are empty. Raises
        ValidationError.
        """
        by_code, by_name = self.by_code.get(four_digits(code)), self.by_name.get(name.casefold())
        errors = {}
        if code and not by_code:
            errors["municipality_code"] = _("Ingen kommun har koden %(code)s. Kontrollera den.") % {"code": code}
        if name and not by_name:
            errors["municipality"] = _("Ingen kommun heter %(name)s.") % {"name": name} + self.suggestion(name)
        # A ceased municipality may share its name with an existing one.
        if by_code and by_name and by_code.name != by_name.name:
            errors["municipality"] = _("Koden %(code)s är %(own)s, inte %(name)s. Rätta det ena.") % {
                "code": by_code.code,
                "own": by_code.name,
                "name": by_name.name,
            }
        if errors:
            raise ValidationError(errors)
        return by_code or by_name

    def suggestion(self, name: str) -> str:
        names = {folded(text): row.name for row in self.by_code.values() for text in (row.official_name, row.name)}
        close = difflib.get_close_matches(folded(name), names, n=1, cutoff=0.7)
        return _(" Menade du %(name)s?") % {"name": names[close[0]]} if close else _(" Kontrollera namnet.")


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
                if municipality := self.known.find(*code_and_name(text.strip())):
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


def four_digits(code: str) -> str:
    """The municipality code with the leading zero that spreadsheets remove: 0114 for 114."""
    return code.removesuffix(".0").zfill(4) if re.fullmatch(r"\d{3,4}(\.0)?", code) else code
