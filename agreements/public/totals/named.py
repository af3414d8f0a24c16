"""A published total that names municipalities, against the register's position of each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lookup.reported_differences import ReportedDifferences
from agreements.public.day import Day
from agreements.public.knowledge.reports import report_sentence
from agreements.public.tags import Tag, position_tag


@dataclass(frozen=True)
class NamedComparison:
    found: ReportedDifferences

    @property
    def heading(self) -> str:
        return report_sentence(self.found.total)

    @property
    def summary(self) -> list[str]:
        """How many of those that the report says something about the register agrees on, in sentences."""
        number, same, others, unknown = (
            self.found.number,
            self.found.same,
            len(self.found.others),
            len(self.found.unknown),
        )
        sentences = [
            ngettext(
                "Uppgiften gäller %(number)s kommun.",
                "Uppgiften gäller %(number)s kommuner.",
                number,
            )
            % {"number": number},
            _("Registret har samma läge för %(number)s av dem.") % {"number": same},
        ]
        if others:
            sentences.append(_("Registret har ett annat läge för %(number)s.") % {"number": others})
        if unknown:
            sentences.append(_("Registret känner inte till läget för %(number)s.") % {"number": unknown})
        return sentences

    @property
    def others(self) -> list[tuple[str, str, Tag]]:
        return [(code, name, position_tag(position)) for code, name, position in self.found.others]

    @property
    def query(self) -> str:
        """The query string of a municipality's page on the day of the report."""
        return Day(self.found.total.reported_on, datetime.date.max).query
