"""The file of reported totals: one row for each type, day, position and publisher."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.exchange.agreement_cells import TypeWidget
from agreements.exchange.cells import ChoiceWidget, NumberWidget
from agreements.exchange.day_cells import EDTF, EDTF_HELP, DayColumn, EdtfColumn, read_day_cell
from agreements.exchange.municipality_cells import Municipalities, MunicipalitiesWidget
from agreements.exchange.resources.publishable import PublishableResource
from agreements.exchange.resources.rows import KEY_SEPARATOR, not_in_future
from agreements.models import AgreementType, ReportedTotal
from agreements.models.reported_totals import CountedUnit, Naming, Precision
from agreements.models.rules.days import FUTURE_TOTAL
from agreements.positions import Position
from agreements.tables.safe_cells import plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOTAL_HELP: dict[str, StrOrPromise] = {
    "type": _("Kortnamn. Typ, dag, läge, utgivare och vad som räknas säger tillsammans vilken siffra raden gäller."),
    "reported_on": "",
    "position": _("Skriv har överenskommelse, har avböjt, har upphört eller inget svar."),
    "publisher": "",
    "total": "",
    "source_note": "",
    "source_url": "",
    "note": "",
    "note_en": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
    "unit": _("Skriv avsiktsförklaringar eller procent av kommunerna. Tomt betyder kommuner."),
    "precision": _("Skriv minst eller högst. Tomt betyder precis."),
    "naming": _(
        "Skriv those (källan namnger dem) eller all_but (alla utom dem). Tomt betyder att källan namnger inga."
    ),
    "municipalities": _("Skriv koder eller namn med | emellan, till exempel 1280|Lund."),
    "reported_on_edtf": EDTF_HELP,
}
COUNTED_POSITIONS = [position for position in Position if position != Position.UNKNOWN]


class ReportedTotalResource(PublishableResource):
    columns = TOTAL_HELP
    imprecise_days = ["reported_on"]
    key = ["type", "reported_on", "position", "publisher", "unit"]
    database_validated = PublishableResource.database_validated | {"type"}

    type = Field("type", "type", TypeWidget())
    reported_on = DayColumn(ReportedTotal, "reported_on", required=True)
    reported_on_edtf = EdtfColumn(ReportedTotal, "reported_on")
    position = Field("position", "position", ChoiceWidget(COUNTED_POSITIONS, required=True))
    unit = Field("unit", "unit", ChoiceWidget(CountedUnit))
    precision = Field("precision", "precision", ChoiceWidget(Precision))
    naming = Field("naming", "naming", ChoiceWidget(Naming))
    municipalities = Field("municipalities", "municipalities", MunicipalitiesWidget())
    total = Field("total", "total", NumberWidget(required=True))

    class Meta(PublishableResource.Meta):
        model = ReportedTotal
        fields = list(TOTAL_HELP)

    @classmethod
    def explanation(cls, column: str) -> list[Any]:
        texts = super().explanation(column)
        if column == "type":
            slugs = AgreementType.objects.values_list("slug", flat=True)
            texts.append(gettext("Finns: %(slugs)s.") % {"slugs": ", ".join(slugs)})
        return texts

    @classmethod
    def key_of(cls, row: dict[str, str]) -> str:
        """The day goes by its latest possible day. Municipalities are counted where the row does not say what."""
        day = row.get(f"reported_on{EDTF}") or row.get("reported_on", "")
        key = [cls.as_exported(column, (row | {"reported_on": day}).get(column, "")) for column in cls.key]
        return KEY_SEPARATOR.join(key) if all(key[:-1]) else ""

    @classmethod
    def as_exported(cls, column: str, cell: str) -> str:
        if column != "reported_on":
            return super().as_exported(column, cell)
        try:
            day = read_day_cell(plain_text(cell).strip())
        except ValidationError:
            return cell
        return day.latest.isoformat() if day else ""

    def key_from(self, instance: ReportedTotal) -> str:
        cells = [self.cell(self.fields[column], instance).strip() for column in self.key]
        cells[self.key.index("reported_on")] = instance.reported_on.isoformat()
        return KEY_SEPARATOR.join(cells)

    def prepare(self, dataset: tablib.Dataset) -> None:
        self.fields["municipalities"].widget.known = Municipalities.load()
        self.fields["type"].widget.known = {row.slug: row for row in AgreementType.objects.all()}

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[ReportedTotal]:
        types = {key.split(KEY_SEPARATOR)[0] for key in keys}
        totals = self.with_cells(ReportedTotal.objects.filter(type__slug__in=types))
        return [row for row in totals.select_for_update(of=("self",), no_key=True) if self.key_from(row) in keys]

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("type").prefetch_related("municipalities")

    def rules_for(self, instance: ReportedTotal, error_fields: set[str]) -> list[Callable[[], None]]:
        return [*super().rules_for(instance, error_fields), not_in_future(instance, "reported_on", FUTURE_TOTAL)]

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        return " ".join([row.get("publisher", ""), row.get(f"reported_on{EDTF}") or row.get("reported_on", "")]).strip()
