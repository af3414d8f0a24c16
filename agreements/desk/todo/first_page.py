"""The desk's first page: the user's buttons and matters, and the first steps in an empty register."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from agreements.desk.todo.matter import Matter, MatterGroup, count_rows
from agreements.desk.todo.matters import MATTERS
from agreements.models import Agreement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Button:
    title: StrOrPromise
    url_name: str
    permission: str
    explanation: StrOrPromise = ""

    @property
    def url(self) -> str:
        """Empty if the page does not exist."""
        try:
            return reverse(f"admin:{self.url_name}")
        except NoReverseMatch:
            return ""

    def is_for(self, person: User) -> bool:
        return bool(self.url) and person.has_perm(self.permission)


BUTTONS = [
    Button(_("Registrera en överenskommelse"), "agreements_agreement_add", "agreements.add_agreement"),
    Button(_("Registrera flera"), "agreements_agreement_joint", "agreements.add_agreement"),
    Button(_("Importera"), "agreements_agreement_import", "agreements.add_agreement"),
    Button(_("Täckning"), "coverage", "agreements.view_agreement"),
    Button(_("Logg"), "agreements_historyentry_changelist", "agreements.view_historyentry"),
]

# The first steps in an empty register, in order.
FIRST_STEPS = [
    Button(
        _("Fyll i registrets inställningar"),
        "agreements_register_changelist",
        "agreements.change_register",
        _("Utgivare och kontaktadress syns på de offentliga sidorna. Där står också om två personer ska publicera."),
    ),
    Button(
        _("Lägg upp dem som ska arbeta här"),
        "auth_user_changelist",
        "auth.add_user",
        _("Ett konto för varje person, med e-postadress och en roll: Läsare, Registrator, Granskare, Administratör."),
    ),
    Button(
        _("Importera kommunernas svar"),
        "agreements_agreement_import",
        "agreements.add_agreement",
        _("Från en CSV- eller XLSX-fil. Ingenting sparas förrän du har sett vad som läggs till."),
    ),
    Button(
        _("Eller registrera ett svar i taget"),
        "agreements_agreement_add",
        "agreements.add_agreement",
        _("Utkastet sparas vad som än saknas. När du publicerar står det vad som behövs."),
    ),
]


@dataclass(frozen=True)
class MatterRow:
    matter: Matter
    count: int


@dataclass(frozen=True)
class Section:
    group: MatterGroup
    rows: list[MatterRow]


@dataclass(frozen=True)
class FirstPage:
    buttons: list[Button]
    first_steps: list[Button]
    sections: list[Section]
    nothing_to_do: list[MatterRow]

    @property
    def has_matters(self) -> bool:
        return bool(self.sections or self.nothing_to_do)


def first_page(person: User, today: datetime.date) -> FirstPage:
    buttons = [button for button in BUTTONS if button.is_for(person)]
    if not Agreement.objects.exists():
        # Every municipality lacks an answer then: the matters would be noise.
        return FirstPage(buttons, [step for step in FIRST_STEPS if step.is_for(person)], [], [])
    matters = [matter for matter in MATTERS if matter.is_seen_by(person)]
    counts = count_rows(matters, person, today)
    rows = [MatterRow(matter, counts[matter.slug]) for matter in matters]
    sections = [
        Section(group, [row for row in rows if row.count and row.matter.group == group]) for group in MatterGroup
    ]
    return FirstPage(buttons, [], [section for section in sections if section.rows], [r for r in rows if not r.count])
