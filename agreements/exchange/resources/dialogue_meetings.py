"""The file of dialogue meetings, each with its round and its municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.acts.readiness import MEETING_NEEDS_MUNICIPALITIES
from agreements.exchange.cells import NUMBER, LookupWidget, NumberWidget
from agreements.exchange.day_cells import EDTF_HELP, DayColumn, EdtfColumn
from agreements.exchange.municipality_cells import Municipalities, MunicipalitiesWidget
from agreements.exchange.resources.publishable import PublishableResource
from agreements.models import DialogueMeeting, DialogueRound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEETING_HELP: dict[str, StrOrPromise] = {
    "number": _("Registrets nummer på mötet. Tomt betyder ett nytt möte: registret ger numret."),
    "round": _("Skriv omgångens kortnamn. Omgången ska finnas i registret."),
    "held_on": _("Dagen ligger inom omgången."),
    "title": "",
    "place": "",
    "organisers": "",
    "municipalities": _("Skriv koder eller namn med | emellan, till exempel 1280|Lund."),
    "summary": "",
    "source_url": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
    "held_on_edtf": EDTF_HELP,
}


class AssignedNumberWidget(NumberWidget):
    """A number that the database assigns: an unsaved meeting has none."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value) if isinstance(value, int) else ""


class DialogueMeetingResource(PublishableResource):
    columns = MEETING_HELP
    imprecise_days = ["held_on"]
    key = ["number"]
    assigns_keys = True
    database_validated = PublishableResource.database_validated | {"round", "number"}

    number = Field("number", "number", AssignedNumberWidget(), readonly=True)
    round = Field(
        "round",
        "round",
        LookupWidget(
            "slug", _("%(value)s är inte kortnamnet på en dialogomgång. Rätta det, eller lägg upp den först.")
        ),
    )
    held_on = DayColumn(DialogueMeeting, "held_on", required=True)
    held_on_edtf = EdtfColumn(DialogueMeeting, "held_on")
    municipalities = Field("municipalities", "municipalities", MunicipalitiesWidget())

    class Meta(PublishableResource.Meta):
        model = DialogueMeeting
        fields = list(MEETING_HELP)

    def prepare(self, dataset: tablib.Dataset) -> None:
        self.fields["round"].widget.known = {row.slug: row for row in DialogueRound.objects.all()}
        self.fields["municipalities"].widget.known = Municipalities.load()

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[DialogueMeeting]:
        numbers = [int(key) for key in keys if NUMBER.fullmatch(key)]
        return self.with_cells(DialogueMeeting.objects.filter(number__in=numbers)).select_for_update(
            of=("self",), no_key=True
        )

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("round").prefetch_related("municipalities")

    def read_more(self, instance: DialogueMeeting, row: dict[str, str]) -> None:
        if row.get("round") == "":
            raise ValidationError({"round": gettext("Fyll i omgångens kortnamn, till exempel motesturnen-2022.")})

    def prerequisite(self, instance: DialogueMeeting, error_fields: set[str]) -> str:
        # The file's municipalities, which are saved after the meeting.
        has_municipalities = "municipalities" in error_fields or self.cell(self.fields["municipalities"], instance)
        return "" if has_municipalities else str(MEETING_NEEDS_MUNICIPALITIES)

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        return row.get("title", "") or self.before.get("title", "")

    def shown_id(self, instance: Any | None, row: dict[str, str]) -> str:
        return self.cell(self.fields["number"], instance) if instance else self.key_of(row)
