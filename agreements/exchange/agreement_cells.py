"""Reads and writes the cells that name other agreements and joint agreements."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.exchange.cells import LookupWidget, TermsWidget
from agreements.models import Agreement, JointAgreement

SAME_TITLE = gettext_lazy("Flera gemensamma överenskommelser har titeln. Ge dem olika titlar först.")


# The type's short name in files from before there were several of its kind.
FORMER_TYPES = {"dua": "dua-unga"}


class TypeWidget(LookupWidget):
    def __init__(self) -> None:
        super().__init__("slug", gettext_lazy("%(value)s finns inte. Skriv %(known)s."), required=True)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value if value in self.known else FORMER_TYPES.get(value, value), row, **kwargs)


class IdsWidget(TermsWidget):
    """Reads and writes public ids separated by |."""

    known: dict[str, Agreement]

    def __init__(self) -> None:
        super().__init__(Agreement)
        self.known = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Agreement]:
        ids = split_ids(value)
        if unknown := sorted(ids - self.known.keys()):
            raise ValueError(_("%(value)s finns inte i registret.") % {"value": ", ".join(unknown)})
        return [self.known[public_id] for public_id in sorted(ids)]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "|".join(sorted(row.public_id for row in (value if isinstance(value, list) else value.all())))


def split_ids(cell: str) -> set[str]:
    return {public_id.strip() for public_id in cell.split("|")} - {""}


class JointAgreementWidget(LookupWidget):
    """Reads a joint agreement by its title. With `may_add`, an unknown title is a new one, which is not saved yet."""

    may_add = False

    def __init__(self) -> None:
        missing = gettext_lazy("%(value)s är inte titeln på en gemensam överenskommelse. Lägg upp den först.")
        super().__init__("title", missing)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if value and value not in self.known and self.may_add:
            joint = JointAgreement(title=value)
            try:
                joint.clean_fields()
            except ValidationError as error:
                raise ValueError(" ".join(error.messages)) from error
            self.known[value] = joint
        return super().clean(value, row, **kwargs)
