"""The kinds of rows that can be imported and exported, and the mapping of a file's headers to columns."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext

from agreements.exchange.resources import (
    AgreementResource,
    DialogueMeetingResource,
    DialogueRoundResource,
    FileResource,
    FollowUpResource,
    ReportedTotalResource,
)
from agreements.models import Agreement, ColumnChoice, DialogueMeeting, DialogueRound, FollowUp, ReportedTotal
from agreements.tables.reading import UnreadableFileError


@dataclass(frozen=True)
class ImportKind:
    slug: str
    model: type[Model]
    resource: type[FileResource]

    @property
    def columns(self) -> list[str]:
        return list(self.resource.columns)

    def explanations(self) -> list[tuple[str, str, str]]:
        """Each column with its label and its help."""
        return [
            (
                column,
                self.resource.label(column),
                " ".join(str(text) for text in self.resource.explanation(column) if text),
            )
            for column in self.columns
        ]


IMPORT_KINDS = {
    kind.slug: kind
    for kind in [
        ImportKind("agreement", Agreement, AgreementResource),
        ImportKind("follow-up", FollowUp, FollowUpResource),
        ImportKind("dialogue-round", DialogueRound, DialogueRoundResource),
        ImportKind("dialogue-meeting", DialogueMeeting, DialogueMeetingResource),
        ImportKind("reported-total", ReportedTotal, ReportedTotalResource),
    ]
}


@dataclass(frozen=True)
class UnknownHeader:
    """An unknown header with sample cells and the suggested or remembered column."""

    header: str
    samples: list[str]
    suggested: str
    is_remembered: bool


def known_headers(kind: ImportKind) -> dict[str, str]:
    """The column of each known header in lower case; empty for a column that is ignored."""
    with translation.override("sv"):
        names = {kind.resource.label(column).casefold(): column for column in kind.columns}
    ignored_columns = dict.fromkeys(kind.resource.ignored_columns, "")
    return names | {column: column for column in kind.columns} | ignored_columns | kind.resource.column_aliases


def unknown_headers(kind: ImportKind, headers: list[str], samples: Mapping[str, list[str]]) -> list[UnknownHeader]:
    known = known_headers(kind)
    unknown = [header for header in headers if header.casefold() not in known]
    # A column that the file already has is not suggested for another header.
    free = {name: column for name, column in known.items() if column not in {known.get(h.casefold()) for h in headers}}
    chosen = dict(
        ColumnChoice.objects.filter(
            kind=kind.slug, header__in=[header.casefold()[:200] for header in unknown]
        ).values_list("header", "column")
    )
    return [
        UnknownHeader(
            header,
            samples.get(header, []),
            chosen.get(header.casefold()[:200], _closest_column(header, free)),
            header.casefold()[:200] in chosen,
        )
        for header in unknown
    ]


def _closest_column(header: str, known: Mapping[str, str]) -> str:
    matches = difflib.get_close_matches(header.casefold(), [name for name, column in known.items() if column], 1, 0.6)
    return known[matches[0]] if matches else ""


def columns_of(kind: ImportKind, headers: list[str], mapping: Mapping[str, str]) -> list[str]:
    """The register's column for each header; empty for a header that is ignored. Raises UnreadableFileError."""
    known = known_headers(kind)
    unknown = [header for header in headers if header.casefold() not in known and header not in mapping]
    if unknown:
        raise UnreadableFileError(
            gettext("Kolumnen %(unknown)s finns inte. Ta bort den eller rätta rubriken. Kolumner som finns: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(kind.columns)}
        )
    columns = [mapping.get(header, known.get(header.casefold(), "")) for header in headers]
    duplicates = [column for column, count in Counter(columns).items() if count > 1 and column]
    if duplicates:
        raise UnreadableFileError(
            gettext("Kolumnen %(columns)s finns två gånger. Behåll en av dem.") % {"columns": ", ".join(duplicates)}
        )
    if not any(columns):
        raise UnreadableFileError(gettext("Ingen av filens kolumner är någon av våra. Välj en annan fil."))
    return columns


def remember_columns(kind: ImportKind, mapping: Mapping[str, str], by: Any) -> None:
    for header, column in mapping.items():
        ColumnChoice.objects.update_or_create(
            kind=kind.slug, header=header.casefold()[:200], defaults={"column": column, "by": by}
        )
