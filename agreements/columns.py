"""The columns of the file that the desk imports and exports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, AgreementType, CollaborationLevel, CooperationArea
from agreements.spreadsheets import Table, UnreadableFileError, read_table
from municipalities.models import Municipality

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Every column of the file in its order, with what it means beyond its field's own help.
HELP: dict[str, StrOrPromise] = {
    "public_id": _("Registrets id, till exempel 1280-3. Tomt betyder en ny överenskommelse: registret ger id:t."),
    "municipality_code": _("Fyra siffror, till exempel 0180. Räcker utan namn, och ändras aldrig för ett id."),
    "municipality": _("Kommunens namn, till exempel Malmö. Räcker utan kod."),
    "type": _("Kortnamn. Tomt i en ny rad betyder huvudtypen."),
    "status": _("Skriv tecknad, avböjd eller i dialog."),
    "decided_on": "",
    "valid_from": _("Tomt i en ny rad betyder beslutsdagen."),
    "valid_to": "",
    "ending": _("Skriv löpte ut, sades upp eller ersattes av en ny."),
    "replaces": _("Id för överenskommelsen som den här förnyar eller ändrar, till exempel 1280-1."),
    "joint_agreement": _("Titeln på en gemensam överenskommelse som finns i registret."),
    "levels": _("Kortnamn, med | emellan."),
    "areas": _("Kortnamn, med | emellan."),
    "diary_number": "",
    "municipality_diary_number": "",
    "public_summary": "",
    "internal_note": "",
    "source_url": "",
    "source_note": "",
    "next_follow_up_on": "",
    "verified_on": "",
    "verified_by": "",
    "published": _("ja eller nej. Tomt lämnar det som det är; en ny rad följer valet när filen läses in."),
}
COLUMNS = list(HELP)
DAYS = ["decided_on", "valid_from", "valid_to", "next_follow_up_on", "verified_on"]
# Columns of the register's other files, which an import passes over, and the names they have for the same thing.
PASSED_OVER = {"county_code", "county", "published_on", "demo"}
SAME_COLUMN = {"agreement_id": "public_id"}


def label(column: str) -> str:
    if column == "municipality_code":
        return str(Municipality._meta.get_field("code").verbose_name)
    return str(Agreement._meta.get_field("published_at" if column == "published" else column).verbose_name)  # type: ignore[union-attr]


def read_agreements(content: bytes) -> Table:
    """The rows of an import file under the columns' own names. Raises UnreadableFileError."""
    table = read_table(content)
    with translation.override("sv"):
        names = {label(column).casefold(): column for column in COLUMNS}
    names |= {column: column for column in [*COLUMNS, *PASSED_OVER]} | SAME_COLUMN
    unknown = [header for header in table.headers if header.casefold() not in names]
    if unknown:
        raise UnreadableFileError(
            gettext("Kolumnen %(unknown)s finns inte. Ta bort den eller rätta rubriken. Kolumner som finns: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(COLUMNS)}
        )
    headers = [names[header.casefold()] for header in table.headers]
    if twice := [column for column, count in Counter(headers).items() if count > 1]:
        raise UnreadableFileError(
            gettext("Kolumnen %(columns)s finns två gånger. Behåll en av dem.") % {"columns": ", ".join(twice)}
        )
    return Table(headers, table.rows, table.numbers)


def explanations() -> list[tuple[str, str, str]]:
    """Each column, what it is called on the pages, and what to write in it."""
    slugs = {
        "type": AgreementType.objects.values_list("slug", flat=True),
        "levels": CollaborationLevel.objects.values_list("slug", flat=True),
        "areas": CooperationArea.objects.values_list("slug", flat=True),
    }
    rows = []
    for column in COLUMNS:
        texts = [HELP[column]]
        if column not in ("public_id", "municipality_code", "municipality", "published"):
            texts.insert(0, Agreement._meta.get_field(column).help_text)  # type: ignore[union-attr]
        if column in DAYS:
            texts.append(gettext("Skriv ÅÅÅÅ-MM-DD."))
        if column in slugs:
            texts.append(gettext("Finns: %(slugs)s.") % {"slugs": ", ".join(slugs[column])})
        rows.append((column, label(column), " ".join(str(text) for text in texts if text)))
    return rows
