"""What published totals say of a municipality: shown as their publishers', never as the register's own answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.lookup.attachments import Attachment, first_source
from agreements.lookup.vocabulary import Vocabulary
from agreements.models import CountedUnit, ReportedTotal

# The values of a total that the query of the page reads.
REPORT_FIELDS = [
    "id", "type__slug", "reported_on", "reported_on_earliest", "position", "unit", "precision", "total", "publisher",
    "source_note", "source_url", "is_excepted",
]  # fmt: skip


@dataclass(frozen=True)
class Report:
    total: ReportedTotal
    is_excepted: bool
    type: str
    sources: list[Attachment]

    @property
    def heading(self) -> str:
        """For example "Enligt Dua, februari 2016"."""
        return _("Enligt %(publisher)s, %(day)s") % {
            "publisher": self.total.publisher,
            "day": self.total.day.dateline,
        }

    @property
    def statement(self) -> str:
        """What the source says of the municipality."""
        if self.total.unit == CountedUnit.LETTERS:
            position = _("avsiktsförklaring")
        else:
            position = self.total.get_position_display()
        if self.is_excepted:
            return _("nämns som undantag från läget ”%(position)s”") % {"position": position}
        return position


def report_keys(municipality: Any) -> list[int]:
    return [values["id"] for values in municipality.report_values]


def reports_of(municipality: Any, words: Vocabulary, attachments: Iterable[Attachment]) -> list[Report]:
    """The reports on a municipality of `with_page_fields`, the latest first, with their sources."""
    attachments = list(attachments)
    types = {kind.slug: str(kind.label) for kind in words.types}
    reports = []
    for values in municipality.report_values:
        fields = dict(values)
        is_excepted, type_slug = fields.pop("is_excepted"), fields.pop("type__slug")
        for name in ("reported_on", "reported_on_earliest"):
            fields[name] = datetime.date.fromisoformat(fields[name]) if fields[name] else None
        total = ReportedTotal(**fields)
        sources = [item for item in attachments if item.reported_total_id == total.pk]
        reports.append(Report(total, is_excepted, types.get(type_slug, ""), [*first_source(total), *sources]))
    return reports
