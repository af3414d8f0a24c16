"""The file of reported totals: one row for each type, day, position and publisher."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from agreements.exchange.cells import ChoiceWidget, DayWidget, LookupWidget, NumberWidget
from agreements.exchange.resources.publishable import PublishableResource
from agreements.exchange.resources.rows import KEY_SEPARATOR, not_in_future
from agreements.models import AgreementType, ReportedTotal
from agreements.models.plausible_days import FUTURE_TOTAL
from agreements.positions import Position

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOTAL_HELP: dict[str, StrOrPromise] = {
    "type": _("Kortnamn. Typ, dag, läge och utgivare säger tillsammans vilken siffra raden gäller."),
    "reported_on": "",
    "position": _("Skriv har överenskommelse, har avböjt, har upphört eller inget svar."),
    "publisher": "",
    "total": "",
    "source_note": "",
    "source_url": "",
    "note": "",
    "note_en": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
}


class ReportedTotalResource(PublishableResource):
    columns = TOTAL_HELP
    days = ["reported_on"]
    key = ["type", "reported_on", "position", "publisher"]
    database_validated = PublishableResource.database_validated | {"type"}

    type = Field("type", "type", LookupWidget("slug", _("%(value)s finns inte. Skriv %(known)s."), required=True))
    reported_on = Field("reported_on", "reported_on", DayWidget(required=True))
    position = Field("position", "position", ChoiceWidget(Position, required=True))
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

    def prepare(self, dataset: tablib.Dataset) -> None:
        self.fields["type"].widget.known = {row.slug: row for row in AgreementType.objects.all()}

    def find(self, keys: set[str], dataset: tablib.Dataset) -> Iterable[ReportedTotal]:
        types = {key.split(KEY_SEPARATOR)[0] for key in keys}
        totals = self.with_cells(ReportedTotal.objects.filter(type__slug__in=types))
        return [row for row in totals.select_for_update(of=("self",), no_key=True) if self.key_from(row) in keys]

    def with_cells(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("type")

    def rules_for(self, instance: ReportedTotal, error_fields: set[str]) -> list[Callable[[], None]]:
        return [*super().rules_for(instance, error_fields), not_in_future(instance, "reported_on", FUTURE_TOTAL)]

    def name_of(self, instance: Any | None, row: dict[str, str]) -> str:
        return " ".join(row.get(column, "") for column in ("publisher", "reported_on")).strip()
