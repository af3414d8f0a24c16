"""Reads and writes the cells that name municipalities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget

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
