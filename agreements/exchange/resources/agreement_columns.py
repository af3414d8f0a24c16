"""The columns of the file of agreements, with their help and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.exchange.day_cells import EDTF_HELP

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# Every column in order, with help that adds to the help of its field.
AGREEMENT_HELP: dict[str, StrOrPromise] = {
    "public_id": _("Registrets id, till exempel 1280-3. Tomt betyder en ny överenskommelse: registret ger id:t."),
    "municipality_code": _("Fyra siffror, till exempel 0180. Räcker utan namn, och ändras aldrig för ett id."),
    "municipality": _("Kommunens namn, till exempel Malmö. Räcker utan kod."),
    "type": _("Kortnamn. Tomt i en ny rad betyder huvudtypen."),
    "status": _("Skriv tecknad, avböjd eller i dialog."),
    "decided_on": "",
    "valid_from": _("Tomt i en ny rad betyder dagen då det undertecknades, annars beslutsdagen."),
    "valid_to": "",
    "ending": _("Skriv löpte ut, sades upp eller ersattes av en ny."),
    "notice_months": "",
    "replaces": _("Id för överenskommelsen som den här förnyar eller ändrar, till exempel 1280-1."),
    "joint_agreement": _("Titeln på den gemensamma överenskommelsen. En titel som inte finns läggs upp."),
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
    # The columns are a promise: a new one comes last.
    "deciding_body": "",
    "signed_on": "",
    "extension_months": "",
    "target_groups": _("Kortnamn, med | emellan."),
    "parties": _("Kortnamn, med | emellan."),
    "also_replaces": _("Id med | emellan."),
    "decided_on_edtf": EDTF_HELP,
    "signed_on_edtf": EDTF_HELP,
    "valid_from_edtf": EDTF_HELP,
    "valid_to_edtf": EDTF_HELP,
}


AGREEMENT_FIELDS = list(AGREEMENT_HELP)


DAY_COLUMNS = ["next_follow_up_on", "verified_on"]


# Columns of the register's other files that an import ignores, and their names for columns of this file.
IGNORED_COLUMNS = {"county_code", "county", "published_on", "demo"}


COLUMN_ALIASES = {"agreement_id": "public_id"}
